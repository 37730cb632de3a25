// The gradient of the energy, as a change of the parameters.
import type { LogDerivatives } from "../kernels/logDerivatives.ts";
import type { Forces } from "./forces.ts";
import { centredForce } from "./system.ts";

/** F_k = <O_k* (ε - <ε>)>, half the gradient of the energy by θ_k*, as a change of the parameters, complex interleaved. */
export function forceOf(derivatives: LogDerivatives, forces: Forces): Float64Array {
  const { kernels, columns, field } = derivatives;
  const vector = kernels.float64(centredForce(derivatives, forces).force, 2 * columns);
  return derivatives.toParameters(field === "complex" ? vector.slice() : vector.filter((_, k) => k % 2 === 0));
}

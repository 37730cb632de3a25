import { InputError, refuse } from "../core/errors.ts";
import type { Lattice } from "../lattice/lattice.ts";
import type { ResolvedAnsatz } from "./ansatz.ts";

/** A named block of complex parameters. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
}

/** More hidden units than this are refused: the flip tables would not fit the memory of the kernels. */
const MOST_WEIGHTS = 4e6;

/** M, the hidden units: round(α N), for a symmetric network a multiple of the translations. @throws InputError if it is none. */
export function hiddenUnits({ density, symmetric }: ResolvedAnsatz, lattice: Lattice): number {
  const hidden = Math.round(density * lattice.size);
  if (!(hidden >= 1)) refuse("ansatz.density", "at least one hidden unit", `${density} on ${lattice.size} sites`);
  if (hidden * lattice.size > MOST_WEIGHTS) {
    refuse("ansatz.density", `at most ${MOST_WEIGHTS} weights`, `${hidden * lattice.size}`, "use a smaller density or fewer sites");
  }
  const shifts = lattice.translations.length;
  if (symmetric && shifts < 2) {
    throw new InputError(`ansatz.symmetric: a ${lattice.name} has no translations to share weights over; use --no-symmetric`);
  }
  if (symmetric && (hidden % shifts !== 0 || Math.abs(density * lattice.size - hidden) > 1e-9)) {
    refuse("ansatz.density", `a whole number of features for ${shifts} translations`, density, "use a whole density or --no-symmetric");
  }
  return hidden;
}

/** The blocks of the parameter vector, in order. */
export function parameterTensors(ansatz: ResolvedAnsatz, lattice: Lattice): Tensor[] {
  const hidden = hiddenUnits(ansatz, lattice);
  const features = hidden / lattice.translations.length;
  const biases: Tensor[] = ansatz.symmetric
    ? [
        { name: "visible_bias", shape: [1] },
        { name: "hidden_bias", shape: [features] },
      ]
    : [
        { name: "visible_bias", shape: [lattice.size] },
        { name: "hidden_bias", shape: [hidden] },
      ];
  const weights = { name: "weights", shape: ansatz.symmetric ? [features, lattice.size] : [lattice.size, hidden] };
  return [...(ansatz.biases ? biases : []), weights];
}

/** P, the number of complex parameters. */
export function parameterCount(ansatz: ResolvedAnsatz, lattice: Lattice): number {
  return parameterTensors(ansatz, lattice).reduce((total, { shape }) => total + shape.reduce((product, n) => product * n, 1), 0);
}

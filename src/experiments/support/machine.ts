// A restricted Boltzmann machine written out over all configurations, with its log-derivatives in closed form.
import { type ResolvedRbm, rbm, type TrainedNetwork } from "../../index.ts";
import { logCosh, tanh } from "./complex.ts";
import type { Evaluated } from "./naturalGradient.ts";
import type { RandomNumbers } from "./random.ts";

/** ln f = Σ a_i s_i + Σ_j ln cosh(b_j + Σ_i W_ij s_i), complex. */
export interface Machine {
  readonly sites: number;
  readonly hidden: number;
  /** a, b, W (row i, column j), complex, interleaved: the order of `parameterTensors`. */
  readonly parameters: Float64Array;
}

/** N + M + N M. */
export const countOf = ({ sites, hidden }: Pick<Machine, "sites" | "hidden">) => sites + hidden + sites * hidden;

/** Weights drawn normal, real and imaginary parts with a deviation each. */
export function randomMachine(
  sites: number,
  hidden: number,
  deviations: { real: number; imaginary: number },
  random: RandomNumbers,
): Machine {
  const length = 2 * countOf({ sites, hidden });
  const parameters = Float64Array.from({ length }, (_, k) => (k % 2 === 0 ? deviations.real : deviations.imaginary) * random.normal());
  return { sites, hidden, parameters };
}

/** The same as a network of the library, for its instruments. */
export function networkOf({ sites, hidden, parameters }: Machine): TrainedNetwork {
  const ansatz: ResolvedRbm = { ...rbm({ density: hidden / sites }), symmetric: false, pointGroup: false, parity: "none", biases: true };
  return { ansatz, parameters };
}

/** ln f of all configurations, and the derivatives O_a = s_i, O_b = tanh θ_j, O_W = s_i tanh θ_j. */
export function evaluatedMachine(machine: Machine): Evaluated {
  const { sites, hidden } = machine;
  const count = countOf(machine);
  const dimension = 1 << sites;
  const logs = new Float64Array(2 * dimension);
  const derivatives = new Float64Array(2 * dimension * count);
  for (let s = 0; s < dimension; s++) {
    const row = derivatives.subarray(2 * s * count, 2 * (s + 1) * count);
    const log = logOf(machine, s, (j, re, im) => {
      const t = tanh(re, im);
      row.set(t, 2 * (sites + j));
      for (let i = 0; i < sites; i++) {
        const sign = spin(s, i);
        row.set([sign * t[0], sign * t[1]], 2 * (sites + hidden + i * hidden + j));
      }
    });
    for (let i = 0; i < sites; i++) row[2 * i] = spin(s, i);
    logs.set(log, 2 * s);
  }
  return { logs, derivatives, count };
}

/** ln f of all configurations alone, complex, interleaved. */
export function logsOf(machine: Machine): Float64Array {
  const logs = new Float64Array(2 << machine.sites);
  for (let s = 0; s < 1 << machine.sites; s++) logs.set(logOf(machine, s), 2 * s);
  return logs;
}

const spin = (s: number, i: number) => 1 - 2 * ((s >> i) & 1);

function logOf({ sites, hidden, parameters }: Machine, s: number, visit?: (unit: number, re: number, im: number) => void) {
  const weights = 2 * (sites + hidden);
  let [re, im] = [0, 0];
  for (let i = 0; i < sites; i++) {
    re += spin(s, i) * parameters[2 * i];
    im += spin(s, i) * parameters[2 * i + 1];
  }
  for (let j = 0; j < hidden; j++) {
    let x = parameters[2 * (sites + j)];
    let y = parameters[2 * (sites + j) + 1];
    for (let i = 0; i < sites; i++) {
      const at = weights + 2 * (i * hidden + j);
      x += spin(s, i) * parameters[at];
      y += spin(s, i) * parameters[at + 1];
    }
    visit?.(j, x, y);
    const term = logCosh(x, y);
    re += term[0];
    im += term[1];
  }
  return [re, im] as const;
}

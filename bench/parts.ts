import type { Ansatz, Hamiltonian } from "../src/index.ts";
import type { Kernels } from "../src/kernels/kernels.ts";
import { readoutOf } from "../src/readout/index.ts";
import { resolveTraining } from "../src/vmc/defaults.ts";
import { resolveAnsatz } from "../src/vmc/resolve.ts";
import { createSimulation, type Simulation } from "../src/vmc/simulation.ts";
import { Training } from "../src/vmc/training.ts";
import { CHAINS, SAMPLES } from "./problems.ts";
import { median, now, secondsOf } from "./timing.ts";

/** Where an iteration spends its time: kernels by what they are for, new parameters, and TypeScript's rest. */
export const partNames = ["sampling", "local energies", "derivatives", "solve", "update", "rest"] as const;
export type PartName = (typeof partNames)[number];

/** Kernels by name. What none of these matches counts as rest. */
const kernelsOf: readonly (readonly [PartName, RegExp])[] = [
  ["sampling", /draw$|refresh$|sweep/i],
  ["local energies", /localEstimates$/i],
  ["solve", /^(cholesky|solve)/],
  ["derivatives", /^(gram|centre|trace|scaleAndShift|real)|gram$|panels$|adjoint$/i],
];

/** Seconds of each part, and of the whole iteration. */
export type Parts = Readonly<Record<PartName | "iteration", number>>;

export interface PartsOptions {
  readonly samples?: number;
  readonly chains?: number;
  /** Iterations before those that count: the engine compiles, the chains come to rest. */
  readonly warmUp: number;
  readonly iterations: number;
}

export async function trainingOf(hamiltonian: Hamiltonian, ansatz: Ansatz, { samples = SAMPLES, chains = CHAINS, ...plan }: PartsOptions) {
  const resolved = resolveAnsatz(ansatz, hamiltonian);
  const simulation = await createSimulation(hamiltonian, resolved);
  const settings = resolveTraining({ iterations: plan.warmUp + plan.iterations, samples, chains });
  return { simulation, training: new Training(simulation, resolved, readoutOf("born"), settings) };
}

/** Median seconds of the parts of an iteration, with a clock around every call of a kernel. */
export async function partsOf(hamiltonian: Hamiltonian, ansatz: Ansatz, options: PartsOptions): Promise<Parts> {
  const { simulation, training } = await trainingOf(hamiltonian, ansatz, options);
  const spent = watch(simulation);
  const rows: Record<PartName | "iteration", number>[] = [];
  for (let iteration = 0; iteration < options.warmUp + options.iterations; iteration++) {
    spent.clear();
    const whole = secondsOf(() => void training.update(iteration));
    const row = { sampling: 0, "local energies": 0, derivatives: 0, solve: 0, update: 0, rest: whole, iteration: whole };
    for (const [part, seconds] of spent) {
      row[part] += seconds;
      row.rest -= seconds;
    }
    if (iteration >= options.warmUp) rows.push(row);
  }
  const middle = (part: PartName | "iteration") => median(rows.map((row) => row[part]));
  return Object.fromEntries([...partNames, "iteration" as const].map((part) => [part, middle(part)])) as unknown as Parts;
}

/** Puts clocks into a simulation; the seconds of each part add up in the map. */
function watch({ kernels, network }: Simulation): Map<PartName, number> {
  const spent = new Map<PartName, number>();
  const timed = <T extends unknown[], R>(part: PartName, work: (...values: T) => R) => {
    return (...values: T): R => {
      const begun = now();
      const result = work(...values);
      spent.set(part, (spent.get(part) ?? 0) + now() - begun);
      return result;
    };
  };
  const call: Kernels["call"] = { ...kernels.call };
  for (const [name, kernel] of Object.entries(call)) {
    const part = kernelsOf.find(([, pattern]) => pattern.test(name))?.[0];
    if (part && typeof kernel === "function") Object.assign(call, { [name]: timed(part, kernel) });
  }
  Object.assign(kernels, { call });
  Object.assign(network, { setParameters: timed("update", network.setParameters.bind(network)) });
  return spent;
}

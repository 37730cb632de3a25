import type { Ansatz, Hamiltonian } from "../src/index.ts";
import { readoutOf } from "../src/readout/index.ts";
import { Profile, type ProfileSummary } from "../src/vmc/profile.ts";
import { resolveTraining } from "../src/vmc/setup/defaults.ts";
import { resolveAnsatz } from "../src/vmc/setup/resolve.ts";
import { createSimulation } from "../src/vmc/setup/simulation.ts";
import { Training } from "../src/vmc/training/training.ts";
import { CHAINS, SAMPLES } from "./problems.ts";

export interface PartsOptions {
  readonly samples?: number;
  readonly chains?: number;
  /** Iterations before those that count: the engine compiles, the chains come to rest. */
  readonly warmUp: number;
  readonly iterations: number;
  /** Threads. */
  readonly workers: number;
}

export async function trainingOf(hamiltonian: Hamiltonian, ansatz: Ansatz, options: PartsOptions, profile?: Profile) {
  const { samples = SAMPLES, chains = CHAINS, warmUp, iterations, workers } = options;
  const resolved = resolveAnsatz(ansatz, hamiltonian);
  const simulation = await createSimulation(hamiltonian, resolved, { workers, profile });
  const settings = resolveTraining({ iterations: warmUp + iterations, samples, chains, workers });
  return { simulation, training: new Training(simulation, resolved, readoutOf("born"), settings) };
}

/** Mean seconds of the parts of an iteration. */
export async function partsOf(hamiltonian: Hamiltonian, ansatz: Ansatz, options: PartsOptions): Promise<ProfileSummary> {
  const profile = new Profile(() => performance.now());
  const { simulation, training } = await trainingOf(hamiltonian, ansatz, options, profile);
  for (let iteration = 0; iteration < options.warmUp; iteration++) training.update({ iteration, stepFraction: 1 });
  for (let n = 0; n < options.iterations; n++) profile.iteration(() => training.update({ iteration: options.warmUp + n, stepFraction: 1 }));
  simulation.kernels.close();
  return profile.summary();
}

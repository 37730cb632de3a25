import { groundState, parameterTensors, type Step } from "../src/index.ts";
import { median } from "../src/statistics/median.ts";
import { resolveAnsatz } from "../src/vmc/setup/resolve.ts";
import { CHAINS, type Problem, problems, SAMPLES } from "./problems.ts";
import { now, rounded } from "./timing.ts";
import type { Row, Settings, Workload } from "./workload.ts";

export const iterations: readonly Workload[] = problems.map((problem) => ({
  name: problem.name,
  summary: problem.summary,
  group: "iterations",
  alone: true,
  run: async (settings: Settings) => [await train(problem, settings)],
}));

/**
 * The public driver as a user runs it, probe chains and thermalisation included: seconds from one step to the next. The first step,
 * with which kernels are compiled, the network made and its chains annealed, stands apart.
 */
async function train({ name, hamiltonian, ansatz, sites }: Problem, { iterations, workers }: Settings): Promise<Row> {
  const model = hamiltonian();
  const training = groundState({ hamiltonian: model, ansatz, iterations: iterations + 1, samples: SAMPLES, chains: CHAINS, workers });
  const stamps = [now()];
  let last: Step | undefined;
  for await (const step of training) {
    stamps.push(now());
    last = step;
    // Before the driver measures the trained network.
    if (stamps.length > iterations + 1) break;
  }
  const times = stamps.slice(1).map((stamp, index) => stamp - stamps[index]);
  if (!last || times.length < 2) throw new Error(`${name}: the training ended after ${times.length} iterations`);
  return {
    workload: name,
    iteration_s: rounded(median(times.slice(1))),
    first_s: rounded(times[0]),
    samples: last.samples,
    chains: CHAINS,
    parameters: parameterTensors(resolveAnsatz(ansatz, model), model.lattice)
      .map(({ shape }) => shape.reduce((product, length) => product * length, 1))
      .reduce((sum, length) => sum + length, 0),
    iterations: times.length,
    workers,
    sites,
    energy_per_site: rounded(last.energyPerSite.mean, 7),
    acceptance: rounded(last.acceptance, 3),
  };
}

import { type PartName, partNames } from "../src/vmc/types.ts";
import { partsOf } from "./parts.ts";
import { CHAINS, type Problem, problems, SAMPLES } from "./problems.ts";
import { rounded } from "./timing.ts";
import type { Row, Settings, Workload } from "./workload.ts";

/** Where one iteration of each training spends its time. */
export const profiles: readonly Workload[] = problems.map((problem) => ({
  name: `profile-${problem.name}`,
  summary: `the parts of ${problem.summary}`,
  group: "profile",
  alone: false,
  run: async (settings: Settings) => [await profile(problem, settings)],
}));

async function profile({ name, hamiltonian, ansatz }: Problem, { iterations, workers }: Settings): Promise<Row> {
  const workload = `profile-${name}`;
  const parts = await partsOf(hamiltonian(), ansatz, { warmUp: 5, iterations, workers });
  const share = (part: PartName) => Math.round((100 * parts[part]) / parts.iteration);
  return {
    workload,
    iteration_s: rounded(parts.iteration),
    ...Object.fromEntries(partNames.map((part) => [`${part.replace(" ", "_")}_s`, rounded(parts[part])])),
    percent: partNames.map((part) => `${part} ${share(part)}`).join(", "),
    samples: SAMPLES,
    chains: CHAINS,
    iterations,
    workers,
  };
}

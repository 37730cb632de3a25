import { median } from "../src/statistics/median.ts";
import { secondsToEnd } from "./command.ts";
import { CHAINS, SAMPLES } from "./problems.ts";
import { rounded } from "./timing.ts";
import type { Workload } from "./workload.ts";

const ITERATIONS = 300;

/** A run as a user starts it: the process, the training, the search for hidden modes and the final measurement. */
export const cold: Workload = {
  name: "cold-ising-40-rbm1",
  summary: `a whole process that trains ising-40-rbm1 for at most ${ITERATIONS} iterations; needs \`npm run build\``,
  group: "cold",
  alone: true,
  run: async ({ repeat, workers }) => {
    const network = ["--density", "1", "--no-symmetric", "--biases", "--parity", "none"];
    const plan = ["--iterations", `${ITERATIONS}`, "--samples", `${SAMPLES}`, "--chains", `${CHAINS}`, "--workers", `${workers}`];
    const args = ["run", "--model", "ising", "--sites", "40", ...network, ...plan];
    const times: number[] = [];
    for (let run = 0; run < repeat; run++) times.push(await secondsToEnd(args));
    return [
      {
        workload: "cold-ising-40-rbm1",
        cold_s: rounded(median(times)),
        command: `nqs ${args.join(" ")}`,
        most_iterations: ITERATIONS,
        workers,
        repeat,
      },
    ];
  },
};

import { median } from "../src/statistics/median.ts";
import { secondsToEnd, start } from "./command.ts";
import { now, rounded } from "./timing.ts";
import type { Row, Settings, Workload } from "./workload.ts";

const RUN = ["run", "--model", "ising", "--sites", "20"];

export const startup: Workload = {
  name: "startup",
  summary: "wall time of `nqs --version`, and from the start of `nqs run` to the line of its first iteration; needs `npm run build`",
  group: "startup",
  alone: false,
  run: async ({ repeat }) => {
    return [await timeRuns("startup-version", ["--version"], repeat), await timeRuns("startup-first-iteration", RUN, repeat)];
  },
};

async function timeRuns(workload: string, args: readonly string[], repeat: Settings["repeat"]): Promise<Row> {
  const times: number[] = [];
  for (let run = 0; run < repeat; run++) times.push(await (args === RUN ? secondsToFirstLine(args) : secondsToEnd(args)));
  return { workload, seconds: rounded(median(times)), command: `nqs ${args.join(" ")}`, repeat };
}

/** In a pipe the command line writes a line of progress after the first iteration. */
function secondsToFirstLine(args: readonly string[]): Promise<number> {
  const begun = now();
  const child = start(args, ["ignore", "ignore", "pipe"]);
  return new Promise((resolve, reject) => {
    let seconds: number | undefined;
    child.on("error", reject);
    child.stderr?.once("data", () => {
      seconds = now() - begun;
      child.kill("SIGKILL");
    });
    child.on("exit", (code) => {
      if (seconds === undefined) reject(new Error(`nqs ${args.join(" ")}: exit code ${code} before its first line`));
      else resolve(seconds);
    });
  });
}

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { InputError } from "../src/index.ts";
import { median, now, rounded } from "./timing.ts";
import type { Row, Settings, Workload } from "./workload.ts";

const program = fileURLToPath(new URL("../dist/cli/nqs.js", import.meta.url));
const RUN = ["run", "--model", "ising", "--sites", "20"];

export const startup: Workload = {
  name: "startup",
  summary: "wall time of `nqs --version`, and from the start of `nqs run` to the line of its first iteration; needs `npm run build`",
  group: "startup",
  alone: false,
  run: async ({ repeat }) => {
    if (!existsSync(program)) throw new InputError("startup: dist/cli/nqs.js is not there; run npm run build first");
    return [await timeRuns("startup-version", ["--version"], repeat), await timeRuns("startup-first-iteration", RUN, repeat)];
  },
};

async function timeRuns(workload: string, args: readonly string[], repeat: Settings["repeat"]): Promise<Row> {
  const times: number[] = [];
  for (let run = 0; run < repeat; run++) times.push(await (args === RUN ? secondsToFirstLine(args) : secondsToEnd(args)));
  return { workload, seconds: rounded(median(times)), command: `nqs ${args.join(" ")}`, repeat };
}

function secondsToEnd(args: readonly string[]): Promise<number> {
  const begun = now();
  const child = spawn(process.execPath, [program, ...args], { stdio: "ignore" });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve(now() - begun) : reject(new Error(`nqs ${args.join(" ")}: exit code ${code}`))));
  });
}

/** In a pipe the command line writes a line of progress after the first iteration. */
function secondsToFirstLine(args: readonly string[]): Promise<number> {
  const begun = now();
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  return new Promise((resolve, reject) => {
    let seconds: number | undefined;
    child.on("error", reject);
    child.stderr.once("data", () => {
      seconds = now() - begun;
      child.kill("SIGKILL");
    });
    child.on("exit", (code) => {
      if (seconds === undefined) reject(new Error(`nqs ${args.join(" ")}: exit code ${code} before its first line`));
      else resolve(seconds);
    });
  });
}

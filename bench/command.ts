import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { InputError } from "../src/index.ts";
import { now } from "./timing.ts";

const program = fileURLToPath(new URL("../dist/cli/nqs.js", import.meta.url));

/** Starts the built command line. @throws InputError if there is none. */
export function start(args: readonly string[], stdio: StdioOptions): ChildProcess {
  if (!existsSync(program)) throw new InputError("bench: dist/cli/nqs.js is not there; run npm run build first");
  return spawn(process.execPath, [program, ...args], { stdio });
}

/** Seconds that a whole process takes. */
export function secondsToEnd(args: readonly string[]): Promise<number> {
  const begun = now();
  const child = start(args, "ignore");
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve(now() - begun) : reject(new Error(`nqs ${args.join(" ")}: exit code ${code}`))));
  });
}

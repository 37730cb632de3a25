#!/usr/bin/env node
// The program `nqs`. Commands that take their time run in a thread of their own, so that this one hears signals at any time.
import { isMainThread } from "node:worker_threads";

const LONG = ["run", "compare", "learn", "evaluate", "benchmark", "paper"];

const args = process.argv.slice(2);
// A loader that runs the sources, as tsx does, is not there in a thread.
const built = import.meta.url.endsWith(".js");
const asksHelp = args.includes("--help") || args.includes("-h");
if (built && isMainThread && LONG.includes(args[0]) && !asksHelp) {
  const { supervise } = await import("./process/supervise.ts");
  supervise(new URL(import.meta.url), args);
} else {
  if (!isMainThread) (await import("./process/standardStreams.ts")).writeToTheTerminal();
  const { runProgram } = await import("./program.ts");
  await runProgram(args);
  if (!isMainThread) (await import("./process/activity.ts")).cameToItsEnd();
}

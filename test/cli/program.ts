import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";

// The built program as a user starts it.

/** Colour is asked for wherever a library might look, so that a test sees who does not check for a terminal. */
const environment = { ...process.env, FORCE_COLOR: "1", CI: "1", NO_COLOR: undefined };

/** @param preloaded a module that is loaded before, in every thread */
export function start(args: readonly string[], preloaded?: string): ChildProcess {
  const before = preloaded === undefined ? [] : ["--import", preloaded];
  return spawn(process.execPath, [...before, resolve("dist/cli/nqs.js"), ...args], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function ended(child: ChildProcess): Promise<Ended> {
  const text = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk) => (text.stdout += chunk));
  child.stderr?.on("data", (chunk) => (text.stderr += chunk));
  return new Promise((done) => child.on("close", (code) => done({ code, ...text })));
}

export const nqs = (...args: string[]) => ended(start(args));

// Which processes are alive.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** A process, told from others that had or will have its number. */
export interface ProcessMark {
  readonly pid: number;
  readonly host: string;
  /** When it began, in whatever way the system tells; `null` where it does not. */
  readonly started: string | null;
}

export function ownMark(): ProcessMark {
  return { pid: process.pid, host: hostname(), started: startOf(process.pid) };
}

/** Whether a process may still be at work. One of another machine cannot be asked: it counts as alive. */
export function isAlive({ pid, host, started }: ProcessMark): boolean {
  if (host !== hostname()) return true;
  if (!exists(pid)) return false;
  const now = startOf(pid);
  if (now === GONE) return false;
  return started === null || now === null || started === now;
}

/** Whether a number is that of a process of this machine. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // One of another user is there, too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Of a process that has ended, and whose parent has not heard of it yet. */
const GONE = "gone";

/** The fields of /proc/PID/stat behind the name of the program: the state first, the start, in ticks since the machine began, as the twentieth. */
const START = 19;

function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? GONE : `${fields[START]} ticks after ${bootOf()}`;
  } catch {
    return toldByPs(pid);
  }
}

function bootOf(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "the start of the machine";
  }
}

/** Where there is no /proc. */
function toldByPs(pid: number): string | null {
  try {
    const told = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    return told === "" ? null : told;
  } catch {
    return null;
  }
}

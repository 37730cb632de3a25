// Whether memory stays flat while a command works on: npx tsx scripts/soak.ts [MINUTES [KIND...]]. Ends with 1 where the last quarter holds over 5 % more than the first.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "../src/statistics/median.ts";

const program = join(dirname(fileURLToPath(import.meta.url)), "../dist/cli/nqs.js");
const seeds = Array.from({ length: 5000 }, (_, k) => k + 1).join();

/** Commands that work for longer than anyone waits: many small runs in one process, one large run, one long measurement. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  small: ["benchmark", "ising-20-h1-a1", "--seeds", seeds],
  large: ["run", "--model", "heisenberg", "--sites", "400", "--iterations", "100000"],
  measurement: ["evaluate", "dm-12", "--samples", "1000000000"],
};

/** Seconds in which a process loads and builds, before its memory is looked at. */
const BEGINNING = 20;
const MOST_GROWTH = 0.05;

/** Resident megabytes of a process; `null` once it has ended. Linux alone tells. */
function residentOf(pid: number): number | null {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}

interface Soaked {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly largest: number;
  /** Of the work, as its progress line told last. */
  readonly reached: string;
  readonly flat: boolean;
}

async function soak(name: string, minutes: number): Promise<Soaked> {
  const child = spawn(process.execPath, [program, ...kinds[name]], { stdio: ["ignore", "ignore", "pipe"] });
  let reached = "";
  child.stderr.on("data", (chunk) => {
    reached = String(chunk).trim().split("\n").at(-1) ?? reached;
  });
  const ended = new Promise((done) => child.on("close", done));
  const resident: number[] = [];
  const begun = performance.now();
  while (performance.now() - begun < 60_000 * minutes) {
    await new Promise((done) => setTimeout(done, 1000));
    const now = child.pid === undefined ? null : residentOf(child.pid);
    if (now === null) break;
    resident.push(now);
  }
  child.kill("SIGINT");
  await ended;
  const kept = resident.slice(BEGINNING);
  const quarter = Math.max(1, kept.length >> 2);
  const [first, last] = [median(kept.slice(0, quarter)), median(kept.slice(-quarter))];
  return { name, first, last, largest: Math.max(...kept), reached, flat: last <= (1 + MOST_GROWTH) * first };
}

const [minutes = "20", ...wanted] = process.argv.slice(2);
const names = wanted.length > 0 ? wanted : Object.keys(kinds);
const results: Soaked[] = [];
for (const name of names) {
  const result = await soak(name, Number(minutes));
  results.push(result);
  const { first, last, largest, reached, flat } = result;
  const figures = [first, last, largest].map((value) => value.toFixed(1));
  console.log(
    `${name}: first quarter ${figures[0]} MB, last ${figures[1]} MB, most ${figures[2]} MB: ${flat ? "flat" : "GROWS"}; ${reached}`,
  );
}
console.log(`${minutes} minutes each, ${availableParallelism()} cores`);
process.exitCode = results.every(({ flat }) => flat) ? 0 : 1;

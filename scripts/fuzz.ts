// Feeds every reader mutations of valid inputs: npx tsx scripts/fuzz.ts [COUNT] [SEED] [FIRST]. Ends with 1 if one crashed, hung, took much memory, or took a changed file for a whole one.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { type Failure, inputOf, judged, warmed } from "./fuzz/judge.ts";
import { readersIn } from "./fuzz/readers.ts";

interface Task {
  readonly count: number;
  readonly seed: number;
  readonly first: number;
  readonly folder: string;
  /** The number of the input that is being read. */
  readonly at: SharedArrayBuffer;
}

interface Done {
  readonly tally: Readonly<Record<string, readonly [read: number, refused: number, slowest: number]>>;
}

/** A reader that has not answered by then never will. */
const HANGS_MS = 60_000;
/** Above what the process had before: garbage of many inputs is in it. */
const MOST_MEGABYTES = 300;

if (isMainThread) await watch();
else await work(workerData as Task);

async function watch(): Promise<void> {
  const [count = 100_000, seed = 1, first = 0] = process.argv.slice(2).map(Number);
  const folder = mkdtempSync(join(tmpdir(), "nqs-fuzz-"));
  const failures: Failure[] = [];
  const tally = new Map<string, [number, number, number]>();
  const begun = performance.now();
  try {
    for (let next = first; next < first + count; )
      next = await stretch({ seed, first: next, count: first + count - next, folder }, failures, tally);
  } finally {
    rmSync(folder, { recursive: true });
  }
  for (const [name, [read, refused, slowest]] of tally)
    console.log(`${name}: ${read} read, ${refused} refused, slowest ${slowest.toFixed(0)} ms`);
  console.log(`${count} inputs of seed ${seed} in ${((performance.now() - begun) / 1000).toFixed(0)} s: ${failures.length} failed`);
  const kept = join(tmpdir(), `nqs-fuzz-failed-${seed}`);
  for (const { reader, index, what, input } of failures) {
    mkdirSync(kept, { recursive: true });
    writeFileSync(join(kept, String(index)), input);
    console.log(`${index} ${reader}: ${what.slice(0, 600)}\n  kept in ${join(kept, String(index))}`);
  }
  if (failures.length > 0) process.exitCode = 1;
}

/** Inputs until the end, or until one that the worker did not survive. @returns the number of the next input */
function stretch(task: Omit<Task, "at">, failures: Failure[], tally: Map<string, [number, number, number]>): Promise<number> {
  const at = new SharedArrayBuffer(8);
  const now = new Int32Array(at);
  now[0] = task.first;
  // A thread does not inherit the loader of TypeScript.
  const code = `import("tsx/esm/api").then(({ register }) => (register(), import(${JSON.stringify(import.meta.url)})))`;
  const worker = new Worker(code, {
    eval: true,
    workerData: { ...task, at } satisfies Task,
    resourceLimits: { maxOldGenerationSizeMb: 300 },
  });
  return new Promise((done) => {
    let last = -1;
    let since = performance.now();
    const lost = (what: string) => {
      clearInterval(timer);
      const { reader, input } = inputOf(readersIn(task.folder), task.seed, now[0]);
      failures.push({ reader: reader.name, index: now[0], what, input });
      void worker.terminate();
      done(now[0] + 1);
    };
    const timer = setInterval(() => {
      if (now[0] !== last) [last, since] = [now[0], performance.now()];
      else if (performance.now() - since > HANGS_MS) lost("hangs");
    }, 500);
    worker.on("error", (error) => lost(`ended the thread: ${error.message}`));
    worker.on("message", (message: Failure | Done) => {
      if (!("tally" in message)) {
        failures.push(message);
        return;
      }
      clearInterval(timer);
      for (const [name, [read, refused, slowest]] of Object.entries(message.tally)) {
        const [r, f, s] = tally.get(name) ?? [0, 0, 0];
        tally.set(name, [r + read, f + refused, Math.max(s, slowest)]);
      }
      done(task.first + task.count);
    });
  });
}

async function work({ count, seed, first, folder, at }: Task): Promise<void> {
  const readers = readersIn(folder);
  const now = new Int32Array(at);
  const tally: Record<string, [number, number, number]> = {};
  await warmed(readers);
  let resident = process.memoryUsage.rss();
  for (let index = first; index < first + count; index++) {
    Atomics.store(now, 0, index);
    const { reader, input } = inputOf(readers, seed, index);
    const begun = performance.now();
    const { wrong, refused } = await judged(reader, input);
    const entry = tally[reader.name] ?? [0, 0, 0];
    tally[reader.name] = entry;
    entry[refused ? 1 : 0]++;
    entry[2] = Math.max(entry[2], performance.now() - begun);
    const grown = (process.memoryUsage.rss() - resident) / 1e6;
    const much = grown > MOST_MEGABYTES ? `took ${grown.toFixed(0)} MB` : null;
    resident = Math.min(resident + 1e5, process.memoryUsage.rss());
    if (wrong !== null || much !== null)
      parentPort?.postMessage({ reader: reader.name, index, what: wrong ?? much ?? "", input } satisfies Failure);
  }
  parentPort?.postMessage({ tally } satisfies Done);
}

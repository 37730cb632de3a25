import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { InputError } from "../src/index.ts";
import { refuse, refuseUnknown } from "../src/internal.ts";
import { beside, readPeer, summary } from "./against.ts";
import { cold } from "./cold.ts";
import { ctJob } from "./ctJob.ts";
import { denseKernels } from "./denseKernels.ts";
import { iterations } from "./iterations.ts";
import { memory } from "./memory.ts";
import { profiles } from "./profile.ts";
import { rbmKernels } from "./rbmKernels.ts";
import { scaling } from "./scaling.ts";
import { startup } from "./startup.ts";
import { comparison, line, listing } from "./table.ts";
import { say } from "./timing.ts";
import { workers } from "./workers.ts";
import type { Row, Settings, Workload } from "./workload.ts";

const workloads: readonly Workload[] = [
  ctJob,
  ...rbmKernels,
  ...denseKernels,
  ...iterations,
  ...profiles,
  workers,
  cold,
  scaling,
  memory,
  startup,
];
const groups = [...new Set(workloads.map(({ group }) => group))];

const usage = `npm run bench -- [workload or group ...] [--json] [--repeat 5] [--iterations 20] [--workers 2] [--against FILE] [--list]
Groups: ${groups.join(", ")}. Without a name: all of them, which takes minutes.
  --json            one JSON line per workload and nothing else on stdout
  --repeat N        median of N repetitions (kernels, startup)
  --iterations N    median of N iterations (trainings)
  --workers N       threads of a training; one for each core if left out
  --against FILE    JSON lines of NetKet's times (bench/README.md): both side by side
  --list            the workloads`;

interface Arguments extends Settings {
  readonly names: readonly string[];
  readonly json: boolean;
  readonly list: boolean;
  readonly help: boolean;
  readonly against: string | undefined;
}

function readArguments(): Arguments {
  const options = {
    json: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
    repeat: { type: "string", default: "5" },
    iterations: { type: "string", default: "20" },
    workers: { type: "string", default: `${availableParallelism()}` },
    against: { type: "string" },
  } as const;
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const { json, list, help, against } = values;
    return {
      names: positionals,
      json,
      list,
      help,
      against,
      repeat: count("repeat", values.repeat),
      iterations: count("iterations", values.iterations),
      workers: count("workers", values.workers),
    };
  } catch (error) {
    if (error instanceof TypeError) throw new InputError(`bench: ${error.message.split(". ")[0]}`);
    throw error;
  }
}

function count(name: string, given: string): number {
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1) refuse(`--${name}`, "an integer >= 1", given);
  return value;
}

/** Workloads of these names or groups, each once, in the order of the list. */
function select(names: readonly string[]): Workload[] {
  const known = [...groups, ...workloads.map(({ name }) => name)];
  for (const name of names) if (!known.includes(name)) refuseUnknown("workload", name, [...new Set(known)]);
  return workloads.filter(({ name, group }) => names.length === 0 || names.includes(name) || names.includes(group));
}

/** Runs a workload by itself, as if it were the only one named. */
async function runAlone({ name }: Workload, { repeat, iterations, workers }: Settings): Promise<Row[]> {
  const args = [
    fileURLToPath(import.meta.url),
    name,
    "--json",
    "--repeat",
    `${repeat}`,
    "--iterations",
    `${iterations}`,
    "--workers",
    `${workers}`,
  ];
  const child = spawn(process.execPath, [...process.execArgv, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve, reject) => child.on("error", reject).on("exit", resolve));
  const output = await text(child.stdout);
  const code = await ended;
  if (code !== 0) throw new Error(`${name}: its process ended with exit code ${code}`);
  return output
    .trim()
    .split("\n")
    .map((json) => JSON.parse(json) as Row);
}

async function main(): Promise<void> {
  const { names, json, list, help, against, ...settings } = readArguments();
  const print = (text: string) => void process.stdout.write(`${text}\n`);
  if (help) return print(usage);
  const peer = against === undefined ? null : readPeer(against);
  const chosen = peer && names.length === 0 ? iterations.filter(({ name }) => peer.best.has(name)) : select(names);
  if (list) return print(listing(chosen));
  const rows: Row[] = [];
  for (const [index, workload] of chosen.entries()) {
    if (chosen.length > 1) say(`[${index + 1}/${chosen.length}] ${workload.name}`);
    const found = workload.alone && chosen.length > 1 ? await runAlone(workload, settings) : await workload.run(settings);
    for (const row of found) {
      const shown = peer ? beside(row, peer) : row;
      rows.push(shown);
      print(json ? JSON.stringify(shown) : line(row));
    }
  }
  if (!peer) return;
  const compared = rows.filter(({ workload, ratio }) => ratio !== undefined || peer.best.has(workload));
  const mean = summary(compared);
  print(json ? JSON.stringify(mean) : `\n${comparison(compared, mean, peer)}`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  say(error.message);
  process.exitCode = 2;
}

// Kills runs at random instants, goes on with them, and compares their bits with those of runs that nobody disturbed: npx tsx scripts/kills.ts 200 5
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { randomStream } from "../src/core/random.ts";
import { decodeCheckpoint } from "../src/files/run/checkpoint.ts";
import { decodeNetwork } from "../src/index.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const program = join(root, "dist/cli/nqs.js");

const FEW_SAMPLES = ["--no-full-sum", "--samples", "64", "--chains", "16"];

/** Runs of about a second, by name; of `nqs run` where no command is named. */
export const kinds: Readonly<Record<string, readonly string[]>> = {
  "stochastic reconfiguration": ["--sites", "10", "--no-full-sum", "--samples", "128", "--chains", "16", "--workers", "1"],
  "two threads": ["--sites", "10", "--no-full-sum", "--samples", "256", "--density", "2", "--no-symmetric", "--workers", "2"],
  "Rayleigh-Gauss-Newton": ["--sites", "8", "--no-full-sum", "--samples", "256", "--optimizer", "rgn", "--iterations", "120"],
  "summed, growing": ["--model", "j1j2", "--sites", "8", "--j2", "0.4", "--iterations", "300"],
  "starts under exchanges": [
    "--model",
    "heisenberg",
    "--sites",
    "9",
    "--no-full-sum",
    "--samples",
    "128",
    "--starts",
    "3",
    "--iterations",
    "160",
  ],
  "classical, observables": [
    "--sites",
    "12",
    "--readout",
    "classical",
    "--no-full-sum",
    "--samples",
    "128",
    "--observables",
    "correlations",
  ],
  "branches, drawn": ["--sites", "8", "--readout", "branches", "--samples", "256", "--chains", "32", "--iterations", "150"],
  "a learning": ["learn", "--feed", "amplitudes", "--target", "ground", "--sites", "8", "--iterations", "60"],
  "a comparison": ["compare", "--model", "ising", "--sites", "8", ...FEW_SAMPLES, "--iterations", "80"],
  "a long measurement": ["--sites", "10", ...FEW_SAMPLES, "--iterations", "60", "--final-samples", "200000"],
};

/** Where not told otherwise. */
const COMMON = ["--final-samples", "2048", "--iterations", "260"];
const SAVE_EVERY = "0.02";

function argumentsOf(kind: readonly string[]): string[] {
  if (!kind[0].startsWith("-")) return [...kind];
  const pairs = COMMON.flatMap((flag, k) => (k % 2 === 0 && !kind.includes(flag) ? [flag, COMMON[k + 1]] : []));
  return ["run", ...kind, ...pairs];
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

function start(args: readonly string[]): { readonly child: ChildProcess; readonly end: Promise<Ended> } {
  const child = spawn(process.execPath, [program, ...args, "--save-every", SAVE_EVERY], { stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr?.on("data", (chunk) => (stderr += chunk));
  return { child, end: new Promise((done) => child.on("close", (code, signal) => done({ code, signal, stderr }))) };
}

/** What a folder holds, without seconds and times. */
function contentOf(folder: string): string {
  const timeless = (key: string, value: unknown) => (["seconds", "time", "workers"].includes(key) ? undefined : value);
  const files = readdirSync(folder).filter((name) => /^(weights.*|result\.json|log\.jsonl|observables.*|config\.yaml)$/.test(name));
  return files
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name)).toString("latin1");
      const plain = name.endsWith(".jsonl") ? text.trimEnd().split("\n") : name.endsWith(".json") ? [text] : null;
      return `${name}\n${plain ? plain.map((line) => JSON.stringify(JSON.parse(line, timeless))).join("\n") : text}`;
    })
    .join("\n");
}

/** The files of a folder that are not whole. */
export function damagedIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const whole: readonly (readonly [RegExp, (bytes: Uint8Array) => unknown])[] = [
    [/^checkpoint.*\.bin$/, (bytes) => decodeCheckpoint(bytes, "") ?? fail()],
    [/^weights.*\.safetensors$/, (bytes) => decodeNetwork(bytes)],
    [/^result\.json$|^run\.lock$/, (bytes) => JSON.parse(Buffer.from(bytes).toString())],
    [/^config\.yaml$/, (bytes) => parse(Buffer.from(bytes).toString()).sites ?? fail()],
    [
      /^log\.jsonl$/,
      (bytes) =>
        Buffer.from(bytes)
          .toString()
          .split("\n")
          .slice(0, -1)
          .map((line) => JSON.parse(line)),
    ],
  ];
  return readdirSync(folder).filter((name) => {
    const check = whole.find(([pattern]) => pattern.test(name))?.[1];
    try {
      check?.(readFileSync(join(folder, name)));
      return false;
    } catch {
      return true;
    }
  });
}

function fail(): never {
  throw new Error("not whole");
}

/** Files of a moment, and locks. */
export function leftIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => /\.tmp$|^\.|\.lock$/.test(name));
}

/** What a number of kills came to. */
export interface Killed {
  readonly kills: number;
  readonly runs: number;
  /** Ends whose bits are those of no undisturbed run; files that were not whole; files that stayed; messages of runs that did not go on. */
  readonly different: readonly string[];
  readonly damaged: readonly string[];
  readonly left: readonly string[];
  readonly refused: readonly string[];
}

/**
 * Kills so many times, a run at most `each` times before it is left to its end.
 * @param tell told of every run that came to its end
 */
export async function kill(count: number, each: number, seed: number, tell: (line: string) => void = () => {}): Promise<Killed> {
  const folder = mkdtempSync(join(tmpdir(), "nqs-kills-"));
  const stream = randomStream(seed, "kills");
  const undisturbed = new Map<string, { readonly content: string; readonly milliseconds: number }>();
  const found = { kills: 0, runs: 0, different: [] as string[], damaged: [] as string[], left: [] as string[], refused: [] as string[] };
  const names = Object.keys(kinds);
  try {
    while (found.kills < count) {
      const name = names[found.runs % names.length];
      const args = argumentsOf(kinds[name]);
      const known = undisturbed.get(name) ?? (await leftAlone(join(folder, `whole-${found.runs}`), args));
      undisturbed.set(name, known);
      const place = join(folder, `run-${found.runs++}`);
      let killed = 0;
      for (;;) {
        const goOn = existsSync(join(place, "config.yaml"));
        const { child, end } = start(goOn ? [args[0], "--resume", place] : [...args, "--out", place]);
        const last = killed === each || found.kills >= count;
        // A run that goes on has less to do.
        const timer = last
          ? null
          : setTimeout(() => child.kill("SIGKILL"), stream.uniform() * known.milliseconds * (killed === 0 ? 1 : 0.7));
        const { code, signal, stderr } = await end;
        if (timer) clearTimeout(timer);
        found.damaged.push(...damagedIn(place).map((file) => `${name}: ${file}`));
        if (signal !== "SIGKILL") {
          if (code === null || code > 1) found.refused.push(`${name}: ${stderr.trim()}`);
          break;
        }
        killed++;
        found.kills++;
      }
      if (contentOf(place) !== known.content) found.different.push(`${name}, killed ${killed} times: ${place}`);
      found.left.push(...leftIn(place).map((file) => `${name}: ${file}`));
      tell(`${found.kills} of ${count} kills; ${name}: killed ${killed} times, ${found.different.length} different so far`);
    }
  } finally {
    if (found.different.length === 0) rmSync(folder, { recursive: true, force: true });
  }
  return found;
}

async function leftAlone(folder: string, args: readonly string[]) {
  const begun = performance.now();
  const { code, stderr } = await start([...args, "--out", folder]).end;
  if (code === null || code > 1) throw new Error(stderr);
  return { content: contentOf(folder), milliseconds: performance.now() - begun };
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [count = 200, each = 5, seed = 1] = process.argv.slice(2).map(Number);
  const { kills, runs, different, damaged, left, refused } = await kill(count, each, seed, (line) => process.stderr.write(`${line}\n`));
  const lists = { different, damaged, left, refused };
  for (const [what, files] of Object.entries(lists)) for (const file of files) process.stdout.write(`${what}: ${file}\n`);
  const counts = Object.entries(lists).map(([what, files]) => `${files.length} ${what}`);
  process.stdout.write(`${kills} kills of ${runs} runs: ${counts.join(", ")}\n`);
  process.exitCode = Object.values(lists).every((files) => files.length === 0) ? 0 : 1;
}

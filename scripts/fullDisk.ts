// Fills the disk under runs at chosen moments, makes room again, and compares what is kept with that of runs that nobody disturbed: npx tsx scripts/fullDisk.ts
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { contentOf, damagedIn, leftIn } from "./kills.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const program = join(root, "dist/cli/nqs.js");

const SAMPLED = [
  "--no-full-sum",
  "--samples",
  "128",
  "--chains",
  "16",
  "--workers",
  "1",
  "--final-samples",
  "2048",
  "--save-every",
  "0.02",
];

/** Commands by name, of a second or two each. */
const commands = {
  run: ["run", "--sites", "10", ...SAMPLED, "--iterations", "200"],
  compare: ["compare", "--model", "ising", "--sites", "8", "--readouts", "born,classical", ...SAMPLED, "--iterations", "100"],
  learn: [
    "learn",
    "--feed",
    "amplitudes",
    "--target",
    "ground",
    "--sites",
    "8",
    "--iterations",
    "40",
    "--workers",
    "1",
    "--save-every",
    "0.02",
  ],
  evaluate: ["evaluate", "models/ising-40-h1", "--samples", "100000", "--observables", "correlations", "--workers", "1"],
  paper: ["paper", "switch", "--quick", "--workers", "1"],
} as const;
export type CommandName = keyof typeof commands;

/** What is used up: bytes, or names of files. */
export type Resource = "bytes" | "files";

/** When, and for how long: until the command has ended, or for a moment. */
export const moments = {
  "before it begins": { lasting: true },
  "in the training": { lasting: true },
  "for a moment in the training": { lasting: false },
  "all but a checkpoint's room": { lasting: true },
  "just before the end": { lasting: true },
} as const;
export type Moment = keyof typeof moments;

const MOUNT_BYTES = 16 << 20;
const MOUNT_FILES = 64;

/** A small disk of its own. */
export class SmallDisk {
  readonly path = mkdtempSync(join(tmpdir(), "nqs-disk-"));
  readonly #filler = join(this.path, "filler");

  /** @throws Error where this process may not mount one: that needs root */
  constructor() {
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${MOUNT_BYTES},nr_inodes=${MOUNT_FILES}`, "tmpfs", this.path], { stdio: "pipe" });
    } catch (error) {
      rmSync(this.path, { recursive: true });
      throw new Error(`no small disk can be mounted (${String(error).split("\n")[0]}): that needs Linux and root`);
    }
  }

  /** Uses up all there is, less some bytes. */
  fill(resource: Resource, leave = 0): void {
    mkdirSync(this.#filler);
    if (resource === "files") {
      untilFull(() => {
        for (let n = 0; ; n++) writeFileSync(join(this.#filler, `${n}`), "");
      });
      return;
    }
    const file = openSync(join(this.#filler, "bytes"), "w");
    for (let part = 1 << 16; part >= 1; part >>= 4)
      untilFull(() => {
        for (;;) if (writeSync(file, new Uint8Array(part)) < part) return;
      });
    closeSync(file);
    if (leave > 0) {
      const path = join(this.#filler, "bytes");
      truncateSync(path, statSync(path).size - leave);
    }
  }

  makeRoom(): void {
    rmSync(this.#filler, { recursive: true, force: true });
  }

  clear(): void {
    for (const name of readdirSync(this.path)) rmSync(join(this.path, name), { recursive: true });
  }

  unmount(): void {
    execFileSync("umount", ["-l", this.path]);
    rmSync(this.path, { recursive: true });
  }
}

function untilFull(write: () => void): void {
  try {
    write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[]): {
  readonly child: ChildProcess;
  readonly told: { readonly stderr: string };
  readonly end: Promise<Ended>;
} {
  const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const told = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk) => (told.stdout += chunk));
  child.stderr?.on("data", (chunk) => (told.stderr += chunk));
  return { child, told, end: new Promise((done) => child.on("close", (code) => done({ code, ...told }))) };
}

/** Files of evaluate and paper, without seconds. */
function filesOf(folder: string): string {
  const timeless = (text: string) => text.replace(/"seconds": ?[\d.e-]+/g, "").replace(/[\d.]+ s\b/g, "");
  return readdirSync(folder)
    .filter((name) => name !== "index.html")
    .sort()
    .map((name) => `${name}\n${timeless(readFileSync(join(folder, name), "latin1"))}`)
    .join("\n");
}

/** What one try came to. */
export interface Tried {
  readonly command: CommandName;
  readonly moment: Moment;
  readonly resource: Resource;
  readonly code: number | null;
  /** The line of stderr about the disk. */
  readonly line: string;
  /** What is wrong with it; empty where nothing is. */
  readonly faults: readonly string[];
}

const isKept = (command: CommandName) => command === "run" || command === "compare" || command === "learn";
const outOf = (command: CommandName) => (command === "paper" ? "--report" : "--out");

/** What a command that nobody disturbed came to. */
export interface Whole {
  readonly code: number | null;
  readonly content: string;
  /** Of its log. */
  readonly lines: number;
}

export async function leftAlone(command: CommandName, folder: string): Promise<Whole> {
  const { code } = await start([...commands[command], outOf(command), folder]).end;
  return { code, content: isKept(command) ? contentOf(folder) : filesOf(folder), lines: isKept(command) ? linesIn(folder) : 0 };
}

const MOMENT_MS = 80;
const LESS_THAN_A_CHECKPOINT = 8192;

/** One command, one moment. */
export async function tryFull(disk: SmallDisk, command: CommandName, moment: Moment, resource: Resource, whole: Whole): Promise<Tried> {
  const folder = join(disk.path, "kept");
  const args = [...commands[command], outOf(command), folder];
  const faults: string[] = [];
  disk.clear();
  if (moment === "before it begins") disk.fill(resource);
  const { child, told, end } = start(args);
  if (moment !== "before it begins") {
    await until(() => child.exitCode !== null || (isKept(command) ? reached(moment, folder, whole.lines) : told.stderr !== ""));
    if (child.exitCode === null) disk.fill(resource, moment === "all but a checkpoint's room" ? LESS_THAN_A_CHECKPOINT : 0);
    else faults.push("it had ended before");
  }
  if (!moments[moment].lasting) {
    await new Promise((done) => setTimeout(done, MOMENT_MS));
    disk.makeRoom();
  }
  const { code, stdout, stderr } = await end;
  if (/\n\s+at /.test(stderr) || /\n\s+at /.test(stdout)) faults.push("a stack trace");
  const damaged = existsSync(folder) ? damagedIn(folder) : [];
  if (damaged.length > 0) faults.push(`damaged: ${damaged.join(", ")}`);
  const lines = stderr.split("\n").filter((line) => /ENOSPC/.test(line));
  const line = lines.at(-1) ?? "";
  const left = existsSync(folder) ? leftIn(folder) : [];
  if (left.length > 0) faults.push(`left: ${left.join(", ")}`);
  if (moments[moment].lasting) {
    if (moment !== "before it begins" && stdout === "") faults.push("no result on stdout");
    if (line === "") faults.push("no line names the reason");
    else if (!line.includes(disk.path)) faults.push("the line names no place");
    if (code !== (moment === "before it begins" ? 2 : 1)) faults.push(`exit ${code}`);
  } else if (code !== whole.code) faults.push(`exit ${code}`);
  const files = lines.map((one) => /^\S+?: could not/.exec(one)?.[0]).filter((name) => name !== undefined);
  if (new Set(files).size < files.length) faults.push("told more than once");
  disk.makeRoom();
  if (moments[moment].lasting) {
    const goesOn = command !== "paper" && existsSync(join(folder, "config.yaml"));
    const force = command === "evaluate" ? ["--force"] : [];
    const again = await start(goesOn ? [command, "--resume", folder] : [...args, ...force]).end;
    if (again.code !== whole.code) faults.push(`exit ${again.code} after room was made: ${again.stderr.trim()}`);
  }
  const content = !existsSync(folder) ? "" : isKept(command) ? contentOf(folder) : filesOf(folder);
  if (content !== whole.content) faults.push("other content after room was made");
  return { command, moment, resource, code, line: line.replaceAll(disk.path, "DISK"), faults };
}

function reached(moment: Moment, folder: string, lines: number): boolean {
  if (!existsSync(join(folder, "checkpoint.previous.bin"))) return false;
  return moment !== "just before the end" || linesIn(folder) >= 0.97 * lines;
}

function linesIn(folder: string): number {
  return readFileSync(join(folder, "log.jsonl"), "latin1").split("\n").length - 1;
}

async function until(there: () => boolean): Promise<void> {
  for (let n = 0; n < 10_000 && !there(); n++) await new Promise((done) => setTimeout(done, 3));
}

const BEFORE_AND_DURING: readonly Moment[] = ["before it begins", "in the training"];

async function all(): Promise<number> {
  const disk = new SmallDisk();
  const elsewhere = mkdtempSync(join(tmpdir(), "nqs-whole-"));
  let faulty = 0;
  try {
    for (const command of Object.keys(commands) as CommandName[]) {
      const whole = await leftAlone(command, join(elsewhere, command));
      const chosen = isKept(command) ? (Object.keys(moments) as Moment[]) : BEFORE_AND_DURING;
      for (const moment of chosen) {
        for (const resource of ["bytes", "files"] as const) {
          if (resource === "files" && moment === "all but a checkpoint's room") continue;
          const { code, line, faults } = await tryFull(disk, command, moment, resource, whole);
          if (faults.length > 0) faulty++;
          const result = faults.length === 0 ? "right" : faults.join("; ");
          process.stdout.write(`| ${[command, moment, resource, code, result, line].join(" | ")} |\n`);
        }
      }
    }
  } finally {
    disk.unmount();
    rmSync(elsewhere, { recursive: true });
  }
  return faulty;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write("| command | full | of | exit | | the line |\n|---|---|---|---|---|---|\n");
    process.exitCode = (await all()) === 0 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

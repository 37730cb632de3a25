import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeTensors } from "../../src/files/safetensors.ts";

// Inputs that once broke a reader: it printed a stack trace, took seconds or gigabytes, or took the file for something else. They are read by the built
// program in a process of its own, which is ended if it hangs, and whose memory is looked at.

const directory = mkdtempSync(join(tmpdir(), "nqs-bytes-"));
afterAll(() => rmSync(directory, { recursive: true }));
const inside = (name: string) => join(directory, name);
const file = (name: string, content: string | Uint8Array) => {
  writeFileSync(inside(name), content);
  return inside(name);
};

type Case = readonly [what: string, args: readonly string[], refusal: RegExp];

const bombs = ["a: &a [x, x, x, x, x, x, x, x, x]", ..."bcdefgh"].map((name, k) =>
  k === 0 ? name : `${name}: &${name} [${`*${"abcdefgh"[k - 1]}, `.repeat(9)}]`,
);
const manyBonds = JSON.stringify(Array.from({ length: 60_000 }, (_, k) => [k % 400, 400 + Math.floor(k / 400)]));
const ones = (name: string, value: number) => {
  const data = Float64Array.from({ length: 16 }, (_, k) => (k === 3 ? value : 0.1));
  const ansatz = { name: "rbm", density: 1, real: false, symmetric: true, pointGroup: false, parity: "none", biases: false, deviation: 1 };
  const problem = { model: "ising", sites: 8, rotate: "none", lattice: "chain", boundary: "periodic" };
  const metadata = { format: '"nqs-weights/1"', version: '"0"', ansatz: JSON.stringify(ansatz), problem: JSON.stringify(problem) };
  return file(name, encodeTensors({ tensors: [{ name: "weights", shape: [1, 8], data }], metadata }));
};
const config = (name: string, text: string) => ["run", "--config", file(name, text)];
const wf = (sites: number, hidden: number) => `${sites}\n${hidden}\n${"(0.1,0)\n".repeat(sites + hidden + sites * hidden)}`;
const known = 'known: model, hamiltonian, .* … .*; known|unknown "toString"; known';

const cases: readonly Case[] = [
  ["an alias of nothing", config("alias.yaml", "sites: *nope\n"), /alias\.yaml:1:8: expected values that are written out, got an alias$/],
  ["aliases of aliases", config("bomb.yaml", bombs.join("\n")), /bomb\.yaml:1:4: expected values alone, got an anchor$/],
  ["a key of every object", config("own.json", '{"sites":8,"toString":1}'), new RegExp(`own\\.json:1:12: toString: (?:${known})`)],
  ["keys within keys", config("keys.yaml", "? ".repeat(400)), /keys\.yaml:1:1: expected settings such as "sites: 20", got a "\?"$/],
  [
    "lists within lists",
    config("deep.yaml", "[".repeat(20_000)),
    /deep\.yaml:1:17: expected at most 16 lists and records within each other, got more$/,
  ],
  ["lists within lists, in lines", config("dash.yaml", "- ".repeat(4000)), /dash\.yaml:1:17: expected at most 16 lists /],
  [
    "a second document",
    config("two.yaml", "sites: 4\n---\nsites: 5\n"),
    /two\.yaml:2:1: expected YAML or JSON, got a mistake: a second document$/,
  ],
  ["a prototype", config("proto.yaml", "set: {__proto__: 1}"), /proto\.yaml:1:7: expected another key, got "__proto__"$/],
  ["a prototype in JSON", config("proto.json", '{"__proto__": {"sites": 4}}'), /proto\.json:1:2: expected another key, got "__proto__"$/],
  ["a prototype as a flag", ["run", "--set", "__proto__=1"], /^--set: expected name=value, got "__proto__=1"; such as h=0\.5$/],
  [
    "the same key twice in JSON",
    config("twice.json", '{"sites": 4, "sites": 5}'),
    /twice\.json:1:14: expected every key once, got "sites" again$/,
  ],
  ["a site without end", config("far.yaml", "edges: [[0, 2147483648]]"), /far\.yaml:1:1: edges: expected a file, or a list of bonds /],
  [
    "a list of everything",
    config("many.json", JSON.stringify({ observables: new Array(500_000).fill("a") })),
    /observables: expected a list of observables .* got "500000 entries"$/,
  ],
  [
    "rows of nothing",
    config("rows.json", JSON.stringify({ edges: new Array(100_000).fill(["a", "b"]) })),
    /rows\.json:1:2: edges: expected a file, or a list of bonds .*, got a,b$/,
  ],
  [
    "comments before bonds",
    ["run", "--edges", file("hash.txt", `${"# ".repeat(30)}\n0 1\n0 1 x`)],
    /hash\.txt:3: expected two sites such as "0 1", /,
  ],
  [
    "many bonds in JSON",
    ["run", "--ansatz", "mlp", "--widths", "4096,4096", "--edges", file("bonds.json", manyBonds)],
    /^ansatz\.widths: expected at most 4000000 weights, got /,
  ],
  [
    "blanks in brackets",
    ["run", "--hamiltonian-file", file("blanks.txt", `(${" ".repeat(200_000)}x`)],
    /blanks\.txt:1: expected operators such as Z0, .*, got "x"$/,
  ],
  [
    "a term of a million factors",
    [
      "run",
      "--sites",
      "1",
      "--hamiltonian-file",
      file("term.txt", Array.from({ length: 300_000 }, (_, k) => `Z${4095 - (k % 4096)}`).join(" ")),
    ],
    /term\.txt:1: expected a site from 0 to 0, got 4095$/,
  ],
  [
    "a line of digits",
    ["evaluate", file("digits.wf", `1\n1\n(${"1".repeat(100_000)}`)],
    /digits\.wf:3: expected a_0 as two finite numbers \(re,im\), got "\(1{58}…; the file is truncated: /,
  ],
  [
    "a time without end",
    ["evaluate", file("Ising1d_4_1_1.time_1e999.wf", wf(4, 4))],
    /: time in its name: expected a finite number, got Infinity$/,
  ],
  [
    "another α",
    ["evaluate", file("Ising1d_4_1_2.wf", wf(4, 4))],
    /Ising1d_4_1_2\.wf: α in its name: expected 1, as the network has, got 2$/,
  ],
  [
    "a weight of 1e308",
    ["evaluate", ones("huge.safetensors", 1e308)],
    /huge\.safetensors: expected weights of at most 2\^52, got 1e\+308 in weight 1$/,
  ],
  [
    "a header of 200 MB",
    ["evaluate", inside("header.safetensors")],
    /header\.safetensors: expected a safetensors file of complex weights, got a broken one: a header of 199999992 bytes, more than 16777216$/,
  ],
  [
    "a point group that H has not",
    ["run", "--model", "dm", "--size", "4x4", "--point-group"],
    /^ansatz\.pointGroup: .* use --no-point-group$/,
  ],
  ["the same compared", ["compare", "--model", "dm", "--size", "4x4", "--point-group"], /^ansatz\.pointGroup: .* use --no-point-group$/],
  [
    "two wide layers",
    ["run", "--ansatz", "mlp", "--widths", "4096,4096"],
    /^ansatz\.widths: expected at most 4000000 weights, got 16859136; use smaller widths or fewer sites$/,
  ],
  [
    "eight of them",
    ["run", "--ansatz", "mlp", "--widths", new Array(8).fill(4096).join()],
    /^ansatz\.widths: expected at most 4000000 weights, got 117522432; /,
  ],
  [
    "a large Jastrow factor",
    ["run", "--ansatz", "jastrow", "--no-symmetric", "--sites", "4096"],
    /^ansatz: expected at most 4000000 weights, got 8386560; use fewer sites$/,
  ],
  [
    "a large RBM",
    ["run", "--sites", "4096"],
    /^ansatz\.density: expected at most 4000000 weights, got 16777216; use a smaller density or fewer sites$/,
  ],
  // Found by scripts/fuzz.ts: the unit of energy was doubled without end.
  [
    "a coupling whose square is not finite",
    ["run", "--sites", "8", "--field", "sqrt(1e308)/2"],
    /^hamiltonian\.ising: expected coefficients of at most 1e\+100, got "-5e\+153 for X0"$/,
  ],
  [
    "the same in a file",
    config("square.yaml", "model: ising\nsites: 8\nfield: sqrt(1e308)/2\nboundary: open\n"),
    /^hamiltonian\.ising: expected coefficients of at most 1e\+100, got "-5e\+153 for X0"$/,
  ],
  [
    "an odd state that is zero",
    ["run", "--ansatz", "jastrow", "--parity", "odd"],
    /^ansatz\.parity: expected a network with an odd part, got a jastrow .*; use --no-symmetric$/,
  ],
];

/** What is no regular file, and every way to name a file. */
const strange = ["/dev/zero", "pipe", "folder"] as const;
const readers: readonly (readonly string[])[] = [
  ["run", "--config", "*"],
  ["run", "--edges", "*"],
  ["run", "--hamiltonian-file", "*"],
  ["learn", "--feed", "configurations", "*"],
  ["learn", "--feed", "configurations", "rows", "--bases", "*"],
  ["learn", "--feed", "amplitudes", "--target", "*"],
  ["evaluate", "*"],
  ["evaluate", "*.wf"],
  ["evaluate", "*.safetensors"],
  ["sample", "*.safetensors"],
];

interface Told {
  readonly message: string;
  readonly megabytes: number;
  /** Of the processor: the clock of a busy machine says nothing. */
  readonly seconds: number;
}

/** Runs commands of the built program one after the other, and tells how each was refused and how much memory it left. */
const script = `
import { Command } from "commander";
import { readFileSync } from "node:fs";
const told = [];
// maxRSS begins with what the parent had; the high-water mark of /proc is of this program alone.
function peak() {
  try { return Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1000; }
  catch { return process.resourceUsage().maxRSS / 1000; }
}
for (const [name, ...args] of JSON.parse(process.argv[1])) {
  const { define } = await import("nqs-dist/cli/commands/" + name + ".js");
  const command = new Command(name).exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
  define(command);
  const before = process.cpuUsage();
  let message = "nothing was refused";
  try { await command.parseAsync(args, { from: "user" }); }
  catch (error) { message = error.name === "InputError" ? error.message : error.stack; }
  const { user, system } = process.cpuUsage(before);
  globalThis.gc();
  told.push({ message, megabytes: peak(), seconds: (user + system) / 1e6 });
}
process.stdout.write("\\n" + JSON.stringify(told));
`.replaceAll("nqs-dist", `file://${resolve("dist")}`);

async function refusals(commands: readonly (readonly string[])[]): Promise<Told[]> {
  const args = ["--expose-gc", "--input-type=module", "-e", script, JSON.stringify(commands)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 40_000, killSignal: "SIGKILL", maxBuffer: 1 << 24 });
  return JSON.parse(stdout.slice(stdout.lastIndexOf("\n") + 1)) as Told[];
}

const MOST_MEGABYTES = 300;
/** What was refused late, or by trying everything, took from 5 to 70. */
const MOST_SECONDS = 3;
const plain = /^[^\p{Cc}]{1,600}$/u;

describe("inputs that once broke a reader", () => {
  let told: Told[] = [];
  beforeAll(async () => {
    file("header.safetensors", Uint8Array.from([...new Uint8Array(new BigUint64Array([199_999_992n]).buffer), "{".charCodeAt(0)]));
    truncateSync(inside("header.safetensors"), 200_000_000);
    told = await refusals(cases.map(([, args]) => args));
  });

  test.each(cases.map(([what, , refusal], k) => [what, refusal, k] as const))("%s", (_, refusal, k) => {
    const { message, megabytes, seconds } = told[k];
    expect(message).toMatch(refusal);
    expect(message).toMatch(plain);
    expect(megabytes).toBeLessThan(MOST_MEGABYTES);
    expect(seconds).toBeLessThan(MOST_SECONDS);
  });
});

describe("what is no regular file is not opened", () => {
  const asked = readers.flatMap((args) => strange.map((name) => [args, name] as const));
  let told: Told[] = [];
  beforeAll(async () => {
    file("rows", "0 1\n1 1\n");
    for (const end of ["", ".wf", ".safetensors"]) {
      mkdirSync(inside(`folder${end}`));
      execFileSync("mkfifo", [inside(`pipe${end}`)]);
    }
    const path = (name: string, end: string) => (name.startsWith("/") ? name : inside(`${name}${end}`));
    told = await refusals(
      asked.map(([args, name]) => args.map((arg) => (arg.startsWith("*") ? path(name, arg.slice(1)) : arg === "rows" ? inside(arg) : arg))),
    );
  });

  test.each(asked.map(([args, name], k) => [args.join(" "), name, k] as const))("nqs %s of %s", (_, name, k) => {
    expect(told[k].message).toMatch(/no regular file|a folder without$/);
    expect(told[k].message).toMatch(plain);
    expect(told[k].message).toContain(name);
  });
});

// `nqs benchmark`: trains the rows of the accuracy table and prints them beside what was published.
import type { Command } from "commander";
import { groundState, type Outcome, rbm, type StopSignal, version } from "../../index.ts";
import { refuseUnknown } from "../../internal.ts";
import { addExamples, addJson, addNote, addWorkers, type CommandFlags, workersOf } from "../command.ts";
import { exitCodes } from "../process/exitCodes.ts";
import { catchInterrupt, drain } from "../process/interrupt.ts";
import { hamiltonianOf, problemOf } from "../settings/problem.ts";
import { trainingShape } from "../settings/schema.ts";
import { readSettings } from "../settings/settings.ts";
import { scientific, scientificWithError, withError } from "../terminal/numbers.ts";
import { print, printJson } from "../terminal/output.ts";
import { progressOn } from "../terminal/progress.ts";
import { type ExactReference, exactReference, relativeError, secondsSince } from "../terminal/result.ts";
import { type AccuracyRow, accuracyRows } from "./benchmark/accuracy.ts";

export function define(command: Command): void {
  command.argument("[rows...]", "names of rows of the table; all of them if left out");
  addNote(command, `Rows: ${accuracyRows.map(({ name }) => name).join(", ")}`);
  command.option("--seeds <seeds>", "seeds, each a line of its own", "1");
  addWorkers(addJson(command)).action(benchmark);
  addExamples(command, ["nqs benchmark ising-40-h1-a1", "nqs benchmark heisenberg-40-a4 --seeds 1,2,3", "nqs benchmark --json"]);
}

/** What one training of a row came to. */
interface Line {
  readonly row: AccuracyRow;
  readonly seed: number;
  readonly exact: ExactReference | null;
  readonly outcome: Outcome;
  readonly sites: number;
  readonly seconds: number;
}

async function benchmark(names: readonly string[], flags: CommandFlags): Promise<void> {
  const known = accuracyRows.map(({ name }) => name);
  for (const name of names) if (!known.includes(name)) refuseUnknown("nqs benchmark: [rows...]", name, known);
  const seeds = await seedsOf(String(flags["seeds"]));
  const workers = workersOf(flags);
  const chosen = accuracyRows.filter(({ name }) => names.length === 0 || names.includes(name));
  const interrupt = catchInterrupt();
  const lines: Line[] = [];
  if (!flags.json) print(ENERGY_HEAD);
  try {
    for (const row of chosen) {
      for (const seed of seeds) {
        if (interrupt.signal.aborted) break;
        const line = await train(row, seed, workers, interrupt.signal);
        lines.push(line);
        if (!flags.json) print(energyLine(line));
      }
    }
  } finally {
    interrupt.dispose();
  }
  if (flags.json) printJson({ rows: lines.map(recordOf), workers, version });
  else print(["", "In the form of the VarBench tables:", "", VARBENCH_HEAD, ...lines.flatMap(varbenchLine)].join("\n"));
  if (interrupt.signal.aborted) process.exitCode = exitCodes.interrupted;
}

/** `1,2,3`, each a seed as --seed takes it. */
async function seedsOf(text: string): Promise<number[]> {
  const seeds: number[] = [];
  for (const seed of text.split(",")) {
    const { values } = await readSettings({ seed: trainingShape.seed }, { seed: seed.trim() });
    if (values.seed !== undefined) seeds.push(values.seed);
  }
  return seeds;
}

async function train(row: AccuracyRow, seed: number, workers: number, signal: StopSignal): Promise<Line> {
  const problem = await problemOf(row.problem, (key) => `${row.name}: ${key}`);
  const hamiltonian = await hamiltonianOf(problem);
  const sites = hamiltonian.lattice.size;
  const { exact: literature } = row;
  const exact = exactReference(hamiltonian) ?? (literature ? { ...literature, energy: literature.energyPerSite * sites } : null);
  const progress = progressOn();
  const begun = performance.now();
  try {
    const options = { hamiltonian, ansatz: rbm({ density: row.density }), seed, workers, signal, exactEnergy: exact?.energy ?? null };
    const outcome = await drain(groundState(options), ({ iteration, iterations, energyPerSite }) => {
      progress.update(`${row.name} seed ${seed}`, iteration + 1, iterations, energyPerSite);
    });
    return { row, seed, exact, outcome, sites, seconds: secondsSince(begun) };
  } finally {
    progress.stop();
  }
}

const ENERGY_HEAD = [
  "| problem | seed | energy per site | exact | relative error | V-score | hidden modes | published | ratio | seconds | verdict |",
  "|---|---|---|---|---|---|---|---|---|---|---|",
].join("\n");

function energyLine({ row, seed, exact, outcome: { final, verdict }, seconds }: Line): string {
  const error = final && exact ? relativeError(final.energy.mean, exact.energy) : Number.NaN;
  const cells = [
    row.name,
    String(seed),
    final ? withError(final.energyPerSite.mean, final.energyPerSite.error) : "–",
    exact ? String(Number(exact.energyPerSite.toPrecision(10))) : "–",
    final && exact ? scientificWithError(error, final.energy.error / Math.abs(exact.energy)) : "–",
    scientific(final?.vScore ?? Number.NaN),
    final?.hiddenModes ? `${final.hiddenModes.found} of ${final.hiddenModes.starts}` : "–",
    row.published ? `${scientific(row.published.relativeError)} (${row.published.source})` : "–",
    row.published ? scientific(error / row.published.relativeError) : "–",
    seconds.toFixed(1),
    verdict.text,
  ];
  return `| ${cells.join(" | ")} |`;
}

const VARBENCH_HEAD = [
  "| Energy | Sigma | Energy Variance | DOF | Einf | Method | Data Repository |",
  "|--------|-------|-----------------|-----|------|--------|-----------------|",
].join("\n");

function varbenchLine({ row, outcome: { final, network }, sites }: Line): string[] {
  if (!final) return [];
  const method = `symmetric RBM (alpha = ${row.density})${network.ansatz.pointGroup ? ", summed over the point group" : ""}, nqs ${version}`;
  const { energy, variance } = final;
  const digits = Math.max(0, 2 - Math.ceil(Math.log10(energy.error || 1e-12)));
  const numbers = [energy.mean.toFixed(digits), energy.error.toFixed(digits), variance.toPrecision(4)];
  return [`| ${numbers.join(" | ")} | ${sites} | 0 | ${method} | ${row.name} |`];
}

function recordOf({ row, seed, exact, outcome: { final, stopped, verdict }, sites, seconds }: Line) {
  return {
    name: row.name,
    seed,
    sites,
    density: row.density,
    energy: final?.energy ?? null,
    energyPerSite: final?.energyPerSite ?? null,
    exact,
    relativeError: final && exact ? relativeError(final.energy.mean, exact.energy) : null,
    variance: final?.variance ?? null,
    vScore: final?.vScore ?? null,
    hiddenModes: final?.hiddenModes ?? null,
    published: row.published ?? null,
    seconds,
    converged: verdict.converged,
    verdict: verdict.text,
    stopped,
  };
}

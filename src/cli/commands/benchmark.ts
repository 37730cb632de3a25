// `nqs benchmark`: trains the rows of the accuracy table and prints them beside what was published.
import type { Command } from "commander";
import type { SeriesState } from "../../files/run/checkpoint.ts";
import { groundState, rbm, type StopSignal, version } from "../../index.ts";
import { given, refuse, refuseUnknown } from "../../internal.ts";
import { addConfig, addExamples, addJson, addNote, addOut, addSettings, addWorkers, type CommandFlags, workersOf } from "../command.ts";
import { exitCodes } from "../process/exitCodes.ts";
import { catchInterrupt, drain } from "../process/interrupt.ts";
import { hamiltonianOf, problemOf } from "../settings/problem.ts";
import type { Recorder } from "../settings/record.ts";
import { benchmarkShape } from "../settings/schema.ts";
import type { Settings } from "../settings/settings.ts";
import { print, printJson } from "../terminal/output.ts";
import { progressOn } from "../terminal/progress.ts";
import { exactReference, secondsSince } from "../terminal/result.ts";
import { type AccuracyRow, accuracyRows } from "./benchmark/accuracy.ts";
import { ENERGY_HEAD, energyLine, type Line, recordOf, VARBENCH_HEAD, varbenchLine } from "./benchmark/line.ts";
import { askedFor, type Resumable, tellFinished } from "./resume.ts";
import { addResume, saveEvery, savingInto } from "./saving.ts";

const known = accuracyRows.map(({ name }) => name);

export function define(command: Command): void {
  command.argument("[rows...]", "names of rows of the table; all of them if left out");
  addNote(command, `Rows: ${known.join(", ")}`);
  addResume(addWorkers(addJson(addOut(addConfig(command), "config, log, checkpoints and result"))));
  addSettings(command, { seeds: benchmarkShape.seeds }).action(benchmark);
  addExamples(command, [
    "nqs benchmark ising-40-h1-a1",
    "nqs benchmark heisenberg-40-a4 --seeds 1,2,3",
    "nqs benchmark --json",
    "nqs benchmark --out table",
  ]);
}

const resumable: Resumable<typeof benchmarkShape, ReturnType<typeof prepare>> = {
  command: "benchmark",
  shape: benchmarkShape,
  prepare,
  endOf: ({ rows, finished }: { readonly rows?: readonly object[]; readonly finished?: boolean }) => {
    if (rows === undefined || finished === undefined) throw new Error("no result");
    return { verdict: `${rows.length} rows`, good: true, reason: finished ? "iterations" : "interrupted", iterations: 0 };
  },
};

function prepare({ values }: Settings<typeof benchmarkShape>) {
  const { rows = known, seeds = [1] } = values;
  for (const name of rows) if (!known.includes(name)) refuseUnknown("nqs benchmark: [rows...]", name, known);
  const jobs = accuracyRows.filter(({ name }) => rows.includes(name)).flatMap((row) => seeds.map((seed) => ({ row, seed })));
  return { jobs, config: { rows: known.filter((name) => rows.includes(name)), seeds }, seed: seeds[0] };
}

async function benchmark(names: readonly string[], flags: CommandFlags): Promise<void> {
  const every = saveEvery(flags);
  const workers = workersOf(flags);
  if (flags["resume"] !== undefined && names.length > 0) refuse("--resume", "alone", names[0], "the folder knows its rows; leave them out");
  const asked = await askedFor(resumable, names.length === 0 ? flags : { ...flags, rows: names.join() });
  if ("finished" in asked) return tellFinished(asked, flags.json === true);
  const { prepared, recorder } = asked;
  const state = asked.state as SeriesState | undefined;
  const lines = [...((state?.finished ?? []) as readonly Line[])];
  const interrupt = catchInterrupt();
  if (!flags.json) print([ENERGY_HEAD, ...lines.map(energyLine)].join("\n"));
  let current = state?.current ?? null;
  try {
    for (const job of prepared.jobs.slice(lines.length)) {
      if (interrupt.signal.aborted) break;
      const line = await train(job, lines, current, { workers, signal: interrupt.signal, recorder, every });
      current = null;
      lines.push(line);
      if (!flags.json) print(energyLine(line));
    }
    const finished = !interrupt.signal.aborted;
    if (finished) recorder.finish();
    const result = { rows: lines.map(recordOf), finished, workers, version };
    const kept = recorder.result(result);
    if (flags.json) printJson(kept);
    else print(["", "In the form of the VarBench tables:", "", VARBENCH_HEAD, ...lines.flatMap(varbenchLine)].join("\n"));
    process.exitCode = recorder.exitCode(finished ? exitCodes.good : exitCodes.interrupted);
  } finally {
    interrupt.dispose();
    recorder.close();
  }
}

interface Doing {
  readonly workers: number;
  readonly signal: StopSignal;
  readonly recorder: Recorder;
  readonly every: number | null;
}

/** @param lines those that are at their end @param current where the first of the others was stopped */
async function train(
  { row, seed }: { readonly row: AccuracyRow; readonly seed: number },
  lines: readonly Line[],
  current: SeriesState["current"],
  { workers, signal, recorder, every }: Doing,
): Promise<Line> {
  const problem = await problemOf(row.problem, (key) => `${row.name}: ${key}`);
  const hamiltonian = await hamiltonianOf(problem);
  const sites = hamiltonian.lattice.size;
  const { exact: literature } = row;
  const exact = exactReference(hamiltonian) ?? (literature ? { ...literature, energy: literature.energyPerSite * sites } : null);
  const progress = progressOn();
  const begun = performance.now();
  const seconds = () => (current?.seconds ?? 0) + secondsSince(begun);
  const name = `${row.name} seed ${seed}`;
  recorder.tellBy(progress.note);
  const save = savingInto(recorder, "born", every, signal);
  try {
    const options = {
      hamiltonian,
      ansatz: rbm({ density: row.density }),
      seed,
      workers,
      signal,
      exactEnergy: exact?.energy ?? null,
      checkpoint: (take: () => NonNullable<SeriesState["current"]>["state"], trained: boolean) =>
        save(() => ({ finished: lines, current: { name, seconds: seconds(), state: take() } }), trained),
      ...given({ state: current?.state }),
    };
    const { final, stopped, verdict, network } = await drain(groundState(options), (step) => {
      recorder.log({ row: row.name, seed, ...step });
      progress.update(name, step.iteration + 1, step.iterations, step.energyPerSite);
    });
    const pointGroup = network.ansatz.pointGroup;
    const line = { name: row.name, seed, exact, final, stopped, verdict, sites, pointGroup, seconds: seconds() };
    if (!signal.aborted) recorder.checkpoint({ finished: [...lines, line], current: null }, "born");
    return line;
  } finally {
    progress.stop();
  }
}

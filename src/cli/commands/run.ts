// `nqs run`: trains one network and prints what its energy is worth.
import type { Command } from "commander";
import { type GroundStateOptions, groundState, type ReadoutName, type Step, type Verdict } from "../../index.ts";
import { given, isPauliText } from "../../internal.ts";
import { addConfig, addExamples, addJson, addOut, addPlot, addSettings, addWorkers, type CommandFlags, workersOf } from "../command.ts";
import { exitCodes } from "../process/exitCodes.ts";
import { catchInterrupt, drain } from "../process/interrupt.ts";
import { formulaLines, labelOf, problemText } from "../settings/problem.ts";
import { type Recorder, writeSheets } from "../settings/record.ts";
import { runShape } from "../settings/schema.ts";
import { printSheets, sheetsOf } from "../terminal/observables.ts";
import { bold, print, printJson } from "../terminal/output.ts";
import { attemptLabel, progressOn } from "../terminal/progress.ts";
import { degeneracyLine, exitCodeOf, frameOf, parameterCount, type References, referencesOf, trained } from "../terminal/result.ts";
import { measurementTable, profileTable, type Row, referenceLines } from "../terminal/table.ts";
import { basisLine, sentenceOf, unfinishedLine } from "../terminal/words.ts";
import { askedFor, type Finished } from "./resume.ts";
import { SAVE_EVERY, saveEvery, savingInto } from "./saving.ts";

export function define(command: Command): void {
  addWorkers(addJson(addOut(addConfig(command), "config, log, checkpoints, weights and result")));
  command.option("--resume <dir>", "go on with the run that is kept there: it ends as if it had never been stopped");
  command.option("--save-every <seconds>", `how often a checkpoint is kept (default: ${SAVE_EVERY})`);
  addPlot(command).option("--profile", "measure where the time of an update goes");
  addSettings(command, runShape).action(run);
  addExamples(command, [
    "nqs run --model ising --sites 40 --field 1 --density 2 --out runs/ising40",
    "nqs run --model heisenberg --sites 20 --readout classical --seed 7",
    'nqs run --model ising --sites 12 --field "sqrt(2)/2" --full-sum --json',
    "nqs run --config runs/ising40/config.yaml --seed 8",
    "nqs run --resume runs/ising40 --iterations 3000",
  ]);
}

async function run(flags: CommandFlags): Promise<void> {
  const every = saveEvery(flags);
  const asked = await askedFor(flags);
  if ("finished" in asked) return tellFinished(asked.finished, flags.json === true);
  const { prepared, recorder, state } = asked;
  const { problem, hamiltonian, readout, config, options: settled } = prepared;
  const workers = workersOf(flags);
  try {
    const references = referencesOf(hamiltonian);
    const options = {
      ...settled,
      workers,
      exactEnergy: references.exact?.energy ?? null,
      ...given({ clock: flags.profile ? () => performance.now() : undefined, state }),
    };
    const { outcome, interrupted, last } = await train(options, `${labelOf(problem)} ${readout}`, recorder, every);
    const seconds = recorder.seconds();
    const parameters = parameterCount(outcome.network, hamiltonian);
    const result = {
      readout,
      ...trained(outcome, references.exact, parameters, seconds, settled.seed),
      workers,
      ...given({ profile: outcome.profile }),
      config,
    };
    if (!interrupted) recorder.finish();
    recorder.network(outcome, readout);
    const sheets = outcome.final ? sheetsOf(outcome.final.observables, hamiltonian.lattice, ["zz", "x"]) : [];
    if (recorder.path !== null && sheets.length > 0) await writeSheets(recorder.path, sheets, problemText(problem));
    recorder.result(result);
    if (flags.json) printJson(result);
    else
      report(
        [bold(problemText(problem)), ...formulaLines(problem)],
        basisLine(hamiltonian, frameOf(outcome.network)),
        references,
        isPauliText(problem.hamiltonian ?? "") ? ["<ZZ>"] : [],
        {
          name: readout,
          measurement: outcome.final,
          stopped: outcome.stopped,
          seconds,
        },
        outcome.verdict,
      );
    if (!flags.json) {
      printSheets(sheets, flags.plot === true);
      const degenerate = sheets.length > 0 ? degeneracyLine(hamiltonian) : null;
      if (degenerate !== null) print(`${degenerate}; measured is the combination that the network is`);
    }
    if (outcome.final === null && !flags.json) print(unfinishedLine(last, recorder.path));
    if (outcome.profile && !flags.json) print(profileTable(outcome.profile));
    // The measurement after the training can be cut short too.
    process.exitCode = interrupted ? exitCodes.interrupted : exitCodeOf([outcome]);
  } finally {
    recorder.close();
  }
}

/** A run that needs no more work. */
function tellFinished({ path, result }: Finished, json: boolean): void {
  if (json) printJson(result);
  else print(`${path} holds a finished run: ${result.verdict}; --iterations ${2 * result.training.iterations} would make more updates`);
  process.exitCode = result.converged ? exitCodes.good : exitCodes.trouble;
}

async function train(
  options: GroundStateOptions & { readonly readout: ReadoutName },
  label: string,
  recorder: Recorder,
  every: number | null,
) {
  const progress = progressOn();
  const interrupt = catchInterrupt();
  const checkpoint = savingInto(recorder, options.readout, every, interrupt.signal, progress.note);
  try {
    let last: Step | null = null;
    const outcome = await drain(groundState({ ...options, checkpoint, signal: interrupt.signal }), (step) => {
      last = step;
      recorder.log(step);
      progress.update(attemptLabel(label, step), step.iteration + 1, step.iterations, step.energyPerSite);
    });
    return { outcome, interrupted: interrupt.signal.aborted, last: last as Step | null };
  } finally {
    progress.stop();
    interrupt.dispose();
  }
}

/** @param without rows of the table that mean nothing for this problem */
function report(
  heading: readonly string[],
  basis: string | null,
  references: References,
  without: readonly string[],
  row: Row,
  verdict: Verdict,
): void {
  for (const line of heading) print(line);
  if (basis !== null) print(basis);
  print(referenceLines(references));
  if (row.measurement) print(measurementTable(row, references.exact, without));
  const energyPerSite = row.measurement?.energyPerSite ?? null;
  print(sentenceOf([{ name: row.name, energyPerSite, stopped: row.stopped }], references));
  print(`verdict: ${verdict.text}`);
}

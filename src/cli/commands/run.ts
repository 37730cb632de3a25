// `nqs run`: trains one network and prints what its energy is worth.
import type { Command } from "commander";
import { type GroundStateOptions, groundState, type ReadoutName, type RunState, readoutOf, type Step, type Verdict } from "../../index.ts";
import { checkTraining, given, isPauliText } from "../../internal.ts";
import { addConfig, addExamples, addJson, addOut, addPlot, addSettings, addWorkers, type CommandFlags, workersOf } from "../command.ts";
import { exitCodes } from "../process/exitCodes.ts";
import { catchInterrupt, drain } from "../process/interrupt.ts";
import { ansatzOf, networkConfig } from "../settings/network.ts";
import { observablesOf } from "../settings/observables.ts";
import { formulaLines, hamiltonianOf, labelOf, problemOf, problemText, rotationOf, trainingOf } from "../settings/problem.ts";
import type { Recorder } from "../settings/record.ts";
import { runShape } from "../settings/schema.ts";
import type { Settings } from "../settings/settings.ts";
import { printSheets, sheetsOf } from "../terminal/observables.ts";
import { bold, printJson, printText } from "../terminal/output.ts";
import { attemptLabel, progressOn } from "../terminal/progress.ts";
import {
  degeneracyLine,
  exitCodeOf,
  frameOf,
  parameterCount,
  type References,
  referencesOf,
  type TrainedResult,
  trained,
} from "../terminal/result.ts";
import { measurementTable, profileTable, type Row, referenceLines } from "../terminal/table.ts";
import { basisLine, sentenceOf, unfinishedLine } from "../terminal/words.ts";
import { askedFor, type Resumable, tellFinished } from "./resume.ts";
import { addResume, saveEvery, savingInto } from "./saving.ts";

export function define(command: Command): void {
  addWorkers(addJson(addOut(addConfig(command), "config, log, checkpoints, weights and result")));
  addPlot(addResume(command)).option("--profile", "measure where the time of an update goes");
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
  const asked = await askedFor(resumable, flags);
  if ("finished" in asked) return tellFinished(asked, flags.json === true);
  const { prepared, recorder } = asked;
  const state = asked.state as RunState | undefined;
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
    const found = {
      readout,
      ...trained(outcome, references.exact, parameters, seconds, settled.seed),
      workers,
      ...given({ profile: outcome.profile }),
      config,
    };
    if (!interrupted) recorder.finish();
    recorder.network(outcome, readout);
    const sheets = outcome.final ? sheetsOf(outcome.final.observables, hamiltonian.lattice, ["zz", "x"]) : [];
    await recorder.sheets(sheets, problemText(problem));
    const result = recorder.result(found);
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
      if (degenerate !== null) printText(`${degenerate}; measured is the combination that the network is`);
    }
    if (outcome.final === null && !flags.json) printText(unfinishedLine(last, recorder.path));
    if (outcome.profile && !flags.json) printText(profileTable(outcome.profile));
    // The measurement after the training can be cut short too.
    process.exitCode = recorder.exitCode(interrupted ? exitCodes.interrupted : exitCodeOf([outcome]));
  } finally {
    recorder.close();
  }
}

async function prepare({ values, where }: Settings<typeof runShape>) {
  const problem = await problemOf(values, where);
  const hamiltonian = await hamiltonianOf(problem);
  const readout = readoutOf(values.readout ?? "born").name;
  const training = trainingOf(values, problem, where, hamiltonian, [readout]);
  const { observables, observe, pairs } = values;
  const wanted = await observablesOf(values, problem, hamiltonian, where);
  const config = { ...problem, ...networkConfig(values), readout, ...training, ...given({ observables, observe, pairs }) };
  const options = { hamiltonian, ansatz: ansatzOf(values, where), rotate: rotationOf(problem), readout, ...training, ...wanted };
  checkTraining(options);
  return { problem, hamiltonian, readout, config, options, seed: training.seed, most: training.iterations };
}

export const resumable: Resumable<typeof runShape, Awaited<ReturnType<typeof prepare>>> = {
  command: "run",
  shape: runShape,
  prepare,
  endOf: ({ verdict, converged, stopped, training }: Partial<KeptResult>) => {
    if (!verdict || converged === undefined || !stopped || !training) throw new Error("no result");
    return { verdict, good: converged, reason: stopped.reason, iterations: training.iterations };
  },
};

/** What is read of a result that is kept. */
type KeptResult = Pick<TrainedResult, "verdict" | "converged" | "stopped" | "training">;

async function train(
  options: GroundStateOptions & { readonly readout: ReadoutName },
  label: string,
  recorder: Recorder,
  every: number | null,
) {
  const progress = progressOn();
  const interrupt = catchInterrupt();
  const checkpoint = savingInto(recorder, options.readout, every, interrupt.signal);
  recorder.tellBy(progress.note);
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
  for (const line of heading) printText(line);
  if (basis !== null) printText(basis);
  printText(referenceLines(references));
  if (row.measurement) printText(measurementTable(row, references.exact, without));
  const energyPerSite = row.measurement?.energyPerSite ?? null;
  printText(sentenceOf([{ name: row.name, energyPerSite, stopped: row.stopped }], references));
  printText(`verdict: ${verdict.text}`);
}

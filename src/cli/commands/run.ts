// `nqs run`: trains one network and prints what its energy is worth.
import type { Command } from "commander";
import { type GroundStateOptions, groundState, readoutOf, type Step, type Verdict } from "../../index.ts";
import { checkTraining, given, isPauliText } from "../../internal.ts";
import { addConfig, addExamples, addJson, addOut, addPlot, addSettings, addWorkers, type CommandFlags, workersOf } from "../command.ts";
import { ansatzOf, networkConfig } from "../settings/network.ts";
import { observablesOf } from "../settings/observables.ts";
import { formulaLines, hamiltonianOf, labelOf, problemOf, problemText, rotationOf, trainingOf } from "../settings/problem.ts";
import { recorderFor, writeSheets } from "../settings/record.ts";
import { runShape } from "../settings/schema.ts";
import { readSettings } from "../settings/settings.ts";
import { catchInterrupt, drain } from "../terminal/interrupt.ts";
import { printSheets, sheetsOf } from "../terminal/observables.ts";
import { bold, exitCodes, print, printJson } from "../terminal/output.ts";
import { attemptLabel, progressOn } from "../terminal/progress.ts";
import {
  degeneracyLine,
  exitCodeOf,
  frameOf,
  parameterCount,
  type References,
  referencesOf,
  secondsSince,
  trained,
} from "../terminal/result.ts";
import { measurementTable, profileTable, type Row, referenceLines } from "../terminal/table.ts";
import { basisLine, sentenceOf, unfinishedLine } from "../terminal/words.ts";

export function define(command: Command): void {
  addWorkers(addJson(addOut(addConfig(command), "config, log, weights and result")));
  addPlot(command).option("--profile", "measure where the time of an update goes");
  addSettings(command, runShape).action(run);
  addExamples(command, [
    "nqs run --model ising --sites 40 --field 1 --density 2 --out runs/ising40",
    "nqs run --model heisenberg --sites 20 --readout classical --seed 7",
    'nqs run --model ising --sites 12 --field "sqrt(2)/2" --full-sum --json',
    "nqs run --config runs/ising40/config.yaml --seed 8",
  ]);
}

async function run(flags: CommandFlags): Promise<void> {
  const { values, where } = await readSettings(runShape, flags, flags.config);
  const problem = await problemOf(values, where);
  const hamiltonian = await hamiltonianOf(problem);
  const readout = readoutOf(values.readout ?? "born").name;
  const training = trainingOf(values, problem, where, hamiltonian, [readout]);
  const { observables, observe, pairs } = values;
  const wanted = await observablesOf(values, problem, hamiltonian, where);
  const config = { ...problem, ...networkConfig(values), readout, ...training, ...given({ observables, observe, pairs }) };
  const { seed } = training;
  const workers = workersOf(flags);
  const asked = {
    hamiltonian,
    ansatz: ansatzOf(values, where),
    rotate: rotationOf(problem),
    readout,
    ...training,
    ...wanted,
    workers,
    ...given({ clock: flags.profile ? () => performance.now() : undefined }),
  };
  checkTraining(asked);
  const recorder = recorderFor({ path: flags.out, force: flags.force === true, config, problem, seed, command: "run" });
  const references = referencesOf(hamiltonian);
  const options = { ...asked, exactEnergy: references.exact?.energy ?? null };
  try {
    const { outcome, seconds, interrupted, last } = await train(options, `${labelOf(problem)} ${readout}`, recorder.log);
    const parameters = parameterCount(outcome.network, hamiltonian);
    const result = {
      readout,
      ...trained(outcome, references.exact, parameters, seconds, seed),
      workers,
      ...given({ profile: outcome.profile }),
      config,
    };
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

async function train(options: GroundStateOptions, label: string, log: (step: Step) => void) {
  const progress = progressOn();
  const interrupt = catchInterrupt();
  const begun = performance.now();
  try {
    let last: Step | null = null;
    const outcome = await drain(groundState({ ...options, signal: interrupt.signal }), (step) => {
      last = step;
      log(step);
      progress.update(attemptLabel(label, step), step.iteration + 1, step.iterations, step.energyPerSite);
    });
    return { outcome, seconds: secondsSince(begun), interrupted: interrupt.signal.aborted, last: last as Step | null };
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

// `nqs learn`: teaches a network a state and prints how well it knows it.
import type { Command } from "commander";
import { type LearnOptions, type LearnOutcome, type LearnState, learnState, readoutOf, version } from "../../index.ts";
import { given } from "../../internal.ts";
import { addConfig, addExamples, addJson, addOut, addSettings, addWorkers, type CommandFlags, workersOf } from "../command.ts";
import { exitCodes } from "../process/exitCodes.ts";
import { catchInterrupt, drain } from "../process/interrupt.ts";
import { type Taught, taughtBy } from "../settings/feed.ts";
import { ansatzOf, networkConfig } from "../settings/network.ts";
import { problemText } from "../settings/problem.ts";
import type { Recorder } from "../settings/record.ts";
import { type LearnSettings, learnShape, networkShape } from "../settings/schema.ts";
import type { Settings } from "../settings/settings.ts";
import { energiesTable, figuresTable, learntVerdict } from "../terminal/learnt.ts";
import { bold, printJson, printText } from "../terminal/output.ts";
import { progressOn } from "../terminal/progress.ts";
import { exactReference, parameterCount } from "../terminal/result.ts";
import { askedFor, type Resumable, tellFinished } from "./resume.ts";
import { addResume, saveEvery, savingInto } from "./saving.ts";

export function define(command: Command): void {
  addResume(addWorkers(addJson(addOut(addConfig(command), "config, log, checkpoints, weights and result"))));
  addSettings(command, learnShape).action(learn);
  addExamples(command, [
    "nqs learn --feed amplitudes --target ground --model heisenberg --sites 8",
    "nqs learn --feed probabilities --target psi.txt",
    "nqs learn --feed configurations rows.txt --model ising --field 1 --boundary open --target psi.txt",
    "nqs learn --feed configurations rows.txt --bases bases.txt --out runs/learnt",
  ]);
}

async function prepare({ values, where }: Settings<typeof learnShape>) {
  const ansatz = hasNetwork(values) ? ansatzOf(values, where) : undefined;
  const taught = await taughtBy(values, where);
  const { readout, iterations, starts, samples, holdOut, seed, feed, bases, target } = values;
  const network = hasNetwork(values) ? networkConfig(values) : {};
  const training = given({ readout, iterations, starts, samples, holdOut, seed });
  const config = { ...given({ feed, bases, target }), ...(taught.problem ?? {}), ...network, ...training };
  const options: LearnOptions = {
    feed: taught.feed,
    ...given({ target: taught.target ?? undefined, hamiltonian: taught.hamiltonian ?? undefined, lattice: taught.lattice ?? undefined }),
    ...given({ ansatz }),
    ...training,
  };
  return { taught, config, problem: taught.problem ?? undefined, seed: seed ?? 1, options, readout: readoutOf(readout ?? "born").name };
}

const resumable: Resumable<typeof learnShape, Awaited<ReturnType<typeof prepare>>> = {
  command: "learn",
  shape: learnShape,
  prepare,
  endOf: ({ verdict, learnt, stopped, settings }: Partial<KeptResult>) => {
    if (!verdict || learnt === undefined || !stopped || !settings) throw new Error("no result");
    return { verdict, good: learnt, reason: stopped.reason, iterations: settings.iterations };
  },
};

/** What is read of a result that is kept. */
interface KeptResult extends Pick<LearnOutcome, "stopped" | "settings"> {
  readonly verdict: string;
  readonly learnt: boolean;
}

async function learn(flags: CommandFlags): Promise<void> {
  const every = saveEvery(flags);
  const asked = await askedFor(resumable, flags);
  if ("finished" in asked) return tellFinished(asked, flags.json === true);
  const { prepared, recorder } = asked;
  const { taught, config, readout } = prepared;
  const state = asked.state as LearnState | undefined;
  const options: LearnOptions = { ...prepared.options, ...given({ state }), workers: workersOf(flags) };
  try {
    const outcome = await run(options, recorder, readout, every);
    const seconds = recorder.seconds();
    const { settings, stopped, figures } = outcome;
    const exact = taught.hamiltonian && exactReference(taught.hamiltonian);
    const verdict = learntVerdict(outcome);
    const own = outcome.energies.find(({ readout: name }) => name === settings.readout)?.measurement ?? null;
    const parameters = taught.hamiltonian ? parameterCount(outcome.network, taught.hamiltonian) : outcome.network.parameters.length / 2;
    const energies = outcome.energies.map(({ readout: name, measurement, reason }) => ({
      readout: name,
      energy: measurement?.energy ?? null,
      energyPerSite: measurement?.energyPerSite ?? null,
      ...given({ reason }),
    }));
    const found = {
      ...figures,
      energies,
      exact,
      learnt: verdict.learnt,
      verdict: verdict.text,
      stopped,
      parameters,
      network: outcome.network.ansatz,
      settings,
      seconds,
      seed: settings.seed,
      version,
      config,
    };
    if (stopped.reason !== "interrupted") recorder.finish();
    recorder.network({ network: outcome.network, final: own }, settings.readout);
    const result = recorder.result(found);
    if (flags.json) printJson(result);
    else report(taught, outcome, { exact: exact?.energyPerSite ?? null, parameters, seconds, verdict: verdict.text });
    const judged = verdict.learnt ? exitCodes.good : exitCodes.trouble;
    process.exitCode = recorder.exitCode(stopped.reason === "interrupted" ? exitCodes.interrupted : judged);
  } finally {
    recorder.close();
  }
}

/** Whether anything was said about the network; else the driver chooses one that fits what is fed. */
function hasNetwork(values: LearnSettings): boolean {
  return Object.keys(networkShape).some((key) => values[key as keyof typeof networkShape] !== undefined);
}

async function run(options: LearnOptions, recorder: Recorder, readout: string, every: number | null): Promise<LearnOutcome> {
  const progress = progressOn();
  const interrupt = catchInterrupt();
  const checkpoint = savingInto(recorder, readout, every, interrupt.signal);
  recorder.tellBy(progress.note);
  try {
    return await drain(learnState({ ...options, checkpoint, signal: interrupt.signal }), (step) => {
      recorder.log(step);
      // Their most is known, and seldom reached: no total.
      progress.update(`learn, start ${step.start + 1}`, step.iteration + 1, null);
    });
  } finally {
    progress.stop();
    interrupt.dispose();
  }
}

interface Told {
  readonly exact: number | null;
  readonly parameters: number;
  readonly seconds: number;
  readonly verdict: string;
}

function report({ text, problem }: Taught, outcome: LearnOutcome, { exact, parameters, seconds, verdict }: Told): void {
  printText(bold(text));
  if (problem) printText(problemText(problem));
  printText(figuresTable(outcome, parameters, seconds));
  if (outcome.energies.length > 0) printText(energiesTable(outcome.energies, exact));
  printText(`verdict: ${verdict}`);
}

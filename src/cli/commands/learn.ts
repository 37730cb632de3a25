// `nqs learn`: teaches a network a state and prints how well it knows it.
import type { Command } from "commander";
import { type LearnOptions, type LearnOutcome, type LearnStep, learnState, version } from "../../index.ts";
import { given } from "../../internal.ts";
import { addConfig, addExamples, addJson, addOut, addSettings, addWorkers, type CommandFlags, workersOf } from "../command.ts";
import { exitCodes } from "../process/exitCodes.ts";
import { catchInterrupt, drain } from "../process/interrupt.ts";
import { type Taught, taughtBy } from "../settings/feed.ts";
import { ansatzOf, networkConfig } from "../settings/network.ts";
import { problemText } from "../settings/problem.ts";
import { recorderFor } from "../settings/record.ts";
import { type LearnSettings, learnShape, networkShape } from "../settings/schema.ts";
import { readSettings } from "../settings/settings.ts";
import { energiesTable, figuresTable, learntVerdict } from "../terminal/learnt.ts";
import { bold, print, printJson } from "../terminal/output.ts";
import { progressOn } from "../terminal/progress.ts";
import { exactReference, parameterCount, secondsSince } from "../terminal/result.ts";

export function define(command: Command): void {
  addWorkers(addJson(addOut(addConfig(command), "config, log, weights and result")));
  addSettings(command, learnShape).action(learn);
  addExamples(command, [
    "nqs learn --feed amplitudes --target ground --model heisenberg --sites 8",
    "nqs learn --feed probabilities --target psi.txt",
    "nqs learn --feed configurations rows.txt --model ising --field 1 --boundary open --target psi.txt",
    "nqs learn --feed configurations rows.txt --bases bases.txt --out runs/learnt",
  ]);
}

async function learn(flags: CommandFlags): Promise<void> {
  const { values, where } = await readSettings(learnShape, flags, flags.config);
  const taught = await taughtBy(values, where);
  const { readout, iterations, starts, samples, holdOut, seed, feed, bases, target } = values;
  const network = hasNetwork(values) ? networkConfig(values) : {};
  const training = given({ readout, iterations, starts, samples, holdOut, seed });
  const config = { ...given({ feed, bases, target }), ...(taught.problem ?? {}), ...network, ...training };
  const problem = taught.problem ?? undefined;
  const recorder = recorderFor({ path: flags.out, force: flags.force === true, config, problem, seed: seed ?? 1, command: "learn" });
  const options: LearnOptions = {
    feed: taught.feed,
    ...given({ target: taught.target ?? undefined, hamiltonian: taught.hamiltonian ?? undefined, lattice: taught.lattice ?? undefined }),
    ...given({ ansatz: hasNetwork(values) ? ansatzOf(values, where) : undefined }),
    ...training,
    workers: workersOf(flags),
  };
  try {
    const { outcome, seconds } = await run(options, recorder.log);
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
    const result = {
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
    recorder.network({ network: outcome.network, final: own }, settings.readout);
    recorder.result(result);
    if (flags.json) printJson(result);
    else report(taught, outcome, { exact: exact?.energyPerSite ?? null, parameters, seconds, verdict: verdict.text });
    process.exitCode = stopped.reason === "interrupted" ? exitCodes.interrupted : verdict.learnt ? exitCodes.good : exitCodes.trouble;
  } finally {
    recorder.close();
  }
}

/** Whether anything was said about the network; else the driver chooses one that fits what is fed. */
function hasNetwork(values: LearnSettings): boolean {
  return Object.keys(networkShape).some((key) => values[key as keyof typeof networkShape] !== undefined);
}

async function run(options: LearnOptions, log: (step: LearnStep) => void) {
  const progress = progressOn();
  const interrupt = catchInterrupt();
  const begun = performance.now();
  try {
    const outcome = await drain(learnState({ ...options, signal: interrupt.signal }), (step) => {
      log(step);
      progress.update(`learn, start ${step.start + 1}`, step.iteration + 1, step.iterations);
    });
    return { outcome, seconds: secondsSince(begun) };
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
  print(bold(text));
  if (problem) print(problemText(problem));
  print(figuresTable(outcome, parameters, seconds));
  if (outcome.energies.length > 0) print(energiesTable(outcome.energies, exact));
  print(`verdict: ${verdict}`);
}

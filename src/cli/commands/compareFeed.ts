// `nqs compare --feed`: the four corners of the switch, fed amplitudes or probabilities and read as quantum or as classical.
import { exactGroundState, type LearnOutcome, learnState, type StopSignal, version } from "../../index.ts";
import { given, MOST_FULL_SUM_SITES, refuse } from "../../internal.ts";
import { type CommandFlags, workersOf } from "../command.ts";
import { exitCodes } from "../process/exitCodes.ts";
import { catchInterrupt, drain } from "../process/interrupt.ts";
import { ansatzOf, networkConfig } from "../settings/network.ts";
import { hamiltonianOf, type Problem, problemText } from "../settings/problem.ts";
import { type CompareSettings, networkShape } from "../settings/schema.ts";
import type { Where } from "../settings/settings.ts";
import { exactNumber, fixed, withError } from "../terminal/numbers.ts";
import { bold, printJson, printText } from "../terminal/output.ts";
import { progressOn } from "../terminal/progress.ts";
import { secondsSince } from "../terminal/result.ts";
import { drawTable } from "../terminal/table.ts";

/** Sites of a chain where nobody chose: the exact state has to be listed. */
export const FED_SITES = 8;

const feeds = ["amplitudes", "probabilities"] as const;
const readings = ["born", "classical"] as const;

/** Teaches a network the exact ground state of each problem in every way, and prints a table for each. */
export async function compareFeed(problems: readonly Problem[], values: CompareSettings, where: Where, flags: CommandFlags): Promise<void> {
  const workers = workersOf(flags);
  for (const { sites } of problems) {
    if (sites > MOST_FULL_SUM_SITES)
      refuse(where("sites"), `at most ${MOST_FULL_SUM_SITES}, whose exact state can be listed`, sites, "use fewer sites");
  }
  if (flags.out !== undefined)
    refuse("--out", "none beside --feed", flags.out, "keep the JSON: --json > file, or keep a network with nqs learn --out");
  const interrupt = catchInterrupt();
  const results: object[] = [];
  try {
    for (const problem of problems) {
      if (interrupt.signal.aborted) break;
      const { result, text } = await corners(problem, values, where, workers, interrupt.signal);
      results.push(result);
      if (!flags.json) printText(text);
    }
  } finally {
    interrupt.dispose();
  }
  if (flags.json) printJson(results.length === 1 ? results[0] : { problems: results });
  process.exitCode = interrupt.signal.aborted ? exitCodes.interrupted : exitCodes.good;
}

async function corners(problem: Problem, values: CompareSettings, where: Where, workers: number, signal: StopSignal) {
  const begun = performance.now();
  const hamiltonian = await hamiltonianOf(problem);
  const network = Object.keys(networkShape).some((key) => values[key as keyof typeof networkShape] !== undefined);
  const shared = { hamiltonian, workers, signal, ...given({ seed: values.seed, ansatz: network ? ansatzOf(values, where) : undefined }) };
  const exact = exactGroundState(hamiltonian);
  const progress = progressOn();
  const taught: { fed: (typeof feeds)[number]; read: (typeof readings)[number]; outcome: LearnOutcome }[] = [];
  try {
    for (const fed of feeds) {
      for (const read of readings) {
        if (signal.aborted) break;
        const feed = fed === "amplitudes" ? { amplitudes: exact } : { probabilities: exact };
        const driver = learnState({ ...shared, feed, readout: read });
        const label = `fed ${fed}, read ${read}`;
        taught.push({
          fed,
          read,
          outcome: await drain(driver, ({ iteration }) => progress.update(label, iteration + 1, null)),
        });
      }
    }
  } finally {
    progress.stop();
  }
  const cells = taught.map(({ fed, read, outcome: { energies, figures, network: learnt } }) => {
    const measurement = energies.find(({ readout }) => readout === read)?.measurement ?? null;
    const fidelity = figures.fidelity?.mean ?? null;
    return { fed, read, energyPerSite: measurement?.energyPerSite ?? null, fidelity, loss: figures.loss, network: learnt.ansatz };
  });
  const seconds = secondsSince(begun);
  const config = { ...problem, ...(network ? networkConfig(values) : {}), ...given({ seed: values.seed }) };
  const result = { exact: { energy: exact.energy, energyPerSite: exact.energyPerSite }, corners: cells, seconds, version, config };
  const cell = (fed: string, read: string) => cells.find((one) => one.fed === fed && one.read === read);
  const rows = feeds.map((fed) => [
    fed,
    ...readings.map((read) => {
      const value = cell(fed, read)?.energyPerSite;
      return value ? withError(value.mean, value.error) : "–";
    }),
    fixed(cell(fed, "born")?.fidelity ?? Number.NaN, 6),
  ]);
  const text = [
    bold(problemText(problem)),
    `exact ground state: ${exactNumber(exact.energyPerSite)} per site`,
    drawTable(["fed", "read quantum", "read classical", "fidelity read quantum"], rows),
    "Energies per site. Probabilities teach no phases: they stay 0. Read as classical, |f| is taught to be the probability |φ|².",
    "",
  ].join("\n");
  return { result, text };
}

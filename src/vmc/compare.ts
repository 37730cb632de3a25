// The comparison of readings: one problem and one network, trained under each, read under all.
import { parameterMap } from "../branches/network.ts";
import { sumsBranches } from "../branches/samples.ts";
import { InputError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { Interrupted } from "../core/interrupted.ts";
import { fingerprintOf } from "../hamiltonian/fingerprint.ts";
import { type ReadoutName, readoutNames, readoutOf } from "../readout/index.ts";
import { planBranches } from "./branches/plan.ts";
import { groundState } from "./groundState.ts";
import { measure } from "./measure.ts";
import { outcomeOf } from "./outcomeOf.ts";
import { named, refuseOtherState } from "./resume.ts";
import { inTrainingFrame } from "./setup/basis.ts";
import { resolveTraining } from "./setup/defaults.ts";
import { checkCompare } from "./setup/options.ts";
import { canSum } from "./setup/summable.ts";
import type { RunState } from "./state/runState.ts";
import type { CompareOptions, ComparePhase, CompareState, CompareStep, Comparison, Measurement, Outcome, SkippedReading } from "./types.ts";

/**
 * The experiment of arXiv:2206.00005: one problem, one network, the same initial weights and the same most updates, trained once under each
 * reading; then every trained network measured under every reading. An interrupted comparison returns what it has.
 * Where no readings are named, branches is skipped for a problem or a network that it does not know; so is a network that has none, in the matrix.
 * @throws InputError for anything wrong in the options.
 */
export async function* compareReadouts(options: CompareOptions): AsyncGenerator<CompareStep | ComparePhase, Comparison> {
  checkCompare(options);
  const { readouts = readoutNames, checkpoint, state, ...shared } = options;
  const { signal } = shared;
  const hamiltonian = inTrainingFrame(options, readoutNames);
  const asked = [...new Set(readouts.map((name) => readoutOf(name).name))];
  const skipped: SkippedReading[] = [];
  const reason = asked.includes("branches") ? refusal(() => planBranches({ ...shared, hamiltonian, rotate: "none" })) : null;
  if (reason !== null && options.readouts !== undefined) throw reason;
  if (reason !== null) skipped.push({ trained: null, read: "branches", reason: reason.message });
  const names = asked.filter((name) => reason === null || name !== "branches");
  const about = aboutOf(options, names);
  if (state) refuseOtherState("compareReadouts.state", VERSION, state, about);
  const before = state && structuredClone(state);
  const outcomes: Partial<Record<ReadoutName, Outcome>> = { ...before?.outcomes };
  const matrix: Record<string, Partial<Record<ReadoutName, Measurement>>> = { ...before?.matrix };
  const stateOf = (current: CompareState["current"]): CompareState =>
    structuredClone({ version: VERSION, about, outcomes, matrix, current });
  for (const readout of names) {
    if (outcomes[readout]) continue;
    if (signal?.aborted) break;
    const resumed = before?.current?.readout === readout ? { state: before.current.state } : {};
    const tell = (take: () => RunState, trained: boolean) => checkpoint?.(() => stateOf({ readout, state: take() }), trained);
    const run = groundState({ ...shared, hamiltonian, rotate: "none", readout, ...resumed, ...(checkpoint ? { checkpoint: tell } : {}) });
    let next = await run.next();
    for (; !next.done; next = await run.next()) yield { ...next.value, readout };
    outcomes[readout] = next.value;
  }
  for (const trained of names) {
    const outcome = outcomes[trained];
    if (!outcome?.final) continue;
    const row = matrix[trained] ?? {};
    matrix[trained] = row;
    for (const read of names) {
      if (row[read]) continue;
      if (signal?.aborted) break;
      yield { phase: "matrix", trained, read };
      const cell = read === trained ? outcome.final : await measured(options, outcome, read);
      if (cell === null) break;
      if (cell instanceof InputError) skipped.push({ trained, read, reason: cell.message });
      else row[read] = cell;
      // A measurement that was cut short is none to go on from.
      if (!signal?.aborted) checkpoint?.(() => stateOf(null), false);
    }
  }
  return { outcomes, matrix, skipped };
}

/** Of {@link CompareState}. */
const VERSION = 1;

function aboutOf(options: CompareOptions, names: readonly ReadoutName[]): CompareState["about"] {
  const {
    hamiltonian,
    ansatz,
    signal: _,
    workers: _workers,
    checkpoint: _checkpoint,
    state: _state,
    readouts: _readouts,
    ...training
  } = options;
  return {
    hamiltonian: `${hamiltonian.name} (${fingerprintOf(hamiltonian)})`,
    lattice: hamiltonian.lattice.name,
    readouts: names.join(),
    ...named("ansatz", ansatz),
    ...named("training", training),
  };
}

/** What keeps a network or a problem from being read as branches: the error of `check`. */
function refusal(check: () => unknown): InputError | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/** The measurement of a trained network, or why it has no branches; `null` where it was interrupted before it had samples. */
async function measured(options: CompareOptions, { network }: Outcome, readout: ReadoutName): Promise<Measurement | InputError | null> {
  const { hamiltonian, signal } = options;
  const inBranches = readoutOf(readout).sampled === "hidden branches";
  const summable = canSum(hamiltonian, network.ansatz) ? { complex: true } : undefined;
  const { seed, finalSamples, chains, fullSum, workers } = resolveTraining(options, summable);
  const refused = inBranches
    ? refusal(() =>
        sumsBranches(parameterMap("measure.network", network.ansatz, hamiltonian.lattice), {
          samples: finalSamples,
          ...given({ fullSum: options.fullSum }),
        }),
      )
    : null;
  if (refused !== null) return refused;
  const driver = measure({
    hamiltonian,
    network,
    readout,
    seed,
    samples: finalSamples,
    chains,
    workers,
    // Branches are other sums than configurations.
    ...(inBranches ? given({ fullSum: options.fullSum }) : { fullSum }),
    ...(signal ? { signal } : {}),
  });
  try {
    return await outcomeOf(driver);
  } catch (error) {
    if (error instanceof Interrupted) return null;
    throw error;
  }
}

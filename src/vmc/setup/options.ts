// The options of the drivers by name: unknown, missing and misfit ones are refused before any work.
import { ansatzNames } from "../../ansatz/ansatz.ts";
import { checkOptionNames } from "../../core/check.ts";
import { refuse, refuseUnknown } from "../../core/errors.ts";
import {
  type CompareOptions,
  type GroundStateOptions,
  type MeasureOptions,
  type ObservableOptions,
  rotateNames,
  type TrainingOptions,
} from "../types.ts";

/** The names of options, each once: the compiler sees that none is missing and none is too many. */
type Names<Options> = Readonly<Record<keyof Options, true>>;

const trainingNames: Names<TrainingOptions> = {
  seed: true,
  iterations: true,
  samples: true,
  chains: true,
  starts: true,
  accuracy: true,
  optimizer: true,
  learningRate: true,
  shift: true,
  fullSum: true,
  finalSamples: true,
  workers: true,
  signal: true,
};
const observableNames: Names<ObservableOptions> = { observables: true, operators: true, pairs: true };
const problemNames = { hamiltonian: true, ansatz: true, rotate: true, exactEnergy: true } as const;
const groundStateNames: Names<GroundStateOptions> = {
  ...problemNames,
  readout: true,
  clock: true,
  initial: true,
  checkpoint: true,
  state: true,
  ...observableNames,
  ...trainingNames,
};
const compareNames: Names<CompareOptions> = { ...problemNames, readouts: true, checkpoint: true, state: true, ...trainingNames };
const measureNames: Names<MeasureOptions> = {
  hamiltonian: true,
  network: true,
  readout: true,
  seed: true,
  samples: true,
  tolerance: true,
  chains: true,
  fullSum: true,
  workers: true,
  signal: true,
  checkpoint: true,
  state: true,
  ...observableNames,
};

/** @throws InputError for an option that `groundState` does not have, one that it needs, and one of another kind. */
export function checkGroundState(options: GroundStateOptions): void {
  checkOptionNames("groundState", options, Object.keys(groundStateNames));
  checkProblem("groundState", options);
  const { initial, clock } = options;
  if (initial !== undefined) checkNetwork("groundState.initial", initial);
  if (clock !== undefined && typeof clock !== "function") refuse("groundState.clock", "a function such as () => performance.now()", clock);
  checkResume("groundState", options, "progress");
}

/** @throws InputError for an option that `compareReadouts` does not have, one that it needs, and one of another kind. */
export function checkCompare(options: CompareOptions): void {
  checkOptionNames("compareReadouts", options, Object.keys(compareNames));
  checkProblem("compareReadouts", options);
  const { readouts } = options;
  if (readouts === undefined || (Array.isArray(readouts) && readouts.length > 0)) return;
  refuse("compareReadouts.readouts", 'a list of readings such as ["born", "classical"]', readouts);
}

/** @throws InputError for an option that `measure` does not have, one that it needs, and one of another kind. */
export function checkMeasure(options: MeasureOptions): void {
  checkOptionNames("measure", options, Object.keys(measureNames));
  checkHamiltonian("measure", options.hamiltonian);
  checkNetwork("measure.network", options.network);
  checkCommon("measure", options);
  checkResume("measure", options, "measurement");
}

/** @param part what a state of this driver has */
function checkResume(
  driver: string,
  { checkpoint, state }: Pick<MeasureOptions | GroundStateOptions, "checkpoint" | "state">,
  part: string,
): void {
  if (checkpoint !== undefined && typeof checkpoint !== "function") refuse(`${driver}.checkpoint`, "a function", checkpoint);
  if (state !== undefined && !(part in fieldsOf(state))) refuse(`${driver}.state`, "what a checkpoint gave", state);
}

function checkProblem(driver: string, options: GroundStateOptions | CompareOptions): void {
  const { hamiltonian, ansatz, rotate, exactEnergy } = options;
  checkHamiltonian(driver, hamiltonian);
  const { name } = fieldsOf(ansatz);
  if (typeof name !== "string") refuse(`${driver}.ansatz`, "a network such as rbm({ density: 2 })", ansatz);
  if (!(ansatzNames as readonly string[]).includes(name)) refuseUnknown(`${driver}.ansatz`, name, ansatzNames);
  if (rotate !== undefined && !rotateNames.includes(rotate)) refuseUnknown(`${driver}.rotate`, String(rotate), rotateNames);
  if (exactEnergy !== undefined && exactEnergy !== null && !Number.isFinite(exactEnergy)) {
    refuse(`${driver}.exactEnergy`, "a finite number, or null where none is to be used", exactEnergy);
  }
  checkCommon(driver, options);
}

function checkHamiltonian(driver: string, hamiltonian: unknown): void {
  const { lattice, strings, groups, then } = fieldsOf(hamiltonian);
  if (lattice && strings && groups) return;
  const mend = typeof then === "function" ? "await it" : undefined;
  refuse(`${driver}.hamiltonian`, "a Hamiltonian such as ising(chain(20), { field: 1 })", hamiltonian, mend);
}

function checkNetwork(where: string, network: unknown): void {
  const { ansatz, parameters } = fieldsOf(network);
  if (typeof fieldsOf(ansatz)["name"] === "string" && parameters instanceof Float64Array) return;
  refuse(where, "a network such as that of an outcome, { ansatz, parameters }", network);
}

function checkCommon(driver: string, { fullSum, signal }: Pick<TrainingOptions, "fullSum" | "signal">): void {
  if (fullSum !== undefined && typeof fullSum !== "boolean") refuse(`${driver}.fullSum`, "true or false", fullSum);
  if (signal === undefined || typeof fieldsOf(signal)["aborted"] === "boolean") return;
  refuse(`${driver}.signal`, "the signal of an AbortController", signal);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

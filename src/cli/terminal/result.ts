// The result of a run beside what is known exactly, as data and as an exit code.
import {
  bestProductState,
  exactGroundEnergy,
  type Frame,
  groundDegeneracy,
  type Hamiltonian,
  type Measurement,
  minimumOfDiagonal,
  type Outcome,
  parameterTensors,
  type Stop,
  type TrainedNetwork,
  type Verdict,
  version,
} from "../../index.ts";
import { MOST_COUNTED, MOST_SITES_COUNTED } from "../../internal.ts";
import { doing } from "../process/activity.ts";
import { exitCodes } from "../process/exitCodes.ts";
import { endingAtOnce } from "../process/interrupt.ts";

export interface ExactReference {
  /** Of the energy without any interaction; see {@link References}. */
  readonly offset?: number;
  readonly energy: number;
  readonly energyPerSite: number;
  readonly method: string;
}

export interface Reference {
  readonly energy: number;
  readonly energyPerSite: number;
}

/** What a measured energy is compared with. `null` where no method reaches. */
export interface References {
  /** The energy per site without any interaction, tr H / dim / N: what is relative is so to the rest. 0 if left out. */
  readonly offsetPerSite?: number;
  readonly exact: ExactReference | null;
  readonly productState: Reference;
  readonly diagonalMinimum: Reference | null;
}

/** In a magnetisation that was chosen the only product states are single configurations. */
export function referencesOf(hamiltonian: Hamiltonian): References {
  const { lattice, magnetisation, strings } = hamiltonian;
  doing("exact reference");
  const minimum = minimumOfDiagonal(hamiltonian, { magnetisation: magnetisation ?? null });
  const diagonalMinimum = nullable(minimum, (energy) => ({ energy, energyPerSite: energy / lattice.size }));
  return {
    offsetPerSite: (strings.find(({ factors }) => factors.length === 0)?.coefficient[0] ?? 0) / lattice.size,
    exact: exactReference(hamiltonian),
    productState: magnetisation !== undefined && diagonalMinimum ? diagonalMinimum : reference(bestProductState(hamiltonian)),
    diagonalMinimum,
  };
}

export function exactReference(hamiltonian: Hamiltonian): ExactReference | null {
  doing("exact reference");
  const offset = hamiltonian.strings.find(({ factors }) => factors.length === 0)?.coefficient[0];
  const found = endingAtOnce(() => exactGroundEnergy(hamiltonian));
  return nullable(found, ({ energy, energyPerSite, method }) => ({
    energy,
    energyPerSite,
    method,
    ...(offset === undefined ? {} : { offset }),
  }));
}

/** The fields that a measurement has in every JSON result; all null where nothing was measured. */
export function measured(measurement: Measurement | null, exact: ExactReference | null) {
  return {
    energy: measurement?.energy ?? null,
    energyPerSite: measurement?.energyPerSite ?? null,
    exact,
    relativeError: measurement && exact ? relativeError(measurement.energy.mean, exact.energy, exact.offset) : null,
    variance: measurement?.variance ?? null,
    vScore: measurement?.vScore ?? null,
    splitRhat: measurement?.splitRhat ?? null,
    autocorrelationTime: measurement?.autocorrelationTime ?? null,
    acceptance: measurement?.acceptance ?? null,
    samples: measurement?.samples ?? null,
    hiddenModes: measurement?.hiddenModes ?? null,
    reannealed: measurement?.reannealed ?? null,
    observables: measurement?.observables ?? null,
  };
}

/** Wall-clock seconds since `begun` (performance.now), to the millisecond. */
export function secondsSince(begun: number): number {
  return Math.round(performance.now() - begun) / 1000;
}

/** Relative errors below this are rounding. */
const ROUNDING = 1e-14;

/** (E - E_exact) / |E_exact - offset|: positive above the exact energy, the same whatever constant H has. NaN where nothing but the constant is left. */
export function relativeError(energy: number, exact: number, offset = 0): number {
  if (exact === offset) return Number.NaN;
  const error = (energy - exact) / Math.abs(exact - offset);
  return Math.abs(error) < ROUNDING ? 0 : error;
}

/** The JSON result of one trained network. */
export function trained(outcome: Outcome, exact: ExactReference | null, parameters: number, seconds: number | null, seed: number) {
  const { stopped, verdict, network, settings: training } = outcome;
  return {
    ...measured(outcome.final, exact),
    converged: verdict.converged,
    verdict: verdict.text,
    verdictName: verdict.name,
    parameters,
    network: network.ansatz,
    basis: frameOf(network),
    magnetisation: network.problem?.magnetisation ?? null,
    training,
    seconds,
    seed,
    version,
    stopped,
  };
}

export type TrainedResult = ReturnType<typeof trained>;

/** The basis of a network's configurations. */
export function frameOf({ problem }: TrainedNetwork): Frame {
  return problem?.frame ?? { axes: "XYZ", turned: [] };
}

/** Complex parameters of a network. */
export function parameterCount({ ansatz }: TrainedNetwork, { lattice }: Hamiltonian): number {
  return parameterTensors(ansatz, lattice).reduce((total, { shape }) => total + shape.reduce((size, extent) => size * extent, 1), 0);
}

export function inTrouble({ reason }: Stop): boolean {
  return !["iterations", "converged", "interrupted"].includes(reason);
}

export interface Ending {
  readonly stopped: Stop;
  readonly verdict: Verdict;
}

/** 0 where every energy is what was looked for, 130 after an interruption, else 1. */
export function exitCodeOf(endings: readonly Ending[]): number {
  if (endings.some(({ stopped }) => stopped.reason === "interrupted")) return exitCodes.interrupted;
  return endings.every(({ verdict }) => verdict.converged) ? exitCodes.good : exitCodes.trouble;
}

function reference({ energy, energyPerSite }: Reference): Reference {
  return { energy, energyPerSite };
}

function nullable<A, B>(value: A | null, then: (value: A) => B): B | null {
  return value === null ? null : then(value);
}

/** In words, that several states share the ground energy; `null` for a single one, and where nobody counts. */
export function degeneracyLine(hamiltonian: Hamiltonian): string | null {
  if (hamiltonian.lattice.size > MOST_SITES_COUNTED) return null;
  const count = groundDegeneracy(hamiltonian, { magnetisation: hamiltonian.magnetisation ?? null });
  if (count === 1) return null;
  return `ground states: ${count === MOST_COUNTED ? `${count} or more` : count} of one energy`;
}

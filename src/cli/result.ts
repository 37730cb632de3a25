import {
  bestProductState,
  exactGroundEnergy,
  type Frame,
  type Hamiltonian,
  type Measurement,
  minimumOfDiagonal,
  type Outcome,
  parameterTensors,
  type Stop,
  type TrainedNetwork,
  version,
} from "../index.ts";
import { exitCodes } from "./output.ts";

export interface ExactReference {
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
  readonly exact: ExactReference | null;
  readonly productState: Reference;
  readonly diagonalMinimum: Reference | null;
}

export function referencesOf(hamiltonian: Hamiltonian): References {
  return {
    exact: exactReference(hamiltonian),
    productState: reference(bestProductState(hamiltonian)),
    diagonalMinimum: nullable(minimumOfDiagonal(hamiltonian), (energy) => ({ energy, energyPerSite: energy / hamiltonian.lattice.size })),
  };
}

export function exactReference(hamiltonian: Hamiltonian): ExactReference | null {
  return nullable(exactGroundEnergy(hamiltonian), ({ energy, energyPerSite, method }) => ({ energy, energyPerSite, method }));
}

/** The fields that a measurement has in every JSON result; all null where nothing was measured. */
export function measured(measurement: Measurement | null, exact: ExactReference | null) {
  return {
    energy: measurement?.energy ?? null,
    energyPerSite: measurement?.energyPerSite ?? null,
    exact,
    relativeError: measurement && exact ? relativeError(measurement.energy.mean, exact.energy) : null,
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

/** (E - E_exact) / |E_exact|: positive above the exact energy. NaN where that is zero. */
export function relativeError(energy: number, exact: number): number {
  return exact === 0 ? Number.NaN : (energy - exact) / Math.abs(exact);
}

/** The JSON result of one trained network. */
export function trained(outcome: Outcome, exact: ExactReference | null, parameters: number, seconds: number | null, seed: number) {
  return { ...measured(outcome.final, exact), parameters, seconds, seed, version, stopped: outcome.stopped };
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

export function exitCodeOf(stops: readonly Stop[]): number {
  if (stops.some(({ reason }) => reason === "interrupted")) return exitCodes.interrupted;
  return stops.some(inTrouble) ? exitCodes.trouble : exitCodes.good;
}

function reference({ energy, energyPerSite }: Reference): Reference {
  return { energy, energyPerSite };
}

function nullable<A, B>(value: A | null, then: (value: A) => B): B | null {
  return value === null ? null : then(value);
}

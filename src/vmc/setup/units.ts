// Energies without their unit and their zero, so that nothing relative depends on them.
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import type { Estimate } from "../../statistics/estimate.ts";
import type { EnergyStatistics, Measurement } from "../types.ts";
import { energyScale } from "./energyScale.ts";

/** H = offset + unit · H' with tr H' = 0, and the deviation of the spectrum of H' per √site between 1 and 2: nothing that is relative depends on units or zero of energy. */
export interface Units {
  /** The coefficient of the identity. */
  readonly offset: number;
  /** A power of two, so that the bits of every energy are those of energies in J. */
  readonly unit: number;
}

export function unitsOf(hamiltonian: Hamiltonian): Units {
  const identity = hamiltonian.strings.find(({ factors }) => factors.length === 0);
  const scale = energyScale(hamiltonian);
  let unit = 1;
  while (unit <= scale / 2) unit *= 2;
  while (unit > scale) unit /= 2;
  return { offset: identity?.coefficient[0] ?? 0, unit };
}

/** H'. */
export function inUnits(hamiltonian: Hamiltonian, { unit }: Units): Hamiltonian {
  const { strings, groups } = hamiltonian;
  return {
    ...hamiltonian,
    strings: strings
      .filter(({ factors }) => factors.length > 0)
      .map(({ coefficient: [re, im], factors }) => ({ coefficient: [re / unit, im / unit], factors })),
    groups: groups.flatMap(({ flips, terms }) => {
      const kept = terms
        .filter(({ signs }) => flips.length > 0 || signs.length > 0)
        .map(({ coefficient: [re, im], signs }) => ({ coefficient: [re / unit, im / unit] as const, signs }));
      return kept.length === 0 ? [] : [{ flips, terms: kept }];
    }),
  };
}

/** An energy of H' as one of H. */
export function energyOf(value: number, { offset, unit }: Units): number {
  return offset + unit * value;
}

/** An energy of H as one of H'. */
export function energyIn(value: number, { offset, unit }: Units): number {
  return (value - offset) / unit;
}

/** What was measured of H', for H. */
export function restored<S extends EnergyStatistics>(statistics: S, units: Units, sites: number): S {
  const { energy, energyPerSite, variance } = statistics;
  const { offset, unit } = units;
  const of = ({ mean, error }: Estimate, zero: number) => ({ mean: zero + unit * mean, error: unit * error });
  return { ...statistics, energy: of(energy, offset), energyPerSite: of(energyPerSite, offset / sites), variance: unit * unit * variance };
}

/** The same of a measurement, with what chains in a hidden mode read. */
export function restoredMeasurement(measurement: Measurement, units: Units, sites: number): Measurement {
  const { unit, offset } = units;
  const { hiddenModes, connectedVariance } = measurement;
  const there = hiddenModes?.energyPerSite;
  const mode = hiddenModes && {
    ...hiddenModes,
    energyPerSite: there ? { mean: offset / sites + unit * there.mean, error: unit * there.error } : null,
  };
  return { ...restored(measurement, units, sites), connectedVariance: unit * unit * connectedVariance, hiddenModes: mode };
}

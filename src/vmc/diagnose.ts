import type { EnergyStatistics, Measurement, Stop, StopReason } from "./types.ts";

/** Trouble, in the terms of {@link Stop}. */
export interface Trouble {
  readonly reason: StopReason;
  readonly detail: string;
}

/** Draws in a row without one accepted move before chains count as frozen: a weakly mixed ground state moves that seldom, not less. */
const FROZEN_DRAWS = 20;
/** Times the sampled variance that the neighbours of the samples may see: a healthy network stays below 10, a caught one is above 1e4. */
const MOST_NEIGHBOUR_VARIANCE = 100;
/** V-score under which an energy no longer improves: that of an eigenstate, or of a network stuck on equivalent configurations. */
const STILL_VSCORE = 1e-6;
/** How near to the floor of the diagonal, relative to it, chains may come to rest. */
const REST_TOLERANCE = 1e-2;
/** Split R-hat above which chains disagree (Vehtari et al. 2021 ask for 1.01 of a good run; 1.1 is no longer sampling noise). */
const MOST_RHAT = 1.1;
/** A final energy this many errors below the exact one is a fault. */
const BELOW_EXACT_ERRORS = 5;
/** Rounding in a sum of local energies, relative. */
const ROUNDING = 1e-9;

/** NaN or infinity in the statistics of one update. */
export function notFinite({ energy, variance }: EnergyStatistics): Trouble | null {
  if (Number.isFinite(energy.mean) && Number.isFinite(variance)) return null;
  return {
    reason: "not finite",
    detail: `energy ${energy.mean}, variance ${variance}: the last good weights are kept; try a smaller learning rate`,
  };
}

/** Whether an energy is the floor of the diagonal: chains that rest there have converged. */
function atRest(energy: number, floor: number | null): boolean {
  return floor !== null && Math.abs(energy - floor) <= REST_TOLERANCE * Math.max(1, Math.abs(floor));
}

function frozen(energyPerSite: number, why: string): Trouble {
  return { reason: "frozen chains", detail: `the samples came to rest at ${energyPerSite.toFixed(6)} per site, but ${why}` };
}

/**
 * Watches for chains that came to rest although the energy can still fall: no move is accepted, or all samples have the same energy while
 * the floor lies lower or their neighbours see another one. Chains at rest on the floor have converged and are left alone.
 */
export class FrozenWatch {
  readonly #floor: number | null;
  #still = 0;

  /** @param floor the energy below which nothing goes; `null` if unknown */
  constructor(floor: number | null) {
    this.#floor = floor;
  }

  /** Trouble once the chains have been still for too long. `neighbours` gives the variance their neighbours see; asked for rarely. */
  look({ acceptance, energy, energyPerSite, variance, vScore }: EnergyStatistics, neighbours: () => number): Trouble | null {
    const still = acceptance === 0 || vScore < STILL_VSCORE;
    this.#still = still && !atRest(energy.mean, this.#floor) ? this.#still + 1 : 0;
    if (this.#still < FROZEN_DRAWS) return null;
    this.#still = 0;
    if (this.#floor !== null) return frozen(energyPerSite.mean, "the lowest possible energy is below it");
    if (acceptance === 0) return frozen(energyPerSite.mean, `no move was accepted in ${FROZEN_DRAWS} draws`);
    return neighbours() > MOST_NEIGHBOUR_VARIANCE * variance ? frozen(energyPerSite.mean, NEIGHBOURS_DIFFER) : null;
  }
}

const NEIGHBOURS_DIFFER = "the configurations next to them have other energies: it is no eigenstate";

/** What is wrong with a final measurement, if anything. */
export function judgeFinal(measurement: Measurement, floor: number | null, exactEnergy: number | undefined): Trouble | null {
  const { energy, energyPerSite, variance, neighbourVariance, splitRhat, vScore } = measurement;
  if (!Number.isFinite(energy.mean) || !Number.isFinite(variance)) {
    return { reason: "not finite", detail: `the final energy is ${energy.mean}, its variance ${variance}` };
  }
  if (!(splitRhat <= MOST_RHAT)) {
    return { reason: "chains disagree", detail: `split R-hat ${splitRhat.toFixed(3)} of the final chains is above ${MOST_RHAT}` };
  }
  if (!atRest(energy.mean, floor)) {
    if (floor !== null && vScore < STILL_VSCORE) return frozen(energyPerSite.mean, "the lowest possible energy is below it");
    if (neighbourVariance > MOST_NEIGHBOUR_VARIANCE * variance) return frozen(energyPerSite.mean, NEIGHBOURS_DIFFER);
  }
  if (exactEnergy === undefined) return null;
  const allowed = BELOW_EXACT_ERRORS * energy.error + ROUNDING * Math.abs(exactEnergy);
  if (energy.mean >= exactEnergy - allowed) return null;
  return { reason: "below exact", detail: `the final energy ${energy.mean} is more than 5 errors below the exact ${exactEnergy}` };
}

/** How the end of a run is stored. */
export function stopOf(trouble: Trouble, iteration: number): Stop {
  return { reason: trouble.reason, iteration, detail: trouble.detail };
}

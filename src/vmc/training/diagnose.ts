// What can go wrong in a run, in words.
import { MOST_CONNECTED_VARIANCE } from "../measurement/connectedVariance.ts";
import type { RobustEnergy } from "../measurement/robustEnergy.ts";
import { energyOf, type Units } from "../setup/units.ts";
import type { EnergyStatistics, Measurement, Stop, StopReason } from "../types.ts";
import type { TrainingSchedule } from "./schedules/schedule.ts";

const PLAIN: Units = { offset: 0, unit: 1 };

/** Trouble, in the terms of {@link Stop}. */
export interface Trouble {
  readonly reason: StopReason;
  readonly detail: string;
}

/** Draws in a row without one accepted move before chains count as frozen: a weakly mixed ground state moves that seldom, not less. */
const FROZEN_DRAWS = 20;
/** V-score by the connected variance, below which that is dominated by noise. */
const LEAST_CONNECTED_VSCORE = 1e-2;
/** V-score under which an energy no longer improves: that of an eigenstate, or of a network stuck on equivalent configurations. */
const STILL_VSCORE = 1e-6;
/** How near to the floor of the diagonal, relative to it, chains may come to rest. */
const REST_TOLERANCE = 1e-2;
/** Split R-hat above which chains disagree (Vehtari et al. 2021 ask for 1.01 of a good run; 1.1 is no longer sampling noise). */
const MOST_RHAT = 1.1;
/** V-score below which chains that differ do so by rounding, and R-hat, a ratio of spreads, says nothing. */
const LEAST_SPREAD = 1e-10;
/** How far the energy of the training's last chains may be from that of new ones: in errors, and relative. */
const APART_ERRORS = 6;
const APART = 1e-3;
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
  return floor !== null && Math.abs(energy - floor) <= REST_TOLERANCE * Math.abs(floor);
}

function frozen(why: string): Trouble {
  return frozenChains(`the samples came to rest, but ${why}`);
}

/** @param detail in words */
export function frozenChains(detail: string): Trouble {
  return { reason: "frozen chains", detail };
}

/**
 * Watches for chains that came to rest although the energy can still fall: no move is accepted, or all samples have the same energy while
 * the floor lies lower or the connected variance is large. Chains at rest on the floor have converged and are left alone.
 */
export class FrozenWatch {
  readonly #floor: number | null;
  #still: number;

  /**
   * @param floor the energy below which nothing goes; `null` if unknown
   * @param still draws in a row that they have been still for
   */
  constructor(floor: number | null, still = 0) {
    this.#floor = floor;
    this.#still = still;
  }

  get still(): number {
    return this.#still;
  }

  /** Trouble once the chains have been still for too long. `connected` gives the connected variance; asked for rarely. */
  look({ acceptance, energy, energyPerSite, variance, vScore }: EnergyStatistics, connected: () => number): Trouble | null {
    // Where nothing was proposed it is NaN.
    const none = !(acceptance > 0);
    const still = none || vScore < STILL_VSCORE;
    this.#still = still && !atRest(energy.mean, this.#floor) ? this.#still + 1 : 0;
    if (this.#still < FROZEN_DRAWS) return null;
    this.#still = 0;
    if (this.#floor !== null) return frozen("the lowest possible energy is below it");
    if (none) return frozen(`no move was accepted in ${FROZEN_DRAWS} draws`);
    return caught(connected(), { variance, energy, energyPerSite }) ? frozen(CONNECTED_DIFFER) : null;
  }
}

/** Whether the connected variance is large, V' N / E² = V' / (e E), where that of the samples is not. */
function caught(
  seen: number,
  { variance, energy, energyPerSite }: Pick<EnergyStatistics, "variance" | "energy" | "energyPerSite">,
): boolean {
  return seen > MOST_CONNECTED_VARIANCE * variance && seen > LEAST_CONNECTED_VSCORE * Math.abs(energy.mean * energyPerSite.mean);
}

const CONNECTED_DIFFER = "the configurations connected to them have other local energies: it is no eigenstate";

/** What is wrong with a final measurement, if anything. */
export function judgeFinal(
  measurement: Measurement,
  floor: number | null,
  exactEnergy: number | undefined,
  units: Units = PLAIN,
): Trouble | null {
  const { energy, variance, connectedVariance, splitRhat, vScore } = measurement;
  if (!Number.isFinite(energy.mean) || !Number.isFinite(variance)) {
    return { reason: "not finite", detail: `the final energy is ${energy.mean}, its variance ${variance}` };
  }
  const { hiddenModes, observables } = measurement;
  for (const [name, { mean }] of [["<ZZ>", observables.zz] as const, ["<X>", observables.x] as const])
    if (!Number.isFinite(mean)) return { reason: "not finite", detail: `the final ${name} is ${mean}` };
  // No amplitude at all is -Infinity; NaN is neither more nor less.
  if (hiddenModes !== null && !(hiddenModes.excess >= Number.NEGATIVE_INFINITY)) {
    return { reason: "not finite", detail: "an amplitude met in the search for hidden modes is not a number" };
  }
  if (hiddenModes !== null && hiddenModes.found > 0) {
    const { found, starts, excess, configuration, energyPerSite: there } = hiddenModes;
    const weight = `e^${excess.toFixed(0)} times the weight of everything sampled`;
    const read = there ? `; chains annealed into it read ${there.mean.toFixed(4)} per site` : "";
    return { reason: "hidden mode", detail: `${found} of ${starts} structured starts end in one; ${configuration} has ${weight}${read}` };
  }
  if (vScore > LEAST_SPREAD && !(splitRhat <= MOST_RHAT)) {
    return { reason: "chains disagree", detail: `split R-hat ${splitRhat.toFixed(3)} of the final chains is above ${MOST_RHAT}` };
  }
  // Nothing else is to be expected of a state that is no eigenstate.
  if (!measurement.sameProblem) return null;
  if (!atRest(energy.mean, floor)) {
    if (floor !== null && vScore < STILL_VSCORE) return frozen("the lowest possible energy is below it");
    if (caught(connectedVariance, measurement)) return frozen(CONNECTED_DIFFER);
  }
  if (exactEnergy === undefined) return null;
  const allowed = BELOW_EXACT_ERRORS * energy.error + ROUNDING * Math.abs(exactEnergy);
  if (energy.mean >= exactEnergy - allowed) return null;
  const [found, known] = [energy.mean, exactEnergy].map((value) => energyOf(value, units));
  return { reason: "below exact", detail: `the final energy ${found} is more than 5 errors below the exact ${known}` };
}

/** The first update read an energy that no state has. */
export function neverGood({ energy, variance }: EnergyStatistics): Trouble {
  return {
    reason: "not finite",
    detail: `energy ${energy.mean}, variance ${variance}: no state has that; the weights that it began with are kept; try other ones`,
  };
}

/** The energy left that of the best weights behind for good. */
export function diverged(rollbacks: number): Trouble {
  return {
    reason: "diverged",
    detail: `the energy rose, and ${rollbacks} rollbacks to the best weights did not help; they are kept; try a smaller learning rate`,
  };
}

/** Chains of the training and new ones have to agree, whatever each of them agree on among themselves. */
export function judgeAgainst(trained: RobustEnergy, { energy, energyPerSite }: Measurement, units: Units = PLAIN): Trouble | null {
  const sites = energy.error > 0 ? energy.error / energyPerSite.error : energy.mean / energyPerSite.mean;
  const allowed = APART_ERRORS * Math.sqrt(trained.error * trained.error + energy.error * energy.error) + APART * Math.abs(energy.mean);
  if (!(Math.abs(trained.energy - energy.mean) > allowed)) return null;
  const [before, now] = [trained.energy, energy.mean].map((value) => (energyOf(value, units) / sites).toFixed(5));
  const readings = `those of the training read ${before} per site, new ones ${now}`;
  return { reason: "chains disagree", detail: readings };
}

/** In words, what speaks against calling a training converged although nothing is wrong; `null` if nothing does. */
export function doubtOf({ vScore }: Measurement, schedule: TrainingSchedule): string | null {
  // An eigenstate cannot be improved, whatever the last samples of the training met on the way to it.
  if (vScore < STILL_VSCORE) return null;
  return schedule.doubt();
}

/**
 * In words, what a run came back from; `null` if nothing had gone wrong.
 * @param lost how a worker was lost, `null` for none
 */
export function recoveryOf(attempts: number, rollbacks: number, lost: string | null): string | null {
  const parts = [
    ...(attempts > 0 ? [`began again with new weights ${times(attempts)}`] : []),
    ...(rollbacks > 0 ? [`rolled back to the best weights ${times(rollbacks)}`] : []),
    ...(lost === null ? [] : [`${lost}: one thread went on`]),
  ];
  return parts.length === 0 ? null : parts.join(", ");
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/** How the end of a run is stored. */
export function stopOf(trouble: Trouble, iteration: number): Stop {
  return { reason: trouble.reason, iteration, detail: trouble.detail };
}

// The schedule where everything is summed, and what it may cost.

import type { ResolvedTraining } from "../../setup/defaults.ts";
import type { ScheduleState } from "../../state/runState.ts";
import type { Pace, TrainingSchedule } from "./schedule.ts";

/** V-score below which the state is an eigenstate to all digits that are printed; where updates are dear, this part of the accuracy that is asked for will do. */
const EIGENSTATE = 1e-12;
const ENOUGH = 0.3;
/** The same for first-order methods, whose V-score falls slowly; and the fewest updates of those. */
const FAR_BELOW = 1e-2;
const LEAST_OF_SAMPLED = 250;
/** A fall by this part of the accuracy that is asked for does not show. */
const UNSEEN = 0.02;
/** Products of derivatives in an update, configurations × parameters², from which it is dear: some 0.1 s; and how many a training may take, and a run. */
const DEAR = 5e7;
const MOST_PRODUCTS = 4e10;
const MOST_OF_RUN = 1.2e11;
/** Newton's method needs a few dozen updates once it is near, and as many on the way. */
const MOST = 300;
const LEAST = 60;
/** Updates over which the energy is asked whether it still falls, and by which part of itself it has to. */
const WINDOW = 40;
const MATTERS = 1e-7;

/** Whether a run that has cost so many products may cost those of one more training of so many each. */
export function affords(spent: number, products: number): boolean {
  return spent + LEAST * products <= MOST_OF_RUN;
}

/**
 * What a sum of many products changes about a schedule made for samples, under a reading without Gauss-Newton: it has fewer updates, and ends where its V-score is
 * far below what is asked for.
 * @param products configurations × unknowns², what an update costs
 */
export function boundsOfSum({ iterations, accuracy }: ResolvedTraining, products: number): { iterations: number; enough: number } {
  if (products <= DEAR) return { iterations, enough: 0 };
  return { iterations: Math.min(iterations, Math.max(LEAST_OF_SAMPLED, Math.floor(MOST_OF_RUN / products))), enough: FAR_BELOW * accuracy };
}

/** How long a training is whose samples carry no noise: until an eigenstate is met or the energy rests. The steps need not shrink. */
export class SummedSchedule implements TrainingSchedule {
  #iterations: number;
  readonly products: number;
  readonly #energies: number[] = [];
  readonly #accuracy: number;
  /** Whether an update takes long. */
  readonly dear: boolean;
  readonly #enough: number;
  #vScore = Number.POSITIVE_INFINITY;

  /**
   * @param products configurations × parameters², what an update costs
   * @param spent products that the run has cost so far
   */
  constructor({ iterations, accuracy }: ResolvedTraining, products: number, spent: number) {
    this.products = products;
    this.#iterations = Math.min(iterations, MOST, Math.max(LEAST, Math.floor(Math.min(MOST_PRODUCTS, MOST_OF_RUN - spent) / products)));
    this.#accuracy = accuracy;
    this.dear = products > DEAR;
    this.#enough = this.dear ? ENOUGH * accuracy : EIGENSTATE;
  }

  get iterations(): number {
    return this.#iterations;
  }

  get settled(): boolean {
    return this.#vScore < this.#enough || (this.#energies.length > 2 * WINDOW && this.#fall() <= MATTERS);
  }

  get over(): boolean {
    return this.settled;
  }

  cools(): boolean {
    return false;
  }

  at(iteration: number): Pace {
    return { iteration, stepFraction: 1 };
  }

  add(energyPerSite: number, vScore: number): void {
    this.#energies.push(energyPerSite);
    this.#vScore = vScore;
  }

  /** By which part of itself the energy fell over the last updates. */
  #fall(): number {
    const now = this.#energies[this.#energies.length - 1];
    const before = this.#energies[this.#energies.length - 1 - WINDOW];
    return (before - now) / Math.abs(now);
  }

  doubt(): string | null {
    if (this.settled) return null;
    const fall = this.#energies.length > WINDOW ? this.#fall() : Number.NaN;
    if (fall <= UNSEEN * this.#accuracy) return null;
    return Number.isNaN(fall)
      ? `${this.#energies.length} updates are too few to tell whether the energy still falls`
      : `the energy still fell by a part ${fall.toExponential(1)} of itself over the last ${WINDOW} updates`;
  }

  state(): ScheduleState {
    const [energiesPerSite, vScores] = [this.#energies, [this.#vScore]].map((values) => Float64Array.from(values));
    const end = this.#iterations;
    return { updates: this.#energies.length, energiesPerSite, vScores, main: end, end, settled: this.settled };
  }

  resume({ energiesPerSite, vScores, end }: ScheduleState, longer: boolean): void {
    for (const energy of energiesPerSite) this.#energies.push(energy);
    this.#vScore = vScores[0];
    if (!longer) this.#iterations = end;
  }
}

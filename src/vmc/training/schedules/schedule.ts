// The learning rate over the updates, and when a training ends.
import { median } from "../../../statistics/median.ts";
import type { ResolvedTraining } from "../../setup/defaults.ts";
import type { ScheduleState } from "../../state/runState.ts";
import { Trend } from "./trend.ts";

/** Where a training is: the update, from 0, and its step as a fraction of a full one. */
export interface Pace {
  readonly iteration: number;
  readonly stepFraction: number;
}

/** How long a training is and how long its steps are. */
export interface TrainingSchedule {
  /** Updates of the whole training, as far as is known by now. */
  readonly iterations: number;
  /** Whether it had come to rest. */
  readonly settled: boolean;
  /** Whether no further update is worth making. */
  readonly over: boolean;
  /** Whether the training is in its last part at this update. */
  cools(iteration: number): boolean;
  at(iteration: number): Pace;
  /** What an update found: its energy per site and V-score, outliers aside. */
  add(energyPerSite: number, vScore: number): void;
  /** In words, why the training may have ended too early; `null` if nothing says so. */
  doubt(): string | null;
  state(): ScheduleState;
  /**
   * Goes on from a state.
   * @param longer whether more updates are asked for than then: the end is not taken over
   */
  resume(state: ScheduleState, longer: boolean): void;
}

/** The part of the updates before the last ones, whose steps shrink faster, to the part LEAST of a full one: the noise of the last samples averages out. */
const MAIN = 0.8;
const LEAST = 0.1;
/** The part of a full step that would be left after the last update, if none had shrunk faster. */
const SLOWED = 0.3;
/** Updates before it is asked whether the V-score still falls: so many, and for each site, since order spreads from site to site. */
const PATIENCE = 200;
const PATIENCE_PER_SITE = 3;
/** Updates between two such questions. */
const EVERY = 10;
/** The V-score rests if the later half of the updates changed it by less than this part. */
const REST = 0.06;
/** It says nothing unless it fell to less than this part of what it was at first: steps too short to move anything leave it as it was. */
const FELL = 0.5;
/** Updates of which the median is taken, as part of all so far: V-scores of single updates scatter. */
const WINDOW = 0.1;

/**
 * How long a training is and how its steps shrink: slowly until the V-score plateaus (second half of the updates against the first) and the energy does not fall
 * either, then fast. The criterion is scale-free: it compares halves of the training, however long.
 */
export class Schedule implements TrainingSchedule {
  readonly #trend = new Trend();
  readonly #vScores: number[] = [];
  readonly #most: number;
  readonly #patience: number;
  readonly #enough: number;
  /** The update at which the steps begin to shrink fast, and the first that is not made. */
  #main: number;
  #end: number;
  #settled = false;

  /**
   * @param iterations the most updates
   * @param enough V-score below which no further update is worth making
   */
  constructor({ iterations }: Pick<ResolvedTraining, "iterations">, sites: number, enough = 0) {
    this.#enough = enough;
    this.#patience = Math.max(PATIENCE, PATIENCE_PER_SITE * sites);
    this.#most = iterations;
    this.#main = Math.max(1, Math.floor(MAIN * iterations));
    this.#end = iterations;
  }

  /** Updates of the whole training, as far as is known by now. */
  get iterations(): number {
    return this.#end;
  }

  /** Otherwise the end is told by `iterations`. */
  get over(): boolean {
    return this.#vScores[this.#vScores.length - 1] < this.#enough;
  }

  /** Whether the V-score had stopped falling. */
  get settled(): boolean {
    return this.#settled;
  }

  /** Whether the steps shrink fast at this update: the training is in its last part. */
  cools(iteration: number): boolean {
    return iteration >= this.#main;
  }

  at(iteration: number): Pace {
    const slowed = (update: number) => 1 - (1 - SLOWED) * (update / this.#most);
    if (!this.cools(iteration)) return { iteration, stepFraction: slowed(iteration) };
    const cooled = (iteration - this.#main) / (this.#end - this.#main);
    return { iteration, stepFraction: slowed(this.#main) * (1 - cooled) + LEAST * cooled };
  }

  /** What an update found: its energy per site and V-score, outliers aside. */
  add(energyPerSite: number, vScore: number): void {
    this.#vScores.push(vScore);
    if (this.over) this.#settled = true;
    const count = this.#vScores.length;
    if (count > this.#main) return;
    this.#trend.add(energyPerSite);
    if (count < this.#patience || count % EVERY !== 0 || !this.#rests() || this.#trend.stillFalling() !== null) return;
    this.#settled = true;
    this.#main = count;
    this.#end = Math.min(this.#end, Math.ceil(count / MAIN));
  }

  #rests(): boolean {
    const count = this.#vScores.length;
    const width = Math.ceil(WINDOW * count);
    const middle = (count - width) >> 1;
    const [first, before, now] = [0, middle, count - width].map((from) => median(this.#vScores.slice(from, from + width)));
    return (now < FELL * first || now === 0) && Math.abs(now - before) <= REST * before;
  }

  /** In words, why the training may have ended too early; `null` if nothing says so. */
  doubt(): string | null {
    if (this.#settled) return null;
    return this.#trend.known
      ? this.#trend.stillFalling()
      : `${this.#vScores.length} updates are too few to tell whether the energy still falls`;
  }

  state(): ScheduleState {
    const [energiesPerSite, vScores] = [this.#trend.energies, this.#vScores].map((values) => Float64Array.from(values));
    return { updates: this.#vScores.length, energiesPerSite, vScores, main: this.#main, end: this.#end, settled: this.#settled };
  }

  resume({ energiesPerSite, vScores, main, end, settled }: ScheduleState, longer: boolean): void {
    for (const energy of energiesPerSite) this.#trend.add(energy);
    for (const vScore of vScores) this.#vScores.push(vScore);
    if (longer) return;
    this.#main = main;
    this.#end = end;
    this.#settled = settled;
  }
}

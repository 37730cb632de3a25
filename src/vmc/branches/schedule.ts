// How long a training of branches is.
import type { ScheduleState } from "../state/runState.ts";
import type { TrainingSchedule } from "../training/schedules/schedule.ts";
import { Trend } from "../training/schedules/trend.ts";

/** The first part of the updates makes full steps; the steps of the last part shrink to LEAST of that. */
const MAIN = 0.8;
const LEAST = 0.1;
/** Updates before it is asked whether the energy still falls, and between two such questions. */
const PATIENCE = 80;
const EVERY = 10;

/**
 * Full steps until the energy no longer falls, then shrinking ones. The V-score does not tell: a single branch has none wherever it is, because its energy
 * scatters with no other.
 */
export class BranchSchedule implements TrainingSchedule {
  readonly #trend = new Trend();
  #count = 0;
  #main: number;
  #end: number;
  #settled = false;

  constructor(iterations: number) {
    this.#main = Math.max(1, Math.floor(MAIN * iterations));
    this.#end = iterations;
  }

  get iterations(): number {
    return this.#end;
  }

  get settled(): boolean {
    return this.#settled;
  }

  /** Told by `iterations`. */
  get over(): boolean {
    return false;
  }

  cools(iteration: number): boolean {
    return iteration >= this.#main;
  }

  at(iteration: number) {
    if (!this.cools(iteration)) return { iteration, stepFraction: 1 };
    const cooled = (iteration - this.#main) / (this.#end - this.#main);
    return { iteration, stepFraction: 1 - (1 - LEAST) * cooled };
  }

  add(energyPerSite: number): void {
    this.#count++;
    if (this.#count > this.#main) return;
    this.#trend.add(energyPerSite);
    if (this.#count < PATIENCE || this.#count % EVERY !== 0 || this.#trend.stillFalling() !== null) return;
    this.#settled = true;
    this.#main = this.#count;
    this.#end = Math.min(this.#end, Math.ceil(this.#count / MAIN));
  }

  doubt(): string | null {
    if (this.#settled) return null;
    return this.#trend.known ? this.#trend.stillFalling() : `${this.#count} updates are too few to tell whether the energy still falls`;
  }

  state(): ScheduleState {
    const energiesPerSite = Float64Array.from(this.#trend.energies);
    const vScores = new Float64Array(0);
    return { updates: this.#count, energiesPerSite, vScores, main: this.#main, end: this.#end, settled: this.#settled };
  }

  resume({ updates, energiesPerSite, main, end, settled }: ScheduleState, longer: boolean): void {
    this.#count = updates;
    for (const energy of energiesPerSite) this.#trend.add(energy);
    if (longer) return;
    this.#main = main;
    this.#end = end;
    this.#settled = settled;
  }
}

// The best parameters so far, and when to roll back to them.
import type { RobustEnergy } from "../measurement/robustEnergy.ts";
import type { GuardState } from "../state/runState.ts";

/** A rise of more errors than this is no fluctuation, and of more than this part of the energy it matters. */
const SURE = 6;
const MATTERS = 1e-3;
/** An energy so many errors below all that there can be is none. */
const IMPOSSIBLE = 10;
/** Roll-backs without a fall of the energy because of a rise. A network may jump there, as one with branch cuts does, and then has to go through it. */
const MOST_RISES = 8;
/** Roll-backs without a fall of the energy, whatever for. */
const MOST_ROLLBACKS = 20;
/** Updates in a row that may read a risen energy after that; more is divergence. */
const MOST_RISEN = 100;

/** Remembers the best parameters of a training, and notices when the energy has left them behind. */
export class Guard {
  #best: GuardState["best"] = null;
  #rollbacks = 0;
  /** Those since the energy last fell by what matters, and the energy it has to fall below. */
  #sinceFall = 0;
  #level = Number.POSITIVE_INFINITY;
  #risenUpdates = 0;
  readonly #least: number;

  /**
   * @param least the energy below which no state lies; see `leastEnergy`
   * @param state to go on from
   */
  constructor(least = Number.NEGATIVE_INFINITY, state?: GuardState) {
    this.#least = least;
    if (!state) return;
    this.#best = state.best;
    this.#rollbacks = state.rollbacks;
    this.#sinceFall = state.sinceFall;
    this.#level = state.level;
    this.#risenUpdates = state.risenUpdates;
  }

  state(): GuardState {
    return {
      best: this.#best,
      rollbacks: this.#rollbacks,
      sinceFall: this.#sinceFall,
      level: this.#level,
      risenUpdates: this.#risenUpdates,
    };
  }

  /** Whether the energy of these parameters is one to go on from. The best is the lowest, its error added so that a lucky sample does not win. */
  accepts({ energy, error, spread }: RobustEnergy, parameters: () => Float64Array): boolean {
    if (!Number.isFinite(energy) || !Number.isFinite(spread)) return false;
    const known = Number.isFinite(error) ? error : 0;
    if (energy < this.#least - IMPOSSIBLE * known - MATTERS * Math.abs(this.#least)) return false;
    if (this.#risen(energy, known)) return this.#sinceFall >= MOST_RISES && ++this.#risenUpdates <= MOST_RISEN;
    this.#risenUpdates = 0;
    if (this.#best === null || energy + known < this.#best.energy + this.#best.error) {
      this.#best = { parameters: parameters(), energy, error: known };
    }
    if (this.#best.energy < this.#level) this.#sinceFall = 0;
    return true;
  }

  #risen(energy: number, error: number): boolean {
    return this.#best !== null && energy - this.#best.energy > this.#allowed(error);
  }

  /** How far an energy of this error may be from the best one. */
  #allowed(error: number): number {
    const { energy, error: of } = this.#best ?? { energy: 0, error: 0 };
    return SURE * Math.sqrt(error * error + of * of) + MATTERS * Math.abs(energy);
  }

  /** The best parameters so far, to go back to; `null` if there are none, or if going back does not help. */
  rollBack(): Float64Array | null {
    if (this.#best === null || this.#risenUpdates > MOST_RISEN || this.#sinceFall === MOST_ROLLBACKS) return null;
    this.#rollbacks++;
    if (this.#sinceFall++ === 0) this.#level = this.#best.energy - this.#allowed(this.#best.error);
    return this.#best.parameters;
  }

  /** The best parameters at the end of a training that left them. */
  rollBackAtEnd(): Float64Array | null {
    this.#rollbacks++;
    return this.best;
  }

  get best(): Float64Array | null {
    return this.#best?.parameters ?? null;
  }

  /** The energy of the best parameters; infinite if there are none. */
  get lowest(): number {
    return this.#best?.energy ?? Number.POSITIVE_INFINITY;
  }

  /** Whether the energy has left that of the best parameters behind, and the training goes on all the same. */
  get aboveBest(): boolean {
    return this.#risenUpdates > 0;
  }

  /** How often the parameters were taken back. */
  get rollbacks(): number {
    return this.#rollbacks;
  }
}

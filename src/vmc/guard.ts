import type { TypicalEnergy } from "./typical.ts";

/** A rise of more errors than this is no fluctuation, and of more than this part of the energy it matters. */
const SURE = 6;
const MATTERS = 1e-3;
/** Roll-backs without a fall of the energy because of a rise. A network may jump there, as one with branch cuts does, and then has to go through it. */
const MOST_RISES = 8;
/** Roll-backs without a fall of the energy, whatever for. */
const MOST_RETREATS = 20;
/** Updates in a row that may read a risen energy after that; more is divergence. */
const MOST_ADRIFT = 100;

/** Remembers the best parameters of a training, and notices when the energy has left them behind. */
export class Guard {
  #best: { readonly parameters: Float64Array; readonly energy: number; readonly error: number } | null = null;
  #retreats = 0;
  /** Those since the energy last fell by what matters, and the energy it has to fall below. */
  #vain = 0;
  #level = Number.POSITIVE_INFINITY;
  #adrift = 0;

  /** Whether the energy of these parameters is one to go on from. The best is the lowest, its error added so that a lucky sample does not win. */
  accepts({ energy, error, spread }: TypicalEnergy, parameters: () => Float64Array): boolean {
    if (!Number.isFinite(energy) || !Number.isFinite(spread)) return false;
    const known = Number.isFinite(error) ? error : 0;
    if (this.#risen(energy, known)) return this.#vain >= MOST_RISES && ++this.#adrift <= MOST_ADRIFT;
    this.#adrift = 0;
    if (this.#best === null || energy + known < this.#best.energy + this.#best.error) {
      this.#best = { parameters: parameters(), energy, error: known };
    }
    if (this.#best.energy < this.#level) this.#vain = 0;
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
  retreat(): Float64Array | null {
    if (this.#best === null || this.#adrift > MOST_ADRIFT || this.#vain === MOST_RETREATS) return null;
    this.#retreats++;
    if (this.#vain++ === 0) this.#level = this.#best.energy - this.#allowed(this.#best.error);
    return this.#best.parameters;
  }

  /** The best parameters at the end of a training that left them. */
  giveUp(): Float64Array | null {
    this.#retreats++;
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
  get adrift(): boolean {
    return this.#adrift > 0;
  }

  /** How often the parameters were taken back. */
  get retreats(): number {
    return this.#retreats;
  }
}

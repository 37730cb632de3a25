// Whether the V-score still falls.

/** Parts of a training that are compared: its last fifth with the fifth before. */
const PART = 5;
/** Fewer updates than this say nothing about a trend. */
const LEAST = 5;
/** A fall of more errors than this is real, and of more than this part of the energy it matters. */
const SURE = 4;
const MATTERS = 1e-5;

/** Watches whether the energy of a training still falls. */
export class Trend {
  readonly #energies: number[] = [];

  /** Those of all updates, to make one that goes on from them. */
  get energies(): readonly number[] {
    return this.#energies;
  }

  add(energyPerSite: number): void {
    this.#energies.push(energyPerSite);
  }

  /** Whether there were enough updates to tell. */
  get known(): boolean {
    return this.#energies.length >= PART * LEAST;
  }

  /** In words, how the energy per site fell over the last fifth of the updates; `null` if it did not, or none can tell. */
  stillFalling(): string | null {
    const length = Math.floor(this.#energies.length / PART);
    if (!this.known) return null;
    const now = spread(this.#energies.slice(-length));
    const before = spread(this.#energies.slice(-2 * length, -length));
    const fall = before.mean - now.mean;
    const error = Math.sqrt(now.variance + before.variance);
    if (!(fall > SURE * error && fall > MATTERS * Math.abs(now.mean))) return null;
    return `the energy per site still fell by ${fall.toExponential(1)} from update ${this.#energies.length - length} to ${this.#energies.length}`;
  }
}

/** Mean of values, and its variance from their scatter. */
function spread(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, variance: squares / (values.length - 1) / values.length };
}

import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import { GaussNewtonSystem } from "../optimizer/rayleighGaussNewton.ts";
import type { Readout } from "../readout/index.ts";
import type { Samples } from "../sampler/sampler.ts";
import { type ResolvedTraining, shiftAt, timeStepAt } from "./defaults.ts";
import { bounded, centre, type Descent, LONGEST_STEP } from "./descent.ts";
import { weightedMean } from "./energies.ts";
import { type Influence, influenceOf } from "./influence.ts";
import type { Simulation } from "./simulation.ts";

/** Farthest that the wave function may move in one update, in radians (Fubini-Study): the samples have to follow it. */
const FARTHEST = 0.2;
/** By how many nats of ln f an outlier is pushed down in one update; Newton would by one. */
const PUSH = 2;
/** Growth of τ from update to update. */
const GROWTH = 1.07;
/** τ at the beginning, as part of the largest. */
const FIRST = 0.01;
/** How far the energy may rise above that of the best parameters: in spreads of the local energy, and relative. */
const MOST_SPREADS = 10;
const MOST_RISE = 0.01;
/** What τ is divided by after a retreat, and how many retreats there may be. */
const CAUTION = 4;
const MOST_RETREATS = 20;

/**
 * The Rayleigh-Gauss-Newton method with a step that follows the noise. τ is in units of the inverse energy scale √(tr H²/dim/N); it grows from
 * update to update, falls in proportion where the step had to be shortened, and towards the end, so that the last steps average over
 * many samples. When the energy rises out of all proportion, or nothing finite comes out, the best parameters so far are taken up again
 * with a smaller τ.
 */
export class GaussNewton implements Descent {
  readonly #simulation: Simulation;
  readonly #readout: Readout;
  readonly #options: ResolvedTraining;
  readonly #unit: number;
  /** τ as part of the largest. */
  #part = FIRST;
  #best: { readonly parameters: Float64Array; readonly energy: number; readonly spread: number } | null = null;
  #retreats = 0;

  constructor(simulation: Simulation, readout: Readout, options: ResolvedTraining) {
    this.#simulation = simulation;
    this.#readout = readout;
    this.#options = options;
    this.#unit = energyScale(simulation.hamiltonian);
  }

  change(samples: Samples, energies: Float64Array, iteration: number): Float64Array | null {
    const { network, energyOperator } = this.#simulation;
    const influence = influenceOf(this.#simulation, this.#readout, samples, energies);
    if (!this.#accepts(energies, influence)) return null;
    centre(energies, influence.weights);
    const curving = energies.slice();
    for (const x of influence.outliers) for (const part of [2 * x, 2 * x + 1]) curving[part] /= PUSH;
    const shift = shiftAt(this.#options, iteration);
    const forces = { estimates: energies, roots: influence.roots, metric: "complex", shift } as const;
    const estimateDerivatives = network.estimateDerivatives(energyOperator, samples);
    const system = new GaussNewtonSystem(network.logDerivatives(samples), estimateDerivatives, forces, curving);
    const step = system.solve((this.#part * timeStepAt(this.#options, iteration)) / this.#unit);
    if (step === null) return null;
    const shortened = Math.min(1, FARTHEST / step.distance);
    this.#part = Math.min(1, this.#part * GROWTH * shortened);
    return bounded(step.direction, shortened, LONGEST_STEP);
  }

  retreat(): Float64Array | null {
    if (this.#best === null || ++this.#retreats > MOST_RETREATS) return null;
    this.#part /= CAUTION;
    return this.#best.parameters;
  }

  /** Whether the energy is one to go on from; the lowest so far is remembered. */
  #accepts(energies: Float64Array, { weights, spread }: Influence): boolean {
    const [energy] = weightedMean(energies, weights);
    if (!Number.isFinite(energy)) return false;
    const best = this.#best;
    if (best !== null && energy - best.energy > MOST_SPREADS * best.spread + MOST_RISE * Math.abs(best.energy)) return false;
    if (best === null || energy < best.energy) this.#best = { parameters: this.#simulation.network.parameters(), energy, spread };
    return true;
  }
}

/** √(tr H²/dim/N): the deviation of the spectrum for each √site. 1 if H has none. */
function energyScale({ groups, lattice }: Hamiltonian): number {
  const squares = groups.flatMap(({ terms }) => terms.map(({ coefficient: [re, im] }) => re * re + im * im));
  const total = squares.reduce((sum, square) => sum + square, 0);
  return total > 0 ? Math.sqrt(total / lattice.size) : 1;
}

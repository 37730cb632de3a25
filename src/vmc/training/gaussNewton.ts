// The Rayleigh-Gauss-Newton descent, with a step that follows the noise.
import { GaussNewtonSystem } from "../../optimizer/rayleighGaussNewton.ts";
import type { Samples } from "../../sampler/sampler.ts";
import type { ResolvedTraining } from "../setup/defaults.ts";
import { energyScale } from "../setup/energyScale.ts";
import { usualLearningRate } from "../setup/optimizer.ts";
import type { Simulation } from "../setup/simulation.ts";
import type { DescentState } from "../state/runState.ts";
import { bounded, centre, type Descent, LONGEST_STEP } from "./descent.ts";
import type { SampleWeights } from "./sampleWeights.ts";
import type { Pace } from "./schedules/schedule.ts";
import { shiftAt } from "./schedules/shift.ts";

/** Farthest that the wave function may move in one update, in radians (Fubini-Study): the samples have to follow it. */
const FARTHEST = 0.2;
/** By how much ln f falls at an outlier in one update; Newton's step would be 1. */
const PUSH = 2;
/** Growth of τ from update to update. */
const GROWTH = 1.07;
/** τ at the beginning, as part of the largest. */
const FIRST = 0.01;
/** What τ is divided by after a rollback. */
const CAUTION = 4;

/**
 * The Rayleigh-Gauss-Newton method with a step that follows the noise. τ is in units of the inverse energy scale √(tr H²/dim/N); it grows from
 * update to update, falls in proportion where the step had to be shortened, and towards the end, so that the last steps average over
 * many samples.
 */
export class GaussNewton implements Descent {
  readonly #simulation: Simulation;
  readonly #options: ResolvedTraining;
  readonly #unit: number;
  /** τ as part of the largest. */
  #part: number;

  /** @param state to go on from */
  constructor(simulation: Simulation, options: ResolvedTraining, state?: DescentState) {
    this.#part = state?.step ?? FIRST;
    this.#simulation = simulation;
    this.#options = options;
    this.#unit = energyScale(simulation.hamiltonian);
  }

  change(samples: Samples, energies: Float64Array, weighting: SampleWeights, pace: Pace): Float64Array | null {
    const { network, energyOperator } = this.#simulation;
    const { weights, roots, outliers } = weighting;
    centre(energies, weights);
    const curving = energies.slice();
    for (const x of outliers) for (const part of [2 * x, 2 * x + 1]) curving[part] /= PUSH;
    const forces = { estimates: energies, roots, metric: "complex", shift: shiftAt(this.#options, pace) } as const;
    const estimateDerivatives = network.estimateDerivatives(energyOperator, samples);
    const system = new GaussNewtonSystem(network.logDerivatives(samples), estimateDerivatives, forces, curving);
    const { learningRate = usualLearningRate("rgn", this.#simulation.hamiltonian, samples.exact) } = this.#options;
    const step = system.solve((this.#part * learningRate * pace.stepFraction) / this.#unit);
    if (step === null) return null;
    const shortened = Math.min(1, FARTHEST / step.distance);
    const change = bounded(step.direction, shortened, LONGEST_STEP);
    if (change !== null) this.#part = Math.min(1, this.#part * GROWTH * shortened);
    return change;
  }

  rolledBack(): void {
    this.#part /= CAUTION;
  }

  released(): void {
    this.#part = Math.max(this.#part, FIRST);
  }

  state(): DescentState {
    return { step: this.#part, adam: null };
  }
}

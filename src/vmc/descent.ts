import { Adam } from "../optimizer/adam.ts";
import { forceOf } from "../optimizer/force.ts";
import type { Forces } from "../optimizer/forces.ts";
import { naturalGradient } from "../optimizer/naturalGradient.ts";
import type { Readout } from "../readout/index.ts";
import type { Samples } from "../sampler/sampler.ts";
import { learningRateAt, learningRates, type ResolvedTraining, shiftAt } from "./defaults.ts";
import { weightedMean } from "./energies.ts";
import { influenceOf } from "./influence.ts";
import type { Simulation } from "./simulation.ts";

/** How a training moves its parameters. It may remember what it did before. */
export interface Descent {
  /**
   * The change of the parameters, θ ← θ - change, complex interleaved; `null` if there is none, or if these samples say that an earlier change
   * was wrong. `energies` are the local energies of the samples, complex interleaved; overwritten.
   */
  change(samples: Samples, energies: Float64Array, iteration: number): Float64Array | null;
  /** The parameters to return to after there was no change; `null` if there are none. */
  retreat(): Float64Array | null;
}

/** The most the parameters may move in one update, |Δθ|: beyond it the linear step no longer describes the network. */
export const LONGEST_STEP = 0.3;

/** Stochastic reconfiguration, θ ← θ - γ (S + λ)^-1 F. */
export function reconfiguration(simulation: Simulation, readout: Readout, options: ResolvedTraining): Descent {
  return firstOrder(simulation, readout, options, learningRates.sr, (forces, samples) =>
    naturalGradient(simulation.network.logDerivatives(samples), forces),
  );
}

/** Adam on the forces F. */
export function adamDescent(simulation: Simulation, readout: Readout, options: ResolvedTraining): Descent {
  const adam = new Adam();
  return firstOrder(simulation, readout, options, learningRates.adam, (forces, samples) =>
    adam.direction(forceOf(simulation.network.logDerivatives(samples), forces)),
  );
}

/** A direction times the learning rate, no longer than {@link LONGEST_STEP}. */
function firstOrder(
  simulation: Simulation,
  readout: Readout,
  options: ResolvedTraining,
  usual: number,
  direction: (forces: Forces, samples: Samples) => Float64Array | null,
): Descent {
  const { metric } = readout;
  return {
    change: (samples, energies, iteration) => {
      const { weights, roots } = influenceOf(simulation, readout, samples, energies);
      centre(energies, weights);
      const forces = { estimates: energies, roots, metric, shift: shiftAt(options, iteration) };
      const found = direction(forces, samples);
      return found && bounded(found, learningRateAt(options.learningRate ?? usual, options, iteration), LONGEST_STEP);
    },
    retreat: () => null,
  };
}

/** rate · direction, shortened to a length. */
export function bounded(direction: Float64Array, rate: number, longest: number): Float64Array {
  const norm = length(direction);
  const factor = norm * rate > longest ? longest / norm : rate;
  return direction.map((value) => factor * value);
}

export function length(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((total, value) => total + value * value, 0));
}

/** Subtracts the weighted mean. */
export function centre(energies: Float64Array, weights: Float64Array): void {
  const [re, im] = weightedMean(energies, weights);
  for (let x = 0; x < weights.length; x++) {
    energies[2 * x] -= re;
    energies[2 * x + 1] -= im;
  }
}

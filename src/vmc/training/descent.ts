// How an update moves the parameters: stochastic reconfiguration or Adam, steps bounded.
import { Adam } from "../../optimizer/adam.ts";
import { forceOf } from "../../optimizer/force.ts";
import type { Forces } from "../../optimizer/forces.ts";
import { naturalGradient } from "../../optimizer/naturalGradient.ts";
import type { Readout } from "../../readout/index.ts";
import type { Samples } from "../../sampler/sampler.ts";
import { weightedMean } from "../measurement/energies.ts";
import type { ResolvedTraining } from "../setup/defaults.ts";
import { usualLearningRate } from "../setup/optimizer.ts";
import type { Simulation } from "../setup/simulation.ts";
import type { DescentState } from "../state/runState.ts";
import type { SampleWeights } from "./sampleWeights.ts";
import type { Pace } from "./schedules/schedule.ts";
import { shiftAt } from "./schedules/shift.ts";

/** How a training moves its parameters. It may remember what it did before. */
export interface Descent {
  /**
   * The change of the parameters, θ ← θ - change, complex interleaved; `null` if there is none in floating point.
   * @param energies local energies of the samples, complex interleaved; overwritten
   */
  change(samples: Samples, energies: Float64Array, weighting: SampleWeights, pace: Pace): Float64Array | null;
  /** Told that the parameters were taken back: the next steps are shorter. */
  rolledBack(): void;
  /** Told that shorter steps did not help: they need be no shorter any more. */
  released(): void;
  /** What it remembers, to make one that goes on from it. */
  state(): DescentState;
}

/** The most the parameters may move in one update, |Δθ|: beyond it the linear step no longer describes the network. */
export const LONGEST_STEP = 0.3;

/** Stochastic reconfiguration, θ ← θ - γ (S + λ)^-1 F. */
export function reconfiguration(simulation: Simulation, { metric }: Readout, options: ResolvedTraining, state?: DescentState): Descent {
  const rate = usualLearningRate("sr", simulation.hamiltonian, options.fullSum);
  const direction: Direction = (forces, samples) => naturalGradient(simulation.network.logDerivatives(samples), forces);
  return firstOrder(metric, options, rate, direction, state);
}

/** Adam on the forces F. */
export function adamDescent(simulation: Simulation, { metric }: Readout, options: ResolvedTraining, state?: DescentState): Descent {
  let adam = new Adam(state?.adam ?? undefined);
  const rate = usualLearningRate("adam", simulation.hamiltonian, options.fullSum);
  const direction: Direction = (forces, samples) => adam.direction(forceOf(simulation.network.logDerivatives(samples), forces));
  const descent = firstOrder(metric, options, rate, direction, state);
  // Its moments hold the step that went wrong.
  return {
    ...descent,
    rolledBack: () => {
      descent.rolledBack();
      adam = new Adam();
    },
    state: () => ({ ...descent.state(), adam: adam.state() }),
  };
}

/**
 * How far noise may move the parameters along one direction in one update. A force of metric s has the noise σ √(s/N_s), σ the deviation of the local
 * energies, so the step has γ σ √(s/N_s) / (s + λ), at most γ σ / (2 √(λ N_s)). Without this part of λ
 * parameters drift (docs/tuning.md).
 */
const MOST_NOISE = 0.008;
/** What steps are divided by after a rollback, λ is multiplied by its square; and the part of that which an update leaves. */
const CAUTION = 2;
const TRUST = 0.97;

type Direction = (forces: Forces, samples: Samples) => Float64Array | null;

/** A direction times the learning rate, no longer than {@link LONGEST_STEP}. */
function firstOrder(
  metric: Readout["metric"],
  options: ResolvedTraining,
  usual: number,
  direction: Direction,
  state?: DescentState,
): Descent {
  let caution = state?.step ?? 1;
  return {
    change: (samples, energies, { weights, roots, spread }, pace) => {
      centre(energies, weights);
      const { absolute, relative } = shiftAt(options, pace);
      const rate = (options.learningRate ?? usual) * pace.stepFraction;
      const noise = samples.exact ? 0 : (rate * spread) / (2 * MOST_NOISE);
      const shift = { absolute: absolute + (noise * noise) / samples.measured, relative: Math.min(1, relative * caution * caution) };
      const found = direction({ estimates: energies, roots, metric, shift }, samples);
      const step = rate / caution;
      caution = Math.max(1, caution * TRUST);
      return found && bounded(found, step, LONGEST_STEP);
    },
    rolledBack: () => {
      caution *= CAUTION;
    },
    released: () => {
      caution = 1;
    },
    state: () => ({ step: caution, adam: null }),
  };
}

/** A direction so many times too long says nothing: what it was solved from was singular in floating point. */
const MEANINGLESS = 1e10;

/** rate · direction, shortened to a length; `null` for a direction without meaning. */
export function bounded(direction: Float64Array, rate: number, longest: number): Float64Array | null {
  const norm = length(direction);
  if (!(norm <= MEANINGLESS * longest)) return null;
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

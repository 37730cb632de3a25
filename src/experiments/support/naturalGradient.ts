// The natural gradient of an energy, everything summed: what the drivers do by samples, small enough to be read at once.
import { type PureState, pureState } from "../../index.ts";
import { gram, solved } from "./hermitian.ts";
import { type Amplitudes, overlap } from "./operator.ts";

/** A network over all 2^N configurations. */
export interface Evaluated {
  /** ln f(s), complex, interleaved. */
  readonly logs: Float64Array;
  /** O_k(s) = ∂ ln f(s)/∂θ_k, complex, a row of `count` for each configuration. */
  readonly derivatives: Float64Array;
  /** P, complex parameters. */
  readonly count: number;
}

/** The normalised state of logarithms of amplitudes. @throws InputError where they are not finite. */
export function stateOfLogs(logs: Float64Array): PureState {
  const dimension = logs.length / 2;
  let largest = Number.NEGATIVE_INFINITY;
  for (let s = 0; s < dimension; s++) largest = Math.max(largest, logs[2 * s]);
  const part = (turn: (angle: number) => number) =>
    Float64Array.from({ length: dimension }, (_, s) => Math.exp(logs[2 * s] - largest) * turn(logs[2 * s + 1]));
  return pureState(part(Math.cos), part(Math.sin));
}

/** What one look at all configurations gives. */
export interface Gradient {
  readonly state: PureState;
  /** <H>. */
  readonly energy: number;
  /** F_k = <O_k* (ε - <ε>)>, complex: ∂E = 2 Re Σ F_k* ∂θ_k. */
  readonly forces: Float64Array;
  /** δ = (S + λ)^-1 F, 0 for parameters that are kept; θ ← θ - γ δ. */
  readonly direction: Float64Array;
}

/**
 * Stochastic reconfiguration without samples: S = <O* O> - <O*><O>, F = <O* (ε - <ε>)> over p = |f|².
 * @param trained numbers of the parameters that are trained; the others are kept
 * @param shift λ > 0
 */
export function naturalGradient(
  { logs, derivatives, count }: Evaluated,
  operator: (state: Amplitudes) => Amplitudes,
  { trained, shift }: { trained: readonly number[]; shift: number },
): Gradient {
  const state = stateOfLogs(logs);
  const { real, imaginary } = state;
  const image = operator(state);
  const [energy] = overlap(state, image);
  const probability = (s: number) => real[s] * real[s] + imaginary[s] * imaginary[s];
  const chosen = trained.length;
  const centred = new Float64Array(2 * chosen * real.length);
  const means = new Float64Array(2 * chosen);
  for (let s = 0; s < real.length; s++) {
    for (let k = 0; k < chosen; k++) {
      const at = 2 * (s * count + trained[k]);
      centred[2 * (s * chosen + k)] = derivatives[at];
      centred[2 * (s * chosen + k) + 1] = derivatives[at + 1];
      means[2 * k] += probability(s) * derivatives[at];
      means[2 * k + 1] += probability(s) * derivatives[at + 1];
    }
  }
  const forces = new Float64Array(2 * chosen);
  for (let s = 0; s < real.length; s++) {
    const root = Math.sqrt(probability(s));
    // p (ε - E) = ψ* (Hψ - Eψ), finite where ψ vanishes.
    const re = real[s] * image.real[s] + imaginary[s] * image.imaginary[s] - energy * probability(s);
    const im = real[s] * image.imaginary[s] - imaginary[s] * image.real[s];
    for (let k = 0; k < chosen; k++) {
      const at = 2 * (s * chosen + k);
      const [x, y] = [centred[at] - means[2 * k], centred[at + 1] - means[2 * k + 1]];
      forces[2 * k] += x * re + y * im;
      forces[2 * k + 1] += x * im - y * re;
      centred[at] = root * x;
      centred[at + 1] = root * y;
    }
  }
  const solution = solved(gram(centred, chosen, shift), forces);
  const spread = (values: Float64Array) => {
    const all = new Float64Array(2 * count);
    for (let k = 0; k < chosen; k++) all.set(values.subarray(2 * k, 2 * k + 2), 2 * trained[k]);
    return all;
  };
  return { state, energy, forces: spread(forces), direction: spread(solution) };
}

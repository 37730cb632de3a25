// One network of action values with its replay memory: what it says, what it remembers, and a step of its training.

import { adam } from "../support/adam.ts";
import { parameterCount } from "../support/denseNetwork.ts";
import type { RandomNumbers } from "../support/random.ts";
import { best, type DecisionProcess } from "./decisionProcess.ts";
import { type Head, heads } from "./heads.ts";
import { backward, forward, randomParameters, type Scales, type Widths } from "./network.ts";
import { factorisedNoise, initialStrengths } from "./noise.ts";
import type { Variant } from "./variants.ts";

/** What happened once. */
export interface Transition {
  readonly state: number;
  readonly action: number;
  readonly reward: number;
  readonly next: number | null;
}

/** Sizes and rates of a training. */
export interface Lesson extends Scales {
  readonly hidden: number;
  /** Of Adam. */
  readonly rate: number;
  readonly batch: number;
  /** Transitions that are remembered: the latest. */
  readonly memory: number;
}

/** Weights as they are used: without noise or with one draw of it. */
export type Weights = Float64Array;

/** The values that make a target: those of one network at the choice of another. */
export interface Bootstrap {
  readonly evaluating: Weights;
  readonly choosing: Weights;
  /** What both said of states already; added to. */
  readonly known: Map<number, Next>;
}

/** The outputs in a state that an action led to, and the action chosen there. */
export interface Next {
  readonly outputs: Float64Array;
  readonly action: number;
}

/** Owns parameters, the state of Adam and the memory; both streams of numbers, batches and noise, come from the one it is given. */
export class Learner {
  readonly #process: DecisionProcess;
  readonly #lesson: Lesson;
  readonly #random: RandomNumbers;
  readonly #head: Head;
  readonly #widths: Widths;
  readonly #count: number;
  /** Means, and with noise its strengths behind them. */
  readonly #parameters: Float64Array;
  readonly #gradient: Float64Array;
  readonly #move: ReturnType<typeof adam>;
  readonly #transitions: Transition[] = [];
  #oldest = 0;

  constructor(process: DecisionProcess, variant: Variant, lesson: Lesson, random: RandomNumbers) {
    const { actions, discount, returns } = process;
    this.#process = process;
    this.#lesson = lesson;
    this.#random = random;
    this.#head = heads[variant.head]({ actions, discount, returns });
    this.#widths = [process.inputs[0].length, lesson.hidden, this.#head.outputs];
    this.#count = parameterCount(this.#widths);
    const means = randomParameters(this.#widths, random, lesson);
    const strengths = variant.noisy ? initialStrengths(this.#widths, this.#count) : [];
    this.#parameters = Float64Array.of(...means, ...strengths);
    this.#gradient = new Float64Array(this.#parameters.length);
    this.#move = adam(this.#parameters.length);
  }

  /** The means: a view of what is trained. */
  get means(): Weights {
    return this.#parameters.subarray(0, this.#count);
  }

  /** Means + strengths × noise, and the noise; without noisy weights the means themselves. */
  #drawn(parameters: Float64Array): { weights: Weights; noise: Float64Array | null } {
    const means = parameters.subarray(0, this.#count);
    if (parameters.length === this.#count) return { weights: means, noise: null };
    const noise = factorisedNoise(this.#widths, this.#count, this.#random);
    return { weights: means.map((mean, k) => mean + parameters[this.#count + k] * noise[k]), noise };
  }

  /** Weights to act or to evaluate with. @param parameters default: as they are now */
  weights(parameters: Float64Array = this.#parameters): Weights {
    return this.#drawn(parameters).weights;
  }

  /** All parameters as they are now. */
  copy(): Float64Array {
    return this.#parameters.slice();
  }

  /** Q(s, a) of all actions. */
  values(state: number, weights: Weights): Float64Array {
    return this.#head.values(this.#outputs(state, weights));
  }

  #outputs(state: number, weights: Weights): Float64Array {
    const layers = forward(this.#widths, weights, this.#process.inputs[state]);
    return layers[layers.length - 1];
  }

  remember(transition: Transition): void {
    if (this.#transitions.length < this.#lesson.memory) this.#transitions.push(transition);
    else this.#transitions[this.#oldest] = transition;
    this.#oldest = (this.#oldest + 1) % this.#lesson.memory;
  }

  /** One step of Adam on a batch from the memory. Each state is looked at once, however often it is in the batch. */
  learn({ evaluating, choosing, known }: Bootstrap): void {
    const { batch } = this.#lesson;
    const { weights, noise } = this.#drawn(this.#parameters);
    const slopes = new Map<number, { layers: readonly Float64Array[]; slope: Float64Array }>();
    for (let n = 0; n < batch; n++) {
      const { state, action, reward, next } = this.#transitions[Math.floor(this.#random.uniform() * this.#transitions.length)];
      if (next !== null && !known.has(next)) {
        const outputs = this.#outputs(next, evaluating);
        const values = choosing === evaluating ? this.#head.values(outputs) : this.values(next, choosing);
        known.set(next, { outputs, action: best(values) });
      }
      const after = next === null ? undefined : known.get(next);
      let here = slopes.get(state);
      if (!here) {
        here = { layers: forward(this.#widths, weights, this.#process.inputs[state]), slope: new Float64Array(this.#head.outputs) };
        slopes.set(state, here);
      }
      const target = this.#head.target(reward, after?.outputs ?? null, after?.action ?? 0);
      this.#head.addSlope(here.layers[here.layers.length - 1], action, target, here.slope);
    }
    const gradient = this.#gradient.fill(0);
    for (const { layers, slope } of slopes.values()) {
      for (let j = 0; j < slope.length; j++) slope[j] /= batch;
      backward(this.#widths, weights, layers, slope, gradient.subarray(0, this.#count));
    }
    if (noise) for (let k = 0; k < this.#count; k++) gradient[this.#count + k] = gradient[k] * noise[k];
    this.#move(this.#parameters, gradient, this.#lesson.rate);
  }
}

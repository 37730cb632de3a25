// Adam (Kingma & Ba 2015, algorithm 1).

/** Decay of the means of the gradient and of its square, and the least root of the latter (Kingma & Ba 2015, algorithm 1). */
const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;
const LEAST_ROOT = 1e-8;

/** What {@link Adam} remembers: the means of the gradient and of its square, and what their beginning still weighs. */
export interface AdamState {
  readonly first: Float64Array | null;
  readonly second: Float64Array | null;
  readonly firstLeft: number;
  readonly secondLeft: number;
}

/** Adam (Kingma & Ba, ICLR 2015, arXiv:1412.6980), of complex parameters: |g|² in place of g², so that no phase is preferred. */
export class Adam {
  #first: Float64Array | null = null;
  #second: Float64Array | null = null;
  #firstLeft = 1;
  #secondLeft = 1;

  /** @param state to go on from */
  constructor(state?: AdamState) {
    if (!state) return;
    this.#first = state.first?.slice() ?? null;
    this.#second = state.second?.slice() ?? null;
    this.#firstLeft = state.firstLeft;
    this.#secondLeft = state.secondLeft;
  }

  state(): AdamState {
    const [first, second] = [this.#first?.slice() ?? null, this.#second?.slice() ?? null];
    return { first, second, firstLeft: this.#firstLeft, secondLeft: this.#secondLeft };
  }

  /** m/(√v + 1e-8), both without the bias of their beginning, for the next gradient; complex interleaved. */
  direction(gradient: Float64Array): Float64Array {
    this.#first ??= new Float64Array(gradient.length);
    this.#second ??= new Float64Array(gradient.length / 2);
    this.#firstLeft *= FIRST_DECAY;
    this.#secondLeft *= SECOND_DECAY;
    const direction = new Float64Array(gradient.length);
    for (let k = 0; k < gradient.length; k += 2) {
      const squared = gradient[k] * gradient[k] + gradient[k + 1] * gradient[k + 1];
      const second = SECOND_DECAY * this.#second[k / 2] + (1 - SECOND_DECAY) * squared;
      this.#second[k / 2] = second;
      const root = Math.sqrt(second / (1 - this.#secondLeft)) + LEAST_ROOT;
      for (const part of [k, k + 1]) {
        this.#first[part] = FIRST_DECAY * this.#first[part] + (1 - FIRST_DECAY) * gradient[part];
        direction[part] = this.#first[part] / (1 - this.#firstLeft) / root;
      }
    }
    return direction;
  }
}

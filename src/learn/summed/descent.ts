// Steps towards the minimum of a objective's loss: the natural gradient with a damping that follows from what the last step did.
import type { Objective, Phases } from "../objectives/objective.ts";
import type { Summation, Summed } from "../objectives/summed.ts";
import { squaredNorm } from "../objectives/vectors.ts";
import type { SummedStage } from "../state.ts";
import { type Penalty, penalisedStep, penaltyOf } from "./penalty.ts";

/** The damping λ of a step: where it begins, between what it moves, by which factors. */
const DAMPING = { first: 1e-2, least: 1e-9, most: 1e3, down: 0.4, up: 5 } as const;
/** The most that the parameters move in one step. */
const LONGEST_STEP = 1;

/** What a step did. */
export interface Stepped {
  /** By how much the loss and the penalty fell. */
  readonly gained: number;
  /** Norm of the change of the parameters. */
  readonly length: number;
}

/**
 * Minimises L(θ) + penalty step by step, with a damping λ (Levenberg 1944; Marquardt 1963, with the metric of the natural gradient). A step that
 * raises the sum is taken back and made again with a larger λ.
 */
export class ObjectiveDescent {
  readonly #summation: Summation;
  readonly #objective: Objective;
  #penalty: Penalty | null;
  #damping: number;
  #state: Summed;
  #loss: number;
  #broken = false;

  readonly #phases: Phases;

  /**
   * @param phases `fixed` for weights whose imaginary parts stay as they are
   * @param from to go on from
   */
  constructor(
    summation: Summation,
    objective: Objective,
    phases: Phases = "free",
    from: Pick<SummedStage, "damping" | "penalty"> | null = null,
  ) {
    this.#penalty = from?.penalty ?? null;
    this.#damping = from?.damping ?? DAMPING.first;
    this.#phases = phases;
    this.#summation = summation;
    this.#objective = objective;
    this.#state = summation.draw();
    this.#loss = objective.loss(this.#state);
  }

  /** Of the weights as they are. */
  get state(): Summed {
    return this.#state;
  }

  /** L, without the penalty. */
  get loss(): number {
    return this.#loss;
  }

  /** Beside the weights, what determines the next steps. */
  get settings(): Pick<SummedStage, "damping" | "penalty"> {
    return { damping: this.#damping, penalty: this.#penalty };
  }

  /** Takes other weights. */
  place(parameters: Float64Array): void {
    this.#summation.network.setParameters(parameters);
    this.#state = this.#summation.draw();
    this.#loss = this.#objective.loss(this.#state);
  }

  /** From the next step on weights have this penalty. */
  setPenalty(penalty: Penalty | null): void {
    this.#penalty = penalty;
    this.#damping = Math.min(DAMPING.first, Math.max(this.#damping, DAMPING.least));
  }

  /** Whether the last step found no direction under any damping: its numbers broke down. */
  get broken(): boolean {
    return this.#broken;
  }

  /** One step; `null` where no damping lets the sum fall any more. */
  step(): Stepped | null {
    const { network } = this.#summation;
    const { metric, rate } = this.#objective;
    this.#broken = true;
    const before = network.parameters();
    const sum = this.#loss + this.#penaltyTerm(before);
    const estimates = this.#objective.estimates(this.#state).map((value) => rate * value);
    for (; this.#damping <= DAMPING.most; this.#damping *= DAMPING.up) {
      const found = penalisedStep(network, this.#state.samples, { estimates, metric, damping: this.#damping, penalty: this.#penalty });
      if (found === null) continue;
      this.#broken = false;
      const { change, length } = bounded(this.#phases === "free" ? found : found.map((value, k) => (k % 2 === 0 ? value : 0)));
      const after = before.map((value, k) => value - change[k]);
      this.place(after);
      const gained = sum - this.#loss - this.#penaltyTerm(after);
      if (gained > 0) {
        this.#damping = Math.max(DAMPING.least, this.#damping * DAMPING.down);
        return { gained, length };
      }
      this.place(before);
    }
    this.#damping = DAMPING.first;
    return null;
  }

  #penaltyTerm(parameters: Float64Array): number {
    return this.#penalty === null ? 0 : this.#objective.penaltyScale * penaltyOf(this.#penalty, parameters);
  }
}

/** A change no longer than {@link LONGEST_STEP}, and its length. */
export function bounded(change: Float64Array): { change: Float64Array; length: number } {
  const length = Math.sqrt(squaredNorm(change));
  if (length <= LONGEST_STEP) return { change, length };
  return { change: change.map((value) => (LONGEST_STEP * value) / length), length: LONGEST_STEP };
}

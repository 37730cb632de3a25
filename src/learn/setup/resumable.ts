// What a learning has behind it, so that it can be stopped and gone on with.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import type { Network } from "../../ansatz/network.ts";
import type { FinishedStage, LearnProgress, SampledStage, SummedStage } from "../state.ts";

type StageState = SummedStage | SampledStage;

/** Told that a stage can go on from here. */
export type OfferStage<State extends StageState> = (take: () => State) => void;

/** Where a learning is: its network, and the rest but the count of its steps. */
export interface LearningNow {
  readonly ansatz: ResolvedAnsatz;
  readonly parameters: Float64Array;
  readonly progress: Omit<LearnProgress, "made">;
}

/** Told where a learning is, and whether everything is learnt. */
export type OfferLearning = (take: () => LearningNow, trained: boolean) => void;

/**
 * A learning goes the same way again after it was stopped: what is behind it is given back without work, the stage that it was stopped in goes on, and from there on
 * everything is new.
 */
export class Resumable {
  readonly #finished: FinishedStage[];
  readonly #beginnings: Float64Array[];
  #stage: StageState | null;
  readonly #offer: OfferLearning;
  /** Of both lists, how much was given back. */
  #given = { finished: 0, beginnings: 0 };

  constructor(progress: LearnProgress | null, offer: OfferLearning) {
    this.#finished = [...(progress?.finished ?? [])];
    this.#beginnings = [...(progress?.beginnings ?? [])];
    this.#stage = progress?.stage ?? null;
    this.#offer = offer;
  }

  /** The weights that a start begins from. */
  beginning(make: () => Float64Array): Float64Array {
    const known = this.#beginnings[this.#given.beginnings++];
    if (known) return known;
    const made = make();
    this.#beginnings.push(made);
    return made;
  }

  /** A stage: what it came to before, its weights set; or its steps, from where it was. */
  async *stage<Step, State extends StageState, Result extends FinishedStage>(
    ansatz: ResolvedAnsatz,
    network: Network,
    begin: (from: State | null, offer: OfferStage<State>) => Generator<Step, Result> | AsyncGenerator<Step, Result>,
  ): AsyncGenerator<Step, Result, void> {
    const known = this.#finished[this.#given.finished++];
    if (known) {
      network.setParameters(known.parameters);
      return known as Result;
    }
    const from = this.#stage as State | null;
    this.#stage = null;
    const result = yield* begin(from, (take) => this.#tell(ansatz, take));
    this.#finished.push(result);
    return result;
  }

  #tell(ansatz: ResolvedAnsatz, take: () => StageState): void {
    this.#offer(() => {
      const stage = take();
      return { ansatz, parameters: stage.parameters, progress: this.#progress(stage) };
    }, false);
  }

  /** Everything is learnt, and may be gone on with from there. */
  end(ansatz: ResolvedAnsatz, parameters: Float64Array): void {
    this.#offer(() => ({ ansatz, parameters, progress: this.#progress(null) }), true);
  }

  #progress(stage: StageState | null): Omit<LearnProgress, "made"> {
    return { finished: this.#finished, beginnings: this.#beginnings, stage };
  }
}

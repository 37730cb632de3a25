// Deep Q-learning with replay in a decision process: acting, remembering, learning, and the action values on the way.
import { type RandomNumbers, randomNumbers } from "../support/random.ts";
import { best, type DecisionProcess, drawn } from "./decisionProcess.ts";
import { type Bootstrap, Learner, type Lesson, type Next, type Weights } from "./learner.ts";
import type { Variant } from "./variants.ts";

/** A lesson and how it is taken. */
export interface Plan extends Lesson {
  readonly seed: number;
  /** Transitions and steps of Adam, one of each at a time. */
  readonly updates: number;
  /** Told of after so many updates each, and before the first. */
  readonly every: number;
  /** Updates after which the copy is renewed. */
  readonly refresh: number;
  /** The probability of a random action falls from 1 to this over the first half. */
  readonly exploration: number;
}

export interface Point {
  readonly updates: number;
  /** Q(s, a) at [s][a]; of two networks their mean. */
  readonly values: readonly Float64Array[];
  /** What a target takes for the value of each state: that of one network at the choice of another. */
  readonly estimates: Float64Array;
}

/** Minimises <½ (Q(s, a) - y)²>, y = r + γ max_a' Q(s', a') as the variant takes the maximum, over what is remembered. */
export function* course(process: DecisionProcess, variant: Variant, plan: Plan): Generator<Point, void> {
  const random = randomNumbers(plan.seed, `q-learning/${process.name}/${variant.name}`);
  // Networks begin alike under every variant of the same head.
  const starts = variant.evaluatedBy === "twin" ? ["one", "other"] : ["one"];
  const learners = starts.map(
    (name) => new Learner(process, variant, plan, randomNumbers(plan.seed, `q-learning/${process.name}/${name}`)),
  );
  const start = () => Math.floor(random.uniform() * process.states);
  let copy = copyOf(learners[0]);
  let state = start();
  for (let n = 0; ; n++) {
    if (n % plan.every === 0) yield pointOf(n, process, learners, bootstraps(variant, learners, copy, "means"));
    if (n === plan.updates) return;
    if (n % plan.refresh === 0) copy = copyOf(learners[0]);
    const exploration = variant.noisy ? 0 : Math.max(plan.exploration, 1 - (2 * n) / plan.updates);
    const action =
      random.uniform() < exploration
        ? Math.floor(random.uniform() * process.actions)
        : best(
            meanOfValues(
              learners,
              state,
              learners.map((learner) => learner.weights()),
            ),
          );
    const { reward, next } = drawn(process.outcomes[state][action], random);
    const which = learners.length === 1 ? 0 : coin(random);
    learners[which].remember({ state, action, reward, next });
    learners[which].learn(bootstraps(variant, learners, copy, "drawn")[which]);
    state = next ?? start();
  }
}

/** A network as it was, and what it said since. */
interface Copy {
  readonly parameters: Float64Array;
  readonly known: Map<number, Next>;
}

const copyOf = (learner: Learner): Copy => ({ parameters: learner.copy(), known: new Map() });

const coin = (random: RandomNumbers) => (random.uniform() < 0.5 ? 0 : 1);

/** For each network, whose values its targets are made of. */
function bootstraps(
  { evaluatedBy, chosenBy, noisy }: Variant,
  learners: readonly Learner[],
  { parameters, known }: Copy,
  noise: "means" | "drawn",
): readonly Bootstrap[] {
  const now = (learner: Learner) => (noise === "means" ? learner.means : learner.weights());
  // A copy says the same until it is renewed, unless another network chooses or noise is drawn.
  const lasting = evaluatedBy === "copy" && chosenBy === "evaluating" && !noisy;
  const old = () => (noise === "means" ? parameters.subarray(0, learners[0].means.length) : learners[0].weights(parameters));
  return learners.map((learner, k) => {
    const evaluating = { itself: () => now(learner), copy: old, twin: () => now(learners[1 - k]) }[evaluatedBy]();
    const choosing = chosenBy === "evaluating" ? evaluating : now(learner);
    return { evaluating, choosing, known: lasting ? known : new Map() };
  });
}

function meanOfValues(learners: readonly Learner[], state: number, weights: readonly Weights[]): Float64Array {
  const rows = learners.map((learner, k) => learner.values(state, weights[k]));
  return rows[0].map((_, a) => rows.reduce((sum, row) => sum + row[a], 0) / rows.length);
}

function pointOf(updates: number, { states }: DecisionProcess, learners: readonly Learner[], of: readonly Bootstrap[]): Point {
  const all = Array.from({ length: states }, (_, s) => s);
  const means = learners.map(({ means: weights }) => weights);
  const estimate = (s: number) =>
    learners.reduce((sum, learner, k) => {
      const { evaluating, choosing } = of[k];
      return sum + learner.values(s, evaluating)[best(learner.values(s, choosing))] / learners.length;
    }, 0);
  return { updates, values: all.map((s) => meanOfValues(learners, s, means)), estimates: Float64Array.from(all, estimate) };
}

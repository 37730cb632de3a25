// The variants of deep Q-learning that have a name, as data.
import type { HeadName } from "./heads.ts";

/** What a variant changes of r + γ max_a' Q(s', a'). */
export interface Variant {
  readonly name: string;
  /** The network whose value is used: the one that is trained, an older copy of it, or, of two that are trained on transitions of their own, the other one. */
  readonly evaluatedBy: "itself" | "copy" | "twin";
  /** The network that chooses a': that which evaluates, or the one that is trained. */
  readonly chosenBy: "evaluating" | "trained";
  readonly head: HeadName;
  /** Noise in the weights in place of random actions. */
  readonly noisy: boolean;
}

const target: Variant = { name: "target network", evaluatedBy: "copy", chosenBy: "evaluating", head: "plain", noisy: false };

/** Each but the first and the last is the second with one thing changed. */
export const variants = {
  same: { ...target, name: "same network", evaluatedBy: "itself" },
  target,
  double: { ...target, name: "double", chosenBy: "trained" },
  dueling: { ...target, name: "dueling", head: "dueling" },
  distributional: { ...target, name: "distributional", head: "distributional" },
  noisy: { ...target, name: "noisy", noisy: true },
  twins: { ...target, name: "double, two networks", evaluatedBy: "twin", chosenBy: "trained" },
} as const satisfies Readonly<Record<string, Variant>>;

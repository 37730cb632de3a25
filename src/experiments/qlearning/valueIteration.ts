// The optimal values of a decision process, by iterating Bellman's equation.
import type { DecisionProcess } from "./decisionProcess.ts";

/** Relative to the largest value. */
const ROUNDING = 1e-15;

/** Q*(s, a) = Σ p (r + γ max_a' Q*(s', a')) at [s][a]; the map contracts by γ, so that it ends at rounding. */
export function optimalValues(process: DecisionProcess): readonly Float64Array[] {
  const { states, actions, outcomes, discount } = process;
  let values = Array.from({ length: states }, () => new Float64Array(actions));
  for (;;) {
    const state = values.map((row) => Math.max(...row));
    const next = outcomes.map((of) =>
      Float64Array.from(of, (list) =>
        list.reduce((sum, { probability, reward, next: to }) => sum + probability * (reward + (to === null ? 0 : discount * state[to])), 0),
      ),
    );
    const pairs = next.flatMap((row, s) => Array.from(row, (value, a) => [value, values[s][a]]));
    const largest = Math.max(...pairs.map(([value]) => Math.abs(value)));
    const change = Math.max(...pairs.map(([value, before]) => Math.abs(value - before)));
    values = next;
    if (change <= ROUNDING * largest) return values;
  }
}

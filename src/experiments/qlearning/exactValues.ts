// Exact values of a decision process: the optimal ones by iterating Bellman's equation, those of a policy by its linear equations.
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

/** V(s) = Σ p (r + γ V(s')) with the action policy[s] in s: (1 - γ P) V = r by elimination with row pivots. */
export function policyValues({ states, discount, outcomes }: DecisionProcess, policy: readonly number[]): Float64Array {
  const rows = policy.map((action, s) => {
    const row = new Float64Array(states + 1);
    row[s] = 1;
    for (const { probability, reward, next } of outcomes[s][action]) {
      row[states] += probability * reward;
      if (next !== null) row[next] -= probability * discount;
    }
    return row;
  });
  for (let k = 0; k < states; k++) {
    const pivot = rows.reduce((at, row, s) => (s > k && Math.abs(row[k]) > Math.abs(rows[at][k]) ? s : at), k);
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    for (const [s, row] of rows.entries()) {
      if (s === k || row[k] === 0) continue;
      const factor = row[k] / rows[k][k];
      for (let c = k; c <= states; c++) row[c] -= factor * rows[k][c];
    }
  }
  return Float64Array.from(rows, (row, s) => row[states] / row[s]);
}

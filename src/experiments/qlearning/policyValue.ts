// What a policy is worth, by the linear equations of its states.
import type { DecisionProcess } from "./decisionProcess.ts";

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

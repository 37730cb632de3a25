import { chain, exactGroundEnergy, type Hamiltonian, heisenberg, ising, rbm, rotateMarshall } from "../../src/index.ts";
import { say } from "../timing.ts";
import { convergedIn, ended, SEEDS } from "./training.ts";

/** A converged energy is wrong if it is farther from the exact one than its V-score says, or this part of it, and five errors. */
const WRONG = 1e-3;
/** Initial weights 25 times the usual, and steps ten times. */
const BAD_DEVIATION = 0.5;
const BAD_RATE = 1;

/** A deliberately bad start, seed after seed: what the runs end in, and whether one is called converged at a wrong energy. */
export async function badStarts(): Promise<string[]> {
  const models: readonly (readonly [string, Hamiltonian])[] = [
    ["Ising 20", ising(chain(20), { field: 1 })],
    ["Heisenberg 20", rotateMarshall(heisenberg(chain(20)))],
  ];
  const lines: string[] = [];
  for (const [name, hamiltonian] of models) {
    const exact = exactGroundEnergy(hamiltonian)?.energy ?? Number.NaN;
    const ends = new Map<string, number>();
    let wrong = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const ansatz = rbm({ density: 2, deviation: BAD_DEVIATION });
      const outcome = await ended({ hamiltonian, ansatz, learningRate: BAD_RATE, seed });
      const { stopped, final } = outcome;
      const good = convergedIn(outcome);
      const end = good
        ? `converged${stopped.recovered ? ", recovered" : ""}`
        : `${stopped.reason}${stopped.detail ? `: ${kindOf(stopped.detail)}` : ""}`;
      ends.set(end, (ends.get(end) ?? 0) + 1);
      const { energy, vScore } = final ?? { energy: { mean: Number.NaN, error: Number.NaN }, vScore: Number.NaN };
      const above = energy.mean - exact;
      if (good && !(Math.abs(above) < Math.max(WRONG, vScore) * Math.abs(exact) + 5 * energy.error)) wrong++;
      say(`${name} seed ${seed}: ${end}, relative error ${(above / Math.abs(exact)).toExponential(1)}, V-score ${vScore.toExponential(1)}`);
    }
    const counted = [...ends].sort(([, a], [, b]) => b - a).map(([end, count]) => `${count} ${end}`);
    lines.push(`bad starts, ${name}: of ${SEEDS} seeds ${counted.join("; ")}; called converged at a wrong energy: ${wrong}`);
  }
  return lines;
}

/** The words of a detail without its numbers. */
function kindOf(detail: string): string {
  return detail.replaceAll(/[-+]?\d[\d.e+-]*/g, "…");
}

import {
  chain,
  type Hamiltonian,
  heisenberg,
  ising,
  measure,
  outcomeOf,
  rbm,
  rotateMarshall,
  type TrainedNetwork,
} from "../../src/index.ts";
import { ended, SEEDS } from "./training.ts";

/** Short runs whose network can be summed exactly: how far the printed energies are from that, in their own errors. */
export async function errorBars(): Promise<string[]> {
  const lines: string[] = [];
  for (const [name, hamiltonian] of [
    ["Ising 12", ising(chain(12), { field: 1 })],
    ["Heisenberg 12", rotateMarshall(heisenberg(chain(12)))],
  ] as const) {
    const deviations: number[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const outcome = await ended({ hamiltonian, ansatz: rbm(), iterations: 60, finalSamples: 8192, seed });
      const { mean, error } = outcome.final?.energy ?? { mean: Number.NaN, error: Number.NaN };
      deviations.push((mean - (await exactOf(hamiltonian, outcome.network))) / error);
    }
    const within = (errors: number) => deviations.filter((deviation) => Math.abs(deviation) < errors).length;
    const squares = deviations.reduce((sum, deviation) => sum + deviation * deviation, 0) / SEEDS;
    const mean = deviations.reduce((sum, deviation) => sum + deviation, 0) / SEEDS;
    lines.push(
      `error bars, ${name}: of ${SEEDS} energies ${within(1)} within one error, ${within(2)} within two, ${within(3)} within three; ` +
        `mean deviation ${mean.toFixed(2)}, mean square ${squares.toFixed(2)}`,
    );
  }
  return lines;
}

/** The energy of a network by full summation. */
async function exactOf(hamiltonian: Hamiltonian, network: TrainedNetwork): Promise<number> {
  return (await outcomeOf(measure({ hamiltonian, network, fullSum: true }))).energy.mean;
}

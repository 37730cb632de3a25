// Random complex networks of every kind, sampled under every reading: each observable against the sum over all configurations.

import { randomNumbers } from "../../src/experiments/support/random.ts";
import {
  chain,
  type Hamiltonian,
  heisenberg,
  ising,
  jastrow,
  measure,
  mlp,
  networkProblem,
  type ObservableValues,
  observableNames,
  outcomeOf,
  parameterTensors,
  product,
  type ResolvedAnsatz,
  rbm,
  readoutNames,
  rotateMarshall,
} from "../../src/index.ts";
import type { Deviation } from "./deviation.ts";

const SAMPLES = 16_384;
/** Of both parts of the weights. */
const DEVIATION = 0.25;

/** Exact in a listed state, without a sampled counterpart. */
const OF_STATES: readonly string[] = ["entropy", "schmidt", "negativity", "coherence", "block-chsh", "block-information"];

const plain = { symmetric: false, pointGroup: false, parity: "none", biases: true } as const;

function networksOf(sites: number): readonly (readonly [name: string, ansatz: ResolvedAnsatz, hamiltonian: Hamiltonian])[] {
  const ring = chain(sites);
  const field = ising(ring, { field: 0.8 });
  return [
    ["rbm", { ...rbm({ density: 1 }), ...plain }, field],
    ["rbm, shared weights", { ...rbm({ density: 1 }), ...plain, symmetric: true }, field],
    ["rbm, Σ Z = 0", { ...rbm({ density: 1 }), ...plain }, rotateMarshall(heisenberg(ring))],
    ["mlp", { ...mlp({ widths: [sites] }), ...plain }, field],
    ["jastrow", { ...jastrow(), ...plain }, field],
    ["product", { ...product(), ...plain }, field],
  ];
}

/** A line for each number of sites, kind of network and reading that it has. */
export async function* randomObservables(): AsyncGenerator<{ readonly name: string; readonly found: readonly Deviation[] }> {
  for (const sites of [8, 10]) {
    for (const [kind, ansatz, hamiltonian] of networksOf(sites)) {
      const random = randomNumbers(sites, kind);
      const count = parameterTensors(ansatz, hamiltonian.lattice).reduce(
        (total, { shape }) => total + shape.reduce((n, of) => n * of, 1),
        0,
      );
      const parameters = Float64Array.from({ length: 2 * count }, () => DEVIATION * random.normal());
      const network = { ansatz, parameters, problem: networkProblem(hamiltonian) };
      for (const readout of readoutNames) {
        if (readout === "branches" && ansatz.name !== "rbm") continue;
        // A mixture of more than 8 sites has no exact entropy of blocks.
        const names = observableNames.filter((name) => sites <= 8 || readout !== "branches" || !OF_STATES.includes(name));
        const values = async (fullSum: boolean): Promise<ObservableValues> =>
          (await outcomeOf(measure({ hamiltonian, network, readout, fullSum, samples: SAMPLES, observables: names }))).observables;
        const [exact, sampled] = [await values(true), await values(false)];
        yield { name: `random ${kind}, ${sites} sites, ${readout}`, found: [...deviationsOf(sampled, exact, "")] };
      }
    }
  }
}

/** Every number with an error, wherever it stands, beside the exact one in the same place. */
function* deviationsOf(sampled: unknown, exact: unknown, path: string): Generator<Deviation> {
  if (typeof sampled !== "object" || sampled === null) return;
  const { mean, error } = sampled as { mean?: number; error?: number };
  if (mean !== undefined && error !== undefined) {
    const right = (exact as { mean: number }).mean;
    // What is known exactly, such as <Z_i Z_i> = 1, has no error; rounding remains.
    if (error > 0 || Math.abs(mean - right) > 1e-9) yield { name: path, errors: Math.abs(mean - right) / Math.max(error, 1e-9) };
    return;
  }
  for (const [key, value] of Object.entries(sampled)) yield* deviationsOf(value, (exact as Record<string, unknown>)[key], `${path}.${key}`);
}

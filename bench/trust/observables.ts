import {
  chain,
  exactGroundState,
  freeFermionCorrelations,
  freeFermionEntropy,
  type Hamiltonian,
  ising,
  type MeasuredObservables,
  observablesOfState,
  rbm,
  stateOfGround,
  structureFactor,
} from "../../src/index.ts";
import { type Deviation, lineOf } from "./deviation.ts";
import { randomObservables } from "./randomObservables.ts";
import { ended } from "./training.ts";

const names = ["correlations", "structure-factor", "renyi2", "x"] as const;
const SEEDS = [1, 2, 3];
const ORDERED_SEEDS = 10;

/** Trained rings against free fermions and exact diagonalisation, random networks against sums: every value in its own errors. */
export async function observables(): Promise<string[]> {
  const lines: string[] = [];
  for (const sites of [20, 40]) {
    for (const seed of SEEDS) {
      const hamiltonian = ising(chain(sites), { field: 1 });
      const { final } = await ended({ hamiltonian, ansatz: rbm(), seed, observables: names });
      const values: Partial<MeasuredObservables> = final?.observables ?? {};
      const exact = freeFermionCorrelations(hamiltonian);
      const found: Deviation[] = [
        ...(values.correlations?.zz ?? []).map((value, r) => deviation(`<ZZ>(${r})`, value, exact.zz[0][r])),
        ...structureFactor(exact.zz, hamiltonian.lattice).map(({ value }, k) => deviation(`S(q_${k})`, values.structureFactor?.[k], value)),
        deviation("<X>", values.x, exact.x[0]),
        ...[1, sites / 4, sites / 2].map((l) => deviation(`S_2(${l})`, values.renyi2?.[l], freeFermionEntropy(hamiltonian, l, 2))),
      ];
      lines.push(lineOf(`Ising ${sites}, h = 1, seed ${seed}`, found));
    }
  }
  lines.push(await orderedLine());
  for await (const { name, found } of randomObservables()) lines.push(lineOf(name, found));
  return lines;
}

/** Deep in the ordered phase the whole matrix of correlations, and <Z> = 0 as the symmetry demands. */
async function orderedLine(): Promise<string> {
  const hamiltonian = ising(chain(12), { field: 0.2 });
  const exact = exactMatrix(hamiltonian);
  const found: Deviation[] = [];
  for (let seed = 1; seed <= ORDERED_SEEDS; seed++) {
    // Sampled: a summed measurement has no errors.
    const { final } = await ended({ hamiltonian, ansatz: rbm(), seed, fullSum: false, observables: ["correlation-matrix", "z"] });
    const { correlationMatrix, z } = final?.observables ?? {};
    found.push(deviation("<Z>", z, 0));
    for (const axis of ["xx", "yy", "zz"] as const) {
      for (let i = 0; i < 12; i++)
        for (let j = 0; j < i; j++) found.push(deviation(`${axis}(${i},${j})`, correlationMatrix?.[axis][i][j], exact[axis][i][j]));
    }
  }
  return lineOf(`Ising 12, h = 0.2, ${ORDERED_SEEDS} seeds`, found);
}

function exactMatrix(hamiltonian: Hamiltonian) {
  const state = stateOfGround(exactGroundState(hamiltonian));
  const { correlationMatrix } = observablesOfState(state, hamiltonian.lattice, { names: ["correlation-matrix"], operators: {} });
  const means = (rows: readonly (readonly { readonly mean: number }[])[] = []) => rows.map((row) => row.map(({ mean }) => mean));
  return { xx: means(correlationMatrix?.xx), yy: means(correlationMatrix?.yy), zz: means(correlationMatrix?.zz) };
}

/** Beside the error of the measurement stands that of a network which is not quite the ground state. */
const NETWORK_ERROR = 1e-4;

function deviation(name: string, value: { readonly mean: number; readonly error: number } | undefined, exact: number): Deviation {
  const { mean, error } = value ?? { mean: Number.NaN, error: 0 };
  return { name, errors: Math.abs(mean - exact) / Math.sqrt(error * error + NETWORK_ERROR * NETWORK_ERROR) };
}

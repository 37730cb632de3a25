import { type Ansatz, mlp, rbm } from "../src/ansatz/ansatz.ts";
import { chain, type Hamiltonian, heisenberg, ising, rotateMarshall } from "../src/index.ts";

/** Samples per iteration: as many as NetKet is timed with. */
export const SAMPLES = 1008;
/** Chains: the divisor of 1008 next to the driver's default of 64. */
export const CHAINS = 63;

export interface Problem {
  readonly name: string;
  readonly summary: string;
  readonly sites: number;
  readonly hamiltonian: () => Hamiltonian;
  readonly ansatz: Ansatz;
}

/** No symmetry put in, all biases: the networks that NetKet has. */
const plain = { symmetric: false, parity: "none", biases: true } as const;

/** The workloads of the script that times NetKet, under its names. Both codes have the same parameters. */
export const problems: readonly Problem[] = [
  isingProblem(40, "rbm1", dense(1)),
  isingProblem(80, "rbm1", dense(1)),
  isingProblem(80, "symm4", symmetric(4)),
  heisenbergProblem(40, "rbm1", dense(1)),
  heisenbergProblem(80, "rbm1", dense(1)),
  heisenbergProblem(40, "symm4", symmetric(4)),
  isingProblem(40, "mlp", mlp({ widths: [80, 40], ...plain })),
];

/** A dense RBM of M = density × N hidden units. */
export function dense(density: number): Ansatz {
  return rbm({ density, ...plain });
}

function symmetric(density: number): Ansatz {
  return rbm({ density, ...plain, symmetric: true });
}

function isingProblem(sites: number, network: string, ansatz: Ansatz): Problem {
  const summary = `one iteration of the Ising chain at its critical field, N = ${sites}, ${network}`;
  return { name: `ising-${sites}-${network}`, summary, sites, hamiltonian: () => ising(chain(sites), { field: 1 }), ansatz };
}

/** In the rotated basis, as NetKet's own sign rule has it. */
function heisenbergProblem(sites: number, network: string, ansatz: Ansatz): Problem {
  const summary = `one iteration of the Heisenberg chain, N = ${sites}, ${network}`;
  return { name: `heisenberg-${sites}-${network}`, summary, sites, hamiltonian: () => rotateMarshall(heisenberg(chain(sites))), ansatz };
}

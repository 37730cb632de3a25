// Networks that nobody trained, with the problem each of them solves, so that they can be measured, entangled and saved as trained ones can.

import type { ResolvedAnsatz } from "../ansatz/ansatz.ts";
import { type BlochVector, clusterWeights, ghzWeights, productWeights, type Written } from "../ansatz/handMade.ts";
import { refuse } from "../core/errors.ts";
import { type Hamiltonian, sum } from "../hamiltonian/hamiltonian.ts";
import { pauli } from "../hamiltonian/pauli.ts";
import { cluster } from "../hamiltonian/presets/cluster.ts";
import { ising } from "../hamiltonian/presets/ising.ts";
import { chain } from "../lattice/chain.ts";
import { networkProblem } from "./setup/networkProblem.ts";
import type { TrainedNetwork } from "./types.ts";

/**
 * The GHZ state (|↑…↑> + |↓…↓>)/√2 as an RBM of N - 1 hidden units: W_jj = iπ/4, W_{j+1,j} = -iπ/4, exact for every N >= 2; S = ln 2 over every cut. It is a
 * ground state of `ising(chain(sites), { field: 0 })`.
 * @throws InputError for fewer than 2 sites.
 */
export function ghzNetwork(sites: number): TrainedNetwork {
  const written = ghzWeights(sites);
  return solving(written, ising(chain(sites), { field: 0 }));
}

/**
 * The cluster state of a ring, Π_j CZ_{j,j+1} |+…+>, as an RBM of N hidden units: W_jj = W_{j+1,j} = iπ/4, b_j = -iπ/4, exact for every N >= 3; S = 2 ln 2 of
 * every block of at least two sites in a row whose rest has two too. It is the ground state of `cluster(chain(sites))`.
 * @throws InputError for fewer than 3 sites.
 */
export function clusterNetwork(sites: number): TrainedNetwork {
  const written = clusterWeights(sites);
  return solving(written, cluster(chain(sites)));
}

/**
 * Spins that point where they are told, ψ(s) = Π_i <s_i|n_i>, as a product network: never entangled. It is the ground state of -Σ_i n_i·σ_i on an open chain.
 * @param spins a Bloch vector (<X_i>, <Y_i>, <Z_i>) of length 1 for each site; or all one after another, as `bestProductState` has them
 * @throws InputError for no spin, and for a vector of another length.
 */
export function productNetwork(spins: readonly BlochVector[] | Float64Array): TrainedNetwork {
  const vectors = spins instanceof Float64Array ? vectorsOf(spins) : spins;
  const written = productWeights(vectors);
  const along = (site: number) => (["X", "Y", "Z"] as const).map((matrix, axis) => pauli(-vectors[site][axis], { [site]: matrix }));
  const lattice = chain(vectors.length, "open");
  return solving(written, sum("spins in fields", lattice, lattice.sites.flatMap(along)));
}

function vectorsOf(spins: Float64Array): BlochVector[] {
  if (spins.length % 3 !== 0) refuse("productNetwork", "three components for each site", spins.length);
  return Array.from({ length: spins.length / 3 }, (_, site) => [spins[3 * site], spins[3 * site + 1], spins[3 * site + 2]]);
}

/** All configurations count, whatever the Hamiltonian conserves. */
function solving(written: Written<ResolvedAnsatz>, hamiltonian: Hamiltonian): TrainedNetwork {
  return { ...written, problem: networkProblem(hamiltonian, null) };
}

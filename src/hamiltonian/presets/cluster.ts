// The cluster chain, Z X Z on three neighbours, in a field.
import { checkOptionNames } from "../../core/check.ts";
import { refuse } from "../../core/errors.ts";
import type { Lattice } from "../../lattice/lattice.ts";
import { type Hamiltonian, sum } from "../hamiltonian.ts";
import { pauli } from "../pauli.ts";
import { preset } from "./preset.ts";

/** Couplings of {@link cluster}, energies in J. */
export interface ClusterOptions {
  /** J; at h = 0 the ground state of a ring is the cluster state, E = -|J| N. */
  readonly coupling?: number;
  /** h, transverse field. */
  readonly field?: number;
}

/**
 * Cluster chain, H = -J Σ_i Z_{i-1} X_i Z_{i+1} - h Σ_i X_i (Pauli matrices; Briegel & Raussendorf 2001). On an open chain the sum runs over
 * the sites that have two neighbours.
 * @throws InputError on anything but a chain of at least 3 sites.
 */
export function cluster(lattice: Lattice, options: ClusterOptions = {}): Hamiltonian {
  checkOptionNames("cluster", options, ["coupling", "field"]);
  const { coupling = 1, field = 0 } = options;
  const { size, periodic, sites } = lattice;
  if (lattice.kind !== "chain" || size < 3) {
    refuse("hamiltonian.cluster", "a chain of at least 3 sites", lattice.name, "write other clusters as an expression");
  }
  const centres = periodic ? sites : sites.slice(1, -1);
  const stabilisers = centres.map((i) => pauli(-coupling, { [(i + size - 1) % size]: "Z", [i]: "X", [(i + 1) % size]: "Z" }));
  return sum("cluster", lattice, [...stabilisers, ...sites.map((i) => pauli(-field, { [i]: "X" }))], { coupling, field });
}

export const clusterPreset = preset({
  formula: "-J Σ Z X Z - h Σ X",
  meaning: "Z X Z on three sites in a row of a chain, X over the sites. At h = 0 a ring has E = -|J| N.",
  parameters: {
    coupling: { default: 1, symbol: "J", help: "J" },
    field: { default: 0, symbol: "h", help: "h, transverse field" },
  },
  build: cluster,
});

// Weights, the network that they are of, and the problem that it was trained on.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import type { Frame } from "../../hamiltonian/frame.ts";

/**
 * The problem a network was trained on, as far as it has to be known to measure anything in its state: what its configurations s mean (`frame`,
 * `magnetisation`), what they live on (`sites`, `lattice`), and whose ground state it is meant to be (`fingerprint`). `groundState` writes it into the
 * network; `networkProblem` makes it for weights from elsewhere. `measure` turns any operator into the basis of the network by it, so that an
 * operator is always given as the user writes it.
 */
export interface NetworkProblem {
  /**
   * The basis of the network's configurations, seen from the one in which the Hamiltonian was written: which axis the spins s_i = ±1 are measured along, and
   * the sites that were turned by π about it. `frameText` says it in words; `inFrame` takes an operator there.
   */
  readonly frame: Frame;
  /** Σ s_i of the configurations it was trained on, or `null` for all of them. */
  readonly magnetisation: number | null;
  /** N: configurations have so many spins. */
  readonly sites: number;
  /** The name of the lattice, `periodic chain of 20 sites`: a network that shares weights over its symmetries cannot leave it. */
  readonly lattice: string;
  /** Of the Hamiltonian, in whatever basis, see `fingerprintOf`: equal fingerprints, equal problems. */
  readonly fingerprint: string;
}

/** Weights and everything needed to rebuild the network from them: the formula of ln f(s) for every ansatz is in docs/formats.md. */
export interface TrainedNetwork {
  readonly ansatz: ResolvedAnsatz;
  /** Complex, interleaved re/im; layout given by `parameterTensors`. */
  readonly parameters: Float64Array;
  /** See `networkProblem`. Absent where the network was made by hand: it is then taken for one of the problem it is measured with. */
  readonly problem?: NetworkProblem;
}

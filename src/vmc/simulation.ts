import type { ResolvedAnsatz } from "../ansatz/ansatz.ts";
import { createNetwork } from "../ansatz/create.ts";
import type { Network } from "../ansatz/network.ts";
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import { groundSector } from "../hamiltonian/sector.ts";
import { type Kernels, loadKernels, type Pointer } from "../kernels/kernels.ts";
import type { Bond } from "../lattice/lattice.ts";
import { distinctPairs, flippedPairs, loadOperator } from "./operator.ts";
import type { Profile } from "./profile.ts";

/** A network and its Hamiltonian in the memory of one set of kernels. */
export interface Simulation {
  readonly kernels: Kernels;
  readonly hamiltonian: Hamiltonian;
  readonly network: Network;
  /** Σ s_i of the sampled configurations, or `null` for all of them. */
  readonly magnetisation: number | null;
  readonly energyOperator: Pointer;
  /** Loads another operator, an observable, beside the Hamiltonian. */
  load(operator: Hamiltonian): Pointer;
}

export interface SimulationOptions {
  /** Threads that share the work; the results have the same bits whatever their number. */
  readonly workers?: number | undefined;
  /** Σ s_i of the configurations to sample, `null` for all; those of the ground state of H if left out. */
  readonly magnetisation?: number | null | undefined;
  /** Pairs of sites that are exchanged often beside those that H flips. An operator that flips few, or none, leaves chains at fixed Σ s_i slow. */
  readonly exchanged?: readonly Bond[] | undefined;
  /** Clocks for the kernels. */
  readonly profile?: Profile | undefined;
}

/** To be closed, `kernels.close()`, when it is done with: the workers are its own. */
export async function createSimulation(
  hamiltonian: Hamiltonian,
  ansatz: ResolvedAnsatz,
  { workers = 1, profile, magnetisation = groundSector(hamiltonian).magnetisation, exchanged = [] }: SimulationOptions = {},
): Promise<Simulation> {
  const loaded = await loadKernels(workers);
  const kernels = profile?.watch(loaded) ?? loaded;
  const pairs = distinctPairs([...flippedPairs(hamiltonian), ...exchanged]);
  const network = createNetwork(kernels, ansatz, hamiltonian.lattice, pairs);
  const load = (operator: Hamiltonian) => loadOperator(kernels, operator, pairs);
  return { kernels, hamiltonian, network, magnetisation, energyOperator: load(hamiltonian), load };
}

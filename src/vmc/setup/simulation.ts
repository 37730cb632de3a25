// A network, a Hamiltonian and a sampler in one set of kernels.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { createNetwork } from "../../ansatz/create.ts";
import type { MoveRule, Moves, Network } from "../../ansatz/network.ts";
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import { groundSector } from "../../hamiltonian/sector.ts";
import { type Kernels, loadKernels, type Pointer } from "../../kernels/kernels.ts";
import type { Bond } from "../../lattice/lattice.ts";
import type { Profile } from "../profile.ts";
import { distinctPairs, flippedPairs, loadMoveSets, loadOperator } from "./operator.ts";

/** A network and its Hamiltonian in the memory of one set of kernels. */
export interface Simulation {
  readonly kernels: Kernels;
  readonly hamiltonian: Hamiltonian;
  readonly network: Network;
  /** Σ s_i of the sampled configurations, or `null` for all of them. */
  readonly magnetisation: number | null;
  /** How the chains of training, measurement and the search for hidden modes move; see {@link moveRule} and {@link withRule}. */
  readonly moves: Moves;
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
  /** The rule of chains whose Σ s_i is free, in place of that of {@link moveRule}. */
  readonly rule?: FreeRule | undefined;
}

/** A rule of chains whose Σ s_i is free. */
export type FreeRule = Exclude<MoveRule, "exchange">;

/**
 * How chains move, unless somebody asks otherwise. At fixed Σ s_i they exchange spins. Where all that H flips is single sites, single flips go
 * wherever H does, at the least cost. Elsewhere H connects configurations by moves between which single flips lead through others that it
 * does not connect them with, where the trained network may be as good as zero: chains flip the sets of H too. Blocks of spins are flipped also where the
 * off-diagonal terms are weak, as at a small transverse field: single flips freeze in domain walls there.
 */
export function moveRule({ groups }: Hamiltonian, magnetisation: number | null, asked?: FreeRule): MoveRule {
  if (magnetisation !== null) return "exchange";
  if (asked) return asked;
  const single = groups.every(({ flips }) => flips.length <= 1);
  const weight = (diagonal: boolean) =>
    groups
      .filter(({ flips }) => (flips.length === 0) === diagonal)
      .flatMap(({ terms }) => terms)
      .reduce(
        (total, { coefficient: [re, im], signs }) => (diagonal && signs.length === 0 ? total : total + Math.abs(re) + Math.abs(im)),
        0,
      );
  return single && weight(false) >= WEAK * weight(true) ? "flip" : "mixed";
}

/** Off-diagonal terms that add up to less than this part of the diagonal ones leave domain walls where they are. */
const WEAK = 0.25;

/** The same simulation whose chains move by another rule; at fixed Σ s_i they go on with exchanges. It shares the kernels and the network. */
export function withRule(simulation: Simulation, rule: FreeRule): Simulation {
  const { hamiltonian, magnetisation, moves } = simulation;
  return { ...simulation, moves: { ...moves, rule: moveRule(hamiltonian, magnetisation, rule) } };
}

/** To be closed, `kernels.close()`, when it is done with: the workers are its own. */
export async function createSimulation(
  hamiltonian: Hamiltonian,
  ansatz: ResolvedAnsatz,
  { workers = 1, profile, rule, magnetisation = groundSector(hamiltonian).magnetisation, exchanged = [] }: SimulationOptions = {},
): Promise<Simulation> {
  const loaded = await loadKernels(workers);
  const kernels = profile?.watch(loaded) ?? loaded;
  const pairs = distinctPairs([...flippedPairs(hamiltonian), ...exchanged]);
  const network = createNetwork(kernels, ansatz, hamiltonian.lattice, pairs);
  const load = (operator: Hamiltonian) => loadOperator(kernels, operator, pairs);
  const moves = { rule: moveRule(hamiltonian, magnetisation, rule), sets: loadMoveSets(kernels, hamiltonian) };
  return { kernels, hamiltonian, network, magnetisation, moves, energyOperator: load(hamiltonian), load };
}

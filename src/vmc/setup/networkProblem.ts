// The problem a network was trained on, and operators asked for in its state.
import { refuse } from "../../core/errors.ts";
import { fingerprintOf } from "../../hamiltonian/fingerprint.ts";
import { fromFrame } from "../../hamiltonian/frame.ts";
import { type Hamiltonian, hamiltonianText } from "../../hamiltonian/hamiltonian.ts";
import { pauli } from "../../hamiltonian/pauli.ts";
import { inFrame } from "../../hamiltonian/rotate.ts";
import { groundSector } from "../../hamiltonian/sector.ts";
import { conservesMagnetisation } from "../../hamiltonian/symmetry.ts";
import type { NetworkProblem, TrainedNetwork } from "../types.ts";

/**
 * What a network keeps of the Hamiltonian it was trained on.
 * @param hamiltonian in the basis of the network's configurations: its `frame`
 * @param magnetisation Σ s_i of them all, `null` for all 2^N; that of the ground state if left out
 */
export function networkProblem(hamiltonian: Hamiltonian, magnetisation = groundSector(hamiltonian).magnetisation): NetworkProblem {
  const { frame, lattice } = hamiltonian;
  return { frame, magnetisation, sites: lattice.size, lattice: lattice.name, fingerprint: fingerprintOf(hamiltonian) };
}

/** An operator as it acts on the configurations of a network. */
export interface AskedOperator {
  readonly hamiltonian: Hamiltonian;
  /** Σ s_i of the configurations, or `null` for all of them. */
  readonly magnetisation: number | null;
  /** Whether it is the Hamiltonian that the network was trained on. */
  readonly sameProblem: boolean;
}

/**
 * An operator in the basis and the sector of a network, so that its expectation value is that of the state which the network was trained to be, whatever
 * basis the operator came in. A network that knows no problem is taken for one of the operator's.
 * @throws InputError for another number of sites; for another lattice where the network has the symmetry of its own; for a chosen Σ s_i that is not the
 * network's; for an operator that leads out of the network's sector.
 */
export function inTrainedState(asked: Hamiltonian, { ansatz, problem }: TrainedNetwork): AskedOperator {
  if (!problem) return { hamiltonian: asked, magnetisation: groundSector(asked).magnetisation, sameProblem: true };
  const where = "measure.hamiltonian";
  checkLattice(where, asked, ansatz, problem);
  const { frame, magnetisation } = problem;
  const chosen = asked.magnetisation;
  if (chosen !== undefined && chosen !== magnetisation) {
    refuse(where, `${sectorText(magnetisation)}, as the network was trained at`, `Σ s_i = ${chosen}`, "leave the magnetisation out");
  }
  const hamiltonian = inFrame(asked, frame);
  if (magnetisation !== null && !conservesMagnetisation(hamiltonian)) {
    const [{ factors }] = fromFrame([pauli(1, { 0: "Z" })], frame);
    const conserved = `an operator that conserves Σ ${factors[0][1]}, as the network was trained at Σ s_i = ${magnetisation}`;
    const got = asked.name === "expression" ? hamiltonianText(asked).replace(/^1 /, "") : asked.name;
    refuse(where, conserved, got, `what changes it has the mean 0: ${OUT_OF_SECTOR}`);
  }
  return { hamiltonian, magnetisation, sameProblem: isTrainedOn(problem, hamiltonian) };
}

const OUT_OF_SECTOR =
  'instead of X0 X3 measure (X0 X3 + Y0 Y3)/2, which has the same mean, or X0 X3 beside the energy, --observe "far=X(0)*X(3)"';

/**
 * Whether training on a Hamiltonian can go on from a network.
 * @param anySector whether the reading knows no Σ s_i, so that a network of any will do
 * @throws InputError for another number of sites, another lattice where the network has the symmetry of its own, or another sector.
 */
export function checkInitial(hamiltonian: Hamiltonian, { ansatz, problem }: TrainedNetwork, anySector = false): void {
  if (!problem) return;
  const where = "training.initial";
  checkLattice(where, hamiltonian, ansatz, problem);
  const { magnetisation } = groundSector(inFrame(hamiltonian, problem.frame));
  if (anySector || magnetisation === problem.magnetisation) return;
  refuse(where, `a network of ${sectorText(magnetisation)}, as the ground state sought`, sectorText(problem.magnetisation));
}

function checkLattice(
  where: string,
  { lattice }: Hamiltonian,
  { symmetric, pointGroup }: TrainedNetwork["ansatz"],
  problem: NetworkProblem,
) {
  if (lattice.size !== problem.sites) refuse(where, `${problem.sites} sites, as the network has`, lattice.size);
  if ((symmetric || pointGroup) && lattice.name !== problem.lattice) {
    refuse(where, `the lattice whose symmetry the network has, a ${problem.lattice}`, lattice.name);
  }
}

function sectorText(magnetisation: number | null): string {
  return magnetisation === null ? "all Σ s_i" : `Σ s_i = ${magnetisation}`;
}

/** Σ s_i counts as the same whether somebody chose it or the ground state is known to have it. */
function isTrainedOn({ fingerprint, magnetisation }: NetworkProblem, hamiltonian: Hamiltonian): boolean {
  if (fingerprintOf(hamiltonian) === fingerprint) return true;
  if (magnetisation === null || groundSector(hamiltonian).magnetisation !== magnetisation) return false;
  const { magnetisation: _, ...free } = hamiltonian;
  return [free, { ...free, magnetisation }].some((same) => fingerprintOf(same) === fingerprint);
}

// Whether a sector is small enough to be summed.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { conservesSpinFlip } from "../../hamiltonian/conservation.ts";
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import { groundSector, type Sector } from "../../hamiltonian/sector.ts";
import type { Lattice } from "../../lattice/lattice.ts";
import { MOST_FULL_SUM_SITES } from "../../sampler/mostSites.ts";

/** Sectors of at most so many configurations are summed by themselves: up to a dozen sites an update costs less than a second, and carries no noise. */
const MOST_CONFIGURATIONS = 4096;
/** The derivatives of a multilayer perceptron are many, and sampled ones factorise. */
const MOST_OF_MLP = 1024;

/** Configurations of a sector. */
export function configurationsOf({ size }: Pick<Lattice, "size">, { magnetisation }: Sector): number {
  if (magnetisation === null) return size > 30 ? Number.POSITIVE_INFINITY : 1 << size;
  const down = (size - magnetisation) / 2;
  let count = 1;
  for (let k = 1; k <= down; k++) count = (count * (size - down + k)) / k;
  return count;
}

/**
 * Whether of s and -s one stands for both in a sum: f(-s) = ± f(s) by projection, H commutes with the flip of all spins, and the sector holds both.
 */
export function foldsFlips(hamiltonian: Hamiltonian, { parity }: Pick<ResolvedAnsatz, "parity">, { magnetisation }: Sector): boolean {
  return parity !== "none" && (magnetisation ?? 0) === 0 && conservesSpinFlip(hamiltonian);
}

/** Terms of a sum over the sector. */
export function termsOf(hamiltonian: Hamiltonian, ansatz: Pick<ResolvedAnsatz, "parity">, sector: Sector): number {
  return configurationsOf(hamiltonian.lattice, sector) / (foldsFlips(hamiltonian, ansatz, sector) ? 2 : 1);
}

/** Whether every configuration is summed where nobody asks for samples: then nothing is missed, and nothing freezes. */
export function canSum(hamiltonian: Hamiltonian, { name }: Pick<ResolvedAnsatz, "name">, sector = groundSector(hamiltonian)): boolean {
  return (
    hamiltonian.lattice.size <= MOST_FULL_SUM_SITES &&
    configurationsOf(hamiltonian.lattice, sector) <= (name === "mlp" ? MOST_OF_MLP : MOST_CONFIGURATIONS)
  );
}

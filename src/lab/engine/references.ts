// What a training is held against: the exact energy, the best product state, the minimum of the diagonal.
import { bestProductState, exactGroundEnergy, type Hamiltonian, InputError, minimumOfDiagonal } from "../../index.ts";
import { hamiltonianOf } from "./problem.ts";
import type { Task } from "./tasks.ts";

/** Beyond this many sites Lanczos takes longer than a page may ask for. */
const MOST_LANCZOS_SITES = 16;

export const references: Task<"references"> = async (problem) => {
  const hamiltonian = await hamiltonianOf(problem);
  const { size } = hamiltonian.lattice;
  const exact = known(() => exactGroundEnergy(hamiltonian, { closedFormOnly: size > MOST_LANCZOS_SITES }));
  const diagonal = known(() => lowestDiagonal(hamiltonian));
  return {
    exact: exact?.energyPerSite ?? null,
    method: exact?.method ?? null,
    product: known(() => bestProductState(hamiltonian))?.energyPerSite ?? null,
    diagonal: diagonal === null ? null : diagonal / size,
  };
};

/** Of all configurations: a diagonal mixture keeps to no sector by itself. */
function lowestDiagonal(hamiltonian: Hamiltonian): number | null {
  return minimumOfDiagonal(hamiltonian, { magnetisation: null });
}

/** `null` for what the library refuses. */
function known<Value>(compute: () => Value): Value | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

// A Hamiltonian and its moves, written to the kernels.
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import type { Kernels, Pointer } from "../../kernels/kernels.ts";
import type { Bond } from "../../lattice/lattice.ts";
import { pairKey } from "../../lattice/pairKey.ts";

/** The pairs of sites that an operator flips together. */
export function flippedPairs({ groups }: Hamiltonian): Bond[] {
  return groups.filter(({ flips }) => flips.length === 2).map(({ flips: [i, k] }) => [i, k]);
}

/** Pairs without their repetitions, whichever site comes first; the others stay where they are. */
export function distinctPairs(pairs: readonly Bond[]): Bond[] {
  const seen = new Set<string>();
  return pairs.filter(([i, k]) => seen.size < seen.add(pairKey(i, k)).size);
}

/**
 * Writes an operator into the memory of the kernels (assembly/spins/operator.ts).
 * @param pairs the pairs the network prepared flip tables for, in its order
 */
export function loadOperator(kernels: Kernels, operator: Hamiltonian, pairs: readonly Bond[]): Pointer {
  const { groups, lattice } = operator;
  const { call } = kernels;
  const terms = groups.flatMap((group) => group.terms);
  const flips = groups.flatMap((group) => group.flips);
  const pointer = call.operatorCreate(lattice.size, groups.length, flips.length, terms.length);
  const pairIndex = new Map(pairs.map(([i, k], index) => [pairKey(i, k), index]));
  let firstFlip = 0;
  let firstTerm = 0;
  const table = groups.flatMap((group) => {
    const prepared = group.flips.length === 2 ? pairIndex.get(pairKey(group.flips[0], group.flips[1])) : undefined;
    const row = [group.flips.length, firstFlip, firstTerm, firstTerm + group.terms.length, prepared ?? -1];
    firstFlip += group.flips.length;
    firstTerm += group.terms.length;
    return row;
  });
  kernels.int32(call.operatorTable(pointer), table.length).set(table);
  kernels.int32(call.operatorFlips(pointer), flips.length).set(flips);
  kernels.float64(call.operatorCoefficients(pointer), 2 * terms.length).set(terms.flatMap(({ coefficient }) => [...coefficient]));
  const words = Math.ceil(lattice.size / 64);
  const masks = kernels.words(call.operatorMasks(pointer), words * terms.length);
  for (const [index, { signs }] of terms.entries()) {
    for (const site of signs) masks[2 * words * index + (site >> 5)] |= 1 << (site & 31);
  }
  return pointer;
}

/** Writes the sets of two and more sites that an operator flips together into the memory of the kernels, for chains (assembly/spins/mixed-moves.ts). */
export function loadMoveSets(kernels: Kernels, { groups }: Hamiltonian): Pointer {
  const { call } = kernels;
  const sets = groups.map(({ flips }) => flips).filter(({ length }) => length > 1);
  const sites = sets.flat();
  const pointer = call.moveSetsCreate(sets.length, sites.length);
  let first = 0;
  const table = sets.flatMap(({ length }) => {
    first += length;
    return [length, first - length];
  });
  kernels.int32(call.moveSetsTable(pointer), table.length).set(table);
  kernels.int32(call.moveSetsSites(pointer), sites.length).set(sites);
  return pointer;
}

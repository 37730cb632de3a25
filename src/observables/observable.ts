// What an observable is: the Pauli strings it needs, and what it makes of their expectation values.
import type { Pauli } from "../hamiltonian/pauli.ts";
import type { Lattice } from "../lattice/lattice.ts";

/** Numbers in lists and records. */
export type Tree<Leaf> = Leaf | readonly Tree<Leaf>[] | { readonly [name: string]: Tree<Leaf> };

/** Asks for the expectation value of a product of Pauli matrices: its place among the means. */
export type Use = (factors: Readonly<Record<number, Pauli>>) => number;

/** What an observable is told beside the lattice. */
export interface ObservableOptions {
  /** Pairs of sites for what is told pair by pair. */
  readonly pairs: readonly (readonly [number, number])[];
}

/** From the expectation values of Pauli strings to numbers, by the names under which a result keeps them. */
export type Evaluation = (means: ArrayLike<number>) => Readonly<Record<string, Tree<number>>>;

/** A function of expectation values of Pauli strings, which every reading, sampled or exact, gives. */
export interface Observable {
  /** For the help text. */
  readonly help: string;
  /** The names under which a result keeps its numbers, on any lattice: no operator of the user may have one of them. */
  readonly keys: readonly string[];
  /** @throws InputError for a lattice on which it has no meaning. */
  readonly prepare: (lattice: Lattice, use: Use, options: ObservableOptions) => Evaluation;
}

/** All leaves from left to right. */
export function leavesOf<Leaf>(tree: Tree<Leaf>, isLeaf: (node: Tree<Leaf>) => node is Leaf & Tree<Leaf>, into: Leaf[] = []): Leaf[] {
  if (isLeaf(tree)) into.push(tree);
  else for (const branch of Object.values(tree as object)) leavesOf(branch as Tree<Leaf>, isLeaf, into);
  return into;
}

/** The same tree with other leaves, taken from left to right. */
export function withLeaves<Leaf>(tree: Tree<number>, leaves: Iterator<Leaf>): Tree<Leaf> {
  if (typeof tree === "number") return leaves.next().value as Leaf;
  if (Array.isArray(tree)) return tree.map((branch) => withLeaves(branch, leaves));
  return Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, withLeaves(branch, leaves)]));
}

// A short text by which a problem is known again.
import { fnv1a } from "../core/fnv1a.ts";
import type { Hamiltonian } from "./hamiltonian.ts";
import { operatorText } from "./pauli.ts";
import { unrotated } from "./rotate.ts";

/**
 * A short text by which a problem is known again: FNV-1a, 64 bits (Fowler, Noll & Vo), over the number of sites, the strings of H as the user
 * wrote it, sorted, and the magnetisation that was chosen. The frame does not enter.
 */
export function fingerprintOf(hamiltonian: Hamiltonian): string {
  const { lattice, strings, magnetisation } = unrotated(hamiltonian);
  const terms = strings.map((string) => `${string.coefficient[0]} ${operatorText(string)}`).sort();
  const text = [lattice.size, magnetisation ?? "all", ...terms].join("\n");
  return fnv1a(new TextEncoder().encode(text));
}

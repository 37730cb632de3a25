// A short text by which a problem is known again.
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
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}

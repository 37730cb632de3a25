// Pauli strings: a coefficient and a matrix on some sites.

/** A Pauli matrix. `Y = [[0, -i], [i, 0]]`, spin up (s = +1) first. */
export type Pauli = "X" | "Y" | "Z";

/** A complex number as data: [real, imaginary]. */
export type ComplexPair = readonly [number, number];

/** A coefficient times a product of Pauli matrices on different sites. */
export interface PauliString {
  readonly coefficient: ComplexPair;
  /** Ascending in site, each site once; the identity is the empty list. */
  readonly factors: readonly (readonly [site: number, matrix: Pauli])[];
}

/** `pauli(-1, { 0: "Z", 1: "Z" })` is -Z_0 Z_1. */
export function pauli(coefficient: number | ComplexPair, factors: Readonly<Record<number, Pauli>>): PauliString {
  return {
    coefficient: typeof coefficient === "number" ? [coefficient, 0] : coefficient,
    factors: Object.entries(factors)
      .map(([site, matrix]) => [Number(site), matrix] as const)
      .sort(([a], [b]) => a - b),
  };
}

/** The operator part of a string as text, `X0 X1`; equal operators have equal text. The identity is `1`. */
export function operatorText({ factors }: PauliString): string {
  return factors.length === 0 ? "1" : factors.map(([site, matrix]) => `${matrix}${site}`).join(" ");
}

/** Adds the coefficients of equal operators and drops what cancels; order of first appearance. */
export function collect(strings: readonly PauliString[]): PauliString[] {
  const sums = new Map<string, PauliString>();
  for (const string of strings) {
    const key = operatorText(string);
    const [re, im] = sums.get(key)?.coefficient ?? [0, 0];
    sums.set(key, { ...string, coefficient: [re + string.coefficient[0], im + string.coefficient[1]] });
  }
  return [...sums.values()].filter(({ coefficient: [re, im] }) => re !== 0 || im !== 0);
}

// Amplitudes of a state in other bases: <σ|U_b|ψ>, a rotation on every site that is not measured along Z.
import { bitCount } from "../../core/bits.ts";

/**
 * U_b = ⊗ U of the sites: 1 for Z, H = [[1, 1], [1, -1]]/√2 for X, K = [[1, -i], [1, i]]/√2 for Y; rows are outcomes, the first that of the eigenvalue +1. With
 * t and σ the bits (1: down, or the second outcome) of the k rotated sites, U(σ, t) = 2^(-k/2) (-1)^|σ∧t| (-i)^|t∧Y|: a sum over t is a Walsh-Hadamard
 * transform of amplitudes that were multiplied by (-i)^|t∧Y|.
 */
export interface Rotation {
  /** The rotated sites as bits of a configuration's number. */
  readonly rotated: number;
  /** Of them those measured along Y. */
  readonly alongY: number;
}

/** The rotation of a basis such as `XZY`, its first letter that of site 0. */
export function rotationOf(basis: string): Rotation {
  let rotated = 0;
  let alongY = 0;
  for (const [site, axis] of [...basis].entries()) {
    if (axis !== "Z") rotated |= 1 << site;
    if (axis === "Y") alongY |= 1 << site;
  }
  return { rotated: rotated >>> 0, alongY: alongY >>> 0 };
}

/** All numbers whose bits lie in a mask, ascending: the configurations that a rotation mixes with the one of no bits. */
export function subsetsOf(mask: number): Uint32Array {
  const subsets = new Uint32Array(1 << bitCount(mask));
  for (let at = 1; at < subsets.length; at++) subsets[at] = (subsets[at - 1] - mask) & mask;
  return subsets;
}

/** v ← Σ_t (-1)^|σ∧t| v(t), complex interleaved, without the factor 2^(-k/2). */
export function walshHadamard(vector: Float64Array): void {
  const length = vector.length;
  for (let step = 2; step < length; step *= 2) {
    for (let block = 0; block < length; block += 2 * step) {
      for (let at = block; at < block + step; at++) {
        const a = vector[at];
        const b = vector[at + step];
        vector[at] = a + b;
        vector[at + step] = a - b;
      }
    }
  }
}

/** Multiplies by (-i)^n, or by i^n with `inverse`, in place. */
export function turn(vector: Float64Array, at: number, quarters: number): void {
  const [re, im] = [vector[at], vector[at + 1]];
  switch (quarters & 3) {
    case 1:
      vector[at] = im;
      vector[at + 1] = -re;
      break;
    case 2:
      vector[at] = -re;
      vector[at + 1] = -im;
      break;
    case 3:
      vector[at] = -im;
      vector[at + 1] = re;
      break;
  }
}

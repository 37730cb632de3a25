// The objective of measured configurations, each in a basis of its own.
import { bitCount } from "../../core/bits.ts";
import { logarithm } from "../../core/elementary.ts";
import { type Rotation, subsetsOf, turn, walshHadamard } from "../../exact/state/rotations.ts";
import { amplitudesOf } from "./exactObjectives.ts";
import type { Objective } from "./objective.ts";
import type { Summed } from "./summed.ts";

/** Outcomes that were measured in one basis. */
export interface BasisRows {
  readonly rotation: Rotation;
  /** Outcomes as numbers, bit i set where site i gave the second outcome; each once. */
  readonly outcomes: Uint32Array;
  /** The part of all rows that each outcome is. */
  readonly shares: Float64Array;
}

/** The entropy of the shares inside each basis, the mean over the rows: the least -<ln P> that any state could have. */
export function entropyOfRows(rows: readonly BasisRows[]): number {
  return rows.reduce((total, { shares }) => {
    const whole = shares.reduce((sum, share) => sum + share, 0);
    return shares.reduce((sum, share) => sum - share * logarithm(share / whole), total);
  }, 0);
}

/** Outcomes that agree on the sites measured along Z: they see the same amplitudes, those at `base` + a subset of the rotated sites. */
interface Block {
  readonly subsets: Uint32Array;
  /** n of the factor (-i)^n of each subset. */
  readonly quarters: Uint8Array;
  readonly base: number;
  /** The rotated bits of each outcome, packed: the place among the subsets. */
  readonly places: Uint32Array;
  readonly shares: Float64Array;
  /** Where the outcomes are few: n of (-i)^n in U(σ, t) for each outcome and, inside, each subset. Else `null`. */
  readonly turns: Uint8Array | null;
}

/**
 * Maximum likelihood: L = Σ_x share_x ln(share_x / p_b(σ_x)), shares taken inside each basis, p_b(σ) = |<σ|U_b|f>|² / <f|f>. With r_x = share_x / <σ_x|U_b|f> and w(s) = f(s) Σ_x U_b(σ_x, s) r_x the gradient
 * is <O> - Σ_s w(s) O(s), so ε(s) = -(w(s) / P(s))*.
 * @param states the configurations of the sector
 * @param sites N
 */
export function measuredObjective(rows: readonly BasisRows[], states: Uint32Array, sites: number): Objective {
  const blocks = rows.flatMap(blocksOf);
  const entropy = entropyOfRows(rows);
  const evaluate = (state: Summed, weights: Float64Array | null) => {
    const everywhere = spread(amplitudesOf(state), states, sites);
    let loss = 0;
    for (const block of blocks) loss += readBlock(block, everywhere, weights);
    return { loss, everywhere };
  };
  return {
    metric: "complex",
    rate: 1,
    penaltyScale: 1,
    loss: (state) => evaluate(state, null).loss - entropy,
    estimates: (state) => {
      const weights = new Float64Array(2 << sites);
      const { everywhere } = evaluate(state, weights);
      const estimates = new Float64Array(2 * states.length);
      for (const [x, s] of states.entries()) {
        const [a, b] = [everywhere[2 * s], everywhere[2 * s + 1]];
        const probability = a * a + b * b;
        // w = f Σ U r; P = |f|² for a normalised f.
        if (probability === 0) continue;
        const [re, im] = [weights[2 * s], weights[2 * s + 1]];
        estimates[2 * x] = 1 - (a * re - b * im) / probability;
        estimates[2 * x + 1] = (a * im + b * re) / probability;
      }
      return estimates;
    },
  };
}

/** Amplitudes of a sector among those of all 2^N configurations. */
export function spread(amplitudes: Float64Array, states: Uint32Array, sites: number): Float64Array {
  if (amplitudes.length === 2 << sites) return amplitudes;
  const everywhere = new Float64Array(2 << sites);
  for (const [x, s] of states.entries()) everywhere.set(amplitudes.subarray(2 * x, 2 * x + 2), 2 * s);
  return everywhere;
}

function blocksOf({ rotation, outcomes, shares }: BasisRows): Block[] {
  const subsets = subsetsOf(rotation.rotated);
  const quarters = Uint8Array.from(subsets, (subset) => bitCount(subset & rotation.alongY) & 3);
  const place = new Map(Array.from(subsets, (subset, at) => [subset, at] as const));
  const byBase = new Map<number, number[]>();
  for (const [row, outcome] of outcomes.entries()) {
    const base = (outcome & ~rotation.rotated) >>> 0;
    const rows = byBase.get(base);
    if (rows) rows.push(row);
    else byBase.set(base, [row]);
  }
  return [...byBase].map(([base, rows]) => {
    const places = Uint32Array.from(rows, (row) => place.get((outcomes[row] & rotation.rotated) >>> 0) ?? 0);
    const turns = isFew(places, subsets.length) ? turnsOf(places, quarters) : null;
    return { subsets, quarters, base, places, shares: Float64Array.from(rows, (row) => shares[row]), turns };
  });
}

/** -Σ share ln p of a block; adds Σ_x U(σ_x, s) r_x to `weights` where there are any. */
function readBlock(block: Block, amplitudes: Float64Array, weights: Float64Array | null): number {
  return block.turns === null ? readTransformed(block, amplitudes, weights) : readOneByOne(block, block.turns, amplitudes, weights);
}

/** Real and imaginary part of (-i)^n. */
const QUARTER_RE = Float64Array.of(1, 0, -1, 0);
const QUARTER_IM = Float64Array.of(0, -1, 0, 1);

/** Each outcome by a sum of its own. */
function readOneByOne(
  { subsets, base, places, shares }: Block,
  turns: Uint8Array,
  amplitudes: Float64Array,
  weights: Float64Array | null,
): number {
  const size = subsets.length;
  let loss = 0;
  for (let x = 0; x < places.length; x++) {
    const first = x * size;
    let re = 0;
    let im = 0;
    for (let t = 0; t < size; t++) {
      const n = turns[first + t];
      const at = 2 * (base | subsets[t]);
      re += QUARTER_RE[n] * amplitudes[at] - QUARTER_IM[n] * amplitudes[at + 1];
      im += QUARTER_RE[n] * amplitudes[at + 1] + QUARTER_IM[n] * amplitudes[at];
    }
    const modulus = re * re + im * im;
    loss -= shares[x] * logarithm(modulus / size);
    if (weights === null) continue;
    // share / (vector / √size) · U, U = 1/√size (±1, ±i): the roots cancel.
    const r = (shares[x] * re) / modulus;
    const i = (-shares[x] * im) / modulus;
    for (let t = 0; t < size; t++) {
      const n = turns[first + t];
      const at = 2 * (base | subsets[t]);
      weights[at] += QUARTER_RE[n] * r - QUARTER_IM[n] * i;
      weights[at + 1] += QUARTER_RE[n] * i + QUARTER_IM[n] * r;
    }
  }
  return loss;
}

/** All outcomes at once. */
function readTransformed(
  { subsets, quarters, base, places, shares }: Block,
  amplitudes: Float64Array,
  weights: Float64Array | null,
): number {
  const size = subsets.length;
  const vector = new Float64Array(2 * size);
  for (let t = 0; t < size; t++) {
    const at = 2 * (base | subsets[t]);
    vector[2 * t] = amplitudes[at];
    vector[2 * t + 1] = amplitudes[at + 1];
    turn(vector, 2 * t, quarters[t]);
  }
  walshHadamard(vector);
  let loss = 0;
  const back = weights && new Float64Array(2 * size);
  for (let x = 0; x < places.length; x++) {
    const at = 2 * places[x];
    const modulus = vector[at] * vector[at] + vector[at + 1] * vector[at + 1];
    loss -= shares[x] * logarithm(modulus / size);
    if (back === null) continue;
    back[at] = (shares[x] * vector[at]) / modulus;
    back[at + 1] = (-shares[x] * vector[at + 1]) / modulus;
  }
  if (weights === null || back === null) return loss;
  walshHadamard(back);
  for (let t = 0; t < size; t++) {
    turn(back, 2 * t, quarters[t]);
    const at = 2 * (base | subsets[t]);
    weights[at] += back[2 * t];
    weights[at + 1] += back[2 * t + 1];
  }
  return loss;
}

function turnsOf(places: Uint32Array, quarters: Uint8Array): Uint8Array {
  const size = quarters.length;
  return Uint8Array.from({ length: places.length * size }, (_, k) => {
    const t = k % size;
    return (quarters[t] + 2 * bitCount(places[(k - t) / size] & t)) & 3;
  });
}

/** Whether so few outcomes were measured that the whole transform, k additions for each amplitude, costs more. */
function isFew(places: Uint32Array, size: number): boolean {
  return places.length <= bitCount(size - 1);
}

// The CHSH inequality: its largest violation by two sites and by the two sides of a cut, and its value at chosen angles.

import { bitCount } from "../../core/bits.ts";
import { refuse } from "../../core/errors.ts";
import type { Pauli } from "../../hamiltonian/pauli.ts";
import { singularValues } from "../linear/singularValues.ts";
import { blockCorrelations, planesOfBlocks } from "./blockBell.ts";
import { schmidtCoefficients } from "./entanglement.ts";
import { reducedDensityMatrix } from "./reduced.ts";
import { checkCut } from "./sites.ts";
import type { PureState, State } from "./state.ts";

const matrices: readonly Pauli[] = ["X", "Y", "Z"];

/**
 * The largest CHSH value that measurements on two sites can reach, 2 √(t₁² + t₂²): t₁ and t₂ are the two largest singular values of T_ab = <σ_a σ_b>,
 * a, b = X, Y, Z (Horodecki, Horodecki & Horodecki, Phys. Lett. A 200, 340 (1995)). Above 2 no local hidden variables explain the pair; at most 2√2.
 * @throws InputError for a site twice or off the state.
 */
export function pairChsh(state: State, pair: readonly [number, number]): number {
  return chshOf(pairCorrelations(state, pair));
}

/** T_ab = <σ_a σ_b>, row by row. */
function pairCorrelations(state: State, [first, second]: readonly [number, number]): Float64Array {
  const { real, imaginary } = reducedDensityMatrix(state, [first, second]);
  const correlation = (a: Pauli, b: Pauli) => {
    let total = 0;
    for (let s = 0; s < 4; s++) {
      const flips = (a === "Z" ? 0 : 1) | (b === "Z" ? 0 : 2);
      const signs = (a === "X" ? 0 : 1) | (b === "X" ? 0 : 2);
      const at = (s ^ flips) * 4 + s;
      // <s|Y|-s> = -i s: none, one or two factors of -i.
      const imaginaries = Number(a === "Y") + Number(b === "Y");
      const value = imaginaries === 1 ? imaginary[at] : imaginaries === 2 ? -real[at] : real[at];
      total += (1 - 2 * (bitCount(s & signs) & 1)) * value;
    }
    return total;
  };
  return Float64Array.from(matrices.flatMap((a) => matrices.map((b) => correlation(a, b))));
}

/** The same from T_ab, row by row. */
export function chshOf(correlations: Float64Array): number {
  return largestChsh(planesOf(correlations));
}

function planesOf(correlations: Float64Array): BellPlanes {
  const [t1, t2] = singularValues({ rows: 3, columns: 3, real: correlations, imaginary: null });
  return { t1, t2 };
}

function largestChsh({ t1, t2 }: BellPlanes): number {
  return 2 * Math.sqrt(t1 * t1 + t2 * t2);
}

/**
 * A CHSH value that measurements on a block of sites and on the rest reach in a pure state, 2 √(1 + K²), K = 2 Σ_i c_{2i-1} c_{2i} over the Schmidt
 * coefficients in descending order (Gisin & Peres, Phys. Lett. A 162, 15 (1992)). Above 2 for every entangled pure state, 2√2 for a Bell pair.
 * @throws InputError as {@link schmidtCoefficients}.
 */
export function blockChsh(state: PureState, block: readonly number[]): number {
  return largestChsh(blockPlanes(state, block));
}

/**
 * How measurements on two sides agree where each side is measured in one plane of directions, from the axis of the largest correlation: <A(α) B(β)> = t₁ cos α cos β
 * + t₂ sin α sin β, t₁ >= t₂ >= 0.
 */
export interface BellPlanes {
  readonly t1: number;
  readonly t2: number;
}

/**
 * Of two sites, in the planes of the two largest correlations: t₁ and t₂ of {@link pairChsh}.
 * @throws InputError for a site twice or off the state.
 */
export function pairPlanes(state: State, pair: readonly [number, number]): BellPlanes {
  return planesOf(pairCorrelations(state, pair));
}

/**
 * Of a block of sites and the rest, both measured as qubits on pairs of Schmidt vectors: in a pure state t₁ = 1, t₂ = K of {@link blockChsh}.
 * @param reference of a mixture: the pure state whose Schmidt vectors the instruments are made for. A separable mixture stays within 2 with any.
 * @throws InputError for a block that is no cut, for a mixture without a reference, and for a reference of other sites.
 */
export function blockPlanes(state: State, block: readonly number[], reference?: PureState): BellPlanes {
  checkCut("blockPlanes.block", block, state.sites);
  if (state.kind !== "pure") {
    if (reference === undefined)
      refuse("blockPlanes", "a pure state", state.kind, "give a pure state whose Schmidt vectors are measured: reference");
    if (reference.sites !== state.sites) refuse("blockPlanes.reference", `${state.sites} sites, as the mixture has`, reference.sites);
    return planesOfBlocks(blockCorrelations(state, block, reference));
  }
  const c = schmidtCoefficients(state, block);
  let k = 0;
  for (let i = 0; i + 1 < c.length; i += 2) k += 2 * c[i] * c[i + 1];
  return { t1: 1, t2: k };
}

/** Angles in radians: two of the first side, then two of the second, [α, α', β, β']. */
export type ChshAngles = readonly [number, number, number, number];

/** E(α, β) + E(α, β') + E(α', β) - E(α', β'), E = <A B>: from -2 to 2 for local hidden variables (Clauser, Horne, Shimony & Holt, Phys. Rev. Lett. 23, 880 (1969)). */
export function chshAt({ t1, t2 }: BellPlanes, [a, a2, b, b2]: ChshAngles): number {
  const agreement = (alpha: number, beta: number) => t1 * Math.cos(alpha) * Math.cos(beta) + t2 * Math.sin(alpha) * Math.sin(beta);
  return agreement(a, b) + agreement(a, b2) + agreement(a2, b) - agreement(a2, b2);
}

/** Angles at which {@link chshAt} is largest, 2 √(t₁² + t₂²): 0, π/2, χ, -χ with tan χ = t₂/t₁. */
export function bestChshAngles({ t1, t2 }: BellPlanes): ChshAngles {
  const chi = Math.atan2(t2, t1);
  return [0, Math.PI / 2, chi, -chi];
}

// A Hamiltonian as an operator on vectors over a sector.
import { bitCount } from "../core/bits.ts";
import type { FlipGroup, Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import { type Basis, bitMask, type LookUpTables } from "./basis.ts";

/** A real symmetric matrix known by what it does to a vector. */
export interface LinearOperator {
  /** Length of the vectors. */
  readonly length: number;
  /** Overwrites `output` with the matrix times `input`. */
  apply(input: Float64Array, output: Float64Array): void;
}

/** H on a basis. A Hamiltonian with complex elements acts on vectors [real parts, imaginary parts] of twice the dimension. */
export interface SectorOperator extends LinearOperator {
  readonly complex: boolean;
  /** Whether there is any element off the diagonal. */
  readonly flips: boolean;
  /** <s|H|s> per state; with the flip of all spins folded in, without the terms that flip every spin. */
  readonly diagonal: Float64Array;
}

/** One group of the Hamiltonian, ready for bit tricks: m_F(s) = Σ_t c_t (-1)^{number of spins down in signs_t}. */
interface CompiledGroup {
  /** What maps a state to its partner. */
  readonly mask: number;
  /** F itself, which a fixed magnetisation lets flip only where half of its spins are down. */
  readonly flips: number;
  readonly signs: Int32Array;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  /** Where m_F depends on at most two sites: m_F by their two bits, at [a + 2 b] and its imaginary part at [4 + a + 2 b]. */
  readonly table: { readonly a: number; readonly b: number; readonly values: Float64Array } | null;
  /** The commonest case at fixed magnetisation: two sites that are flipped where they differ, with an element that depends on nothing else. */
  readonly exchange: Exchange | null;
}

interface Exchange {
  readonly a: number;
  readonly b: number;
  /** m_F and the mask by the two bits, both 0 where they are alike. */
  readonly values: Float64Array;
  readonly masks: Int32Array;
}

/** States are treated in blocks of this many, so that a block of the output stays in the cache while all groups add to it. */
const BLOCK = 2048;

/**
 * H as a matrix-free operator on `basis`. With `parity` ±1 the basis lists one state of each pair (s, -s) and the operator acts on the states
 * (|s> ± |-s>)/√2: a group that flips the last spin flips all the other spins instead, times the parity.
 */
export function sectorOperator(hamiltonian: Hamiltonian, basis: Basis, parity: 1 | -1 | null = null): SectorOperator {
  const groups = hamiltonian.groups.filter(({ flips }) => flips.length > 0).map((group) => compile(group, basis.size, parity));
  const complex = groups.some(({ imaginary }) => imaginary.some((value) => value !== 0));
  const diagonal = diagonalOf(hamiltonian, basis.states);
  const dimension = basis.states.length;
  const real = new Float64Array(BLOCK);
  const imaginary = new Float64Array(BLOCK);
  const apply = (input: Float64Array, output: Float64Array) => {
    for (let begin = 0; begin < dimension; begin += BLOCK) {
      const end = Math.min(begin + BLOCK, dimension);
      for (let i = begin; i < end; i++) output[i] = diagonal[i] * input[i];
      if (complex) for (let i = begin; i < end; i++) output[dimension + i] = diagonal[i] * input[dimension + i];
      for (const group of groups) {
        if (!complex && group.signs.length === 1 && group.signs[0] === 0 && basis.magnetisation === null) {
          addConstant(group, input, output, begin, end);
          continue;
        }
        if (!complex && group.exchange !== null && basis.tables !== null) {
          addExchange(group.exchange, basis.states, basis.tables, input, output, begin, end);
          continue;
        }
        elements(group, basis, begin, end, real, imaginary);
        if (complex) addComplex(group.mask, basis, real, imaginary, input, output, begin, end);
        else addReal(group.mask, basis, real, input, output, begin, end);
      }
    }
  };
  return { length: complex ? 2 * dimension : dimension, complex, flips: groups.length > 0, diagonal, apply };
}

function compile({ flips, terms }: FlipGroup, size: number, parity: 1 | -1 | null): CompiledGroup {
  const mask = bitMask(flips);
  const folded = parity !== null && (mask >> (size - 1)) & 1;
  const factor = folded ? parity : 1;
  const signs = Int32Array.from(terms, (term) => bitMask(term.signs));
  const real = Float64Array.from(terms, ({ coefficient }) => factor * coefficient[0]);
  const imaginary = Float64Array.from(terms, ({ coefficient }) => factor * coefficient[1]);
  const group = { mask: folded ? ~mask & (2 ** size - 1) : mask, flips: mask, signs, real, imaginary, table: null, exchange: null };
  const sites = [...new Set(terms.flatMap((term) => term.signs))];
  if (sites.length > 2) return group;
  const a = sites[0] ?? 0;
  const b = sites[1] ?? a;
  const values = new Float64Array(8);
  for (let pattern = 0; pattern < 4; pattern++) {
    const state = ((pattern & 1) << a) | ((pattern >> 1) << b);
    for (let t = 0; t < signs.length; t++) {
      values[pattern] += signOf(state & signs[t]) * real[t];
      values[4 + pattern] += signOf(state & signs[t]) * imaginary[t];
    }
  }
  const exchanges = mask === bitMask([a, b]) && a !== b;
  const exchange = exchanges
    ? { a, b, values: Float64Array.of(0, values[1], values[2], 0), masks: Int32Array.of(0, group.mask, group.mask, 0) }
    : null;
  return { ...group, table: { a, b, values }, exchange };
}

function diagonalOf({ groups }: Hamiltonian, states: Int32Array): Float64Array {
  const diagonal = new Float64Array(states.length);
  for (const { terms } of groups.filter(({ flips }) => flips.length === 0)) {
    for (const { coefficient, signs } of terms) {
      const mask = bitMask(signs);
      for (let i = 0; i < states.length; i++) diagonal[i] += signOf(states[i] & mask) * coefficient[0];
    }
  }
  return diagonal;
}

/** (-1)^{number of set bits}. */
function signOf(bits: number): number {
  let folded = bits ^ (bits >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  return 1 - 2 * ((0x6996 >>> (folded & 15)) & 1);
}

/** m_F of the states begin … end - 1 into the front of `real` and `imaginary`; exactly 0 where the partner is not in the basis. */
function elements(
  group: CompiledGroup,
  { states, magnetisation }: Basis,
  begin: number,
  end: number,
  real: Float64Array,
  imaginary: Float64Array,
) {
  const { signs, flips, table } = group;
  if (table === null) {
    for (let i = begin; i < end; i++) {
      let re = 0;
      let im = 0;
      for (let t = 0; t < signs.length; t++) {
        const sign = signOf(states[i] & signs[t]);
        re += sign * group.real[t];
        im += sign * group.imaginary[t];
      }
      real[i - begin] = re;
      imaginary[i - begin] = im;
    }
  } else {
    const { a, b, values } = table;
    for (let i = begin; i < end; i++) {
      const pattern = ((states[i] >> a) & 1) | (((states[i] >> b) & 1) << 1);
      real[i - begin] = values[pattern];
      imaginary[i - begin] = values[4 | pattern];
    }
  }
  if (magnetisation === null) return;
  // The terms cancel wherever the magnetisation would change, but rounding may leave a trace: it must not reach the look-up.
  const half = bitCount(flips) / 2;
  for (let i = begin; i < end; i++) {
    if ((real[i - begin] !== 0 || imaginary[i - begin] !== 0) && bitCount(states[i] & flips) !== half)
      real[i - begin] = imaginary[i - begin] = 0;
  }
}

function addConstant({ mask, real }: CompiledGroup, input: Float64Array, output: Float64Array, begin: number, end: number): void {
  const value = real[0];
  for (let i = begin; i < end; i++) output[i] += value * input[i ^ mask];
}

function addExchange(
  { a, b, values, masks }: Exchange,
  states: Int32Array,
  { lower, begin: first, rank }: LookUpTables,
  input: Float64Array,
  output: Float64Array,
  begin: number,
  end: number,
): void {
  const low = (1 << lower) - 1;
  for (let i = begin; i < end; i++) {
    const state = states[i];
    const pattern = ((state >> a) & 1) | (((state >> b) & 1) << 1);
    // Where nothing is exchanged a state is its own partner with weight 0: cheaper than a branch that cannot be predicted.
    const partner = state ^ masks[pattern];
    output[i] += values[pattern] * input[first[partner >> lower] + rank[partner & low]];
  }
}

function addReal(
  mask: number,
  basis: Basis,
  real: Float64Array,
  input: Float64Array,
  output: Float64Array,
  begin: number,
  end: number,
): void {
  const { states } = basis;
  for (let i = begin; i < end; i++) {
    const value = real[i - begin];
    if (value !== 0) output[i] += value * input[basis.indexOf(states[i] ^ mask)];
  }
}

function addComplex(
  mask: number,
  basis: Basis,
  real: Float64Array,
  imaginary: Float64Array,
  input: Float64Array,
  output: Float64Array,
  begin: number,
  end: number,
): void {
  const { states } = basis;
  const dimension = states.length;
  for (let i = begin; i < end; i++) {
    const re = real[i - begin];
    const im = imaginary[i - begin];
    if (re === 0 && im === 0) continue;
    const partner = basis.indexOf(states[i] ^ mask);
    output[i] += re * input[partner] - im * input[dimension + partner];
    output[dimension + i] += re * input[dimension + partner] + im * input[partner];
  }
}

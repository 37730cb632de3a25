// The basis with the least positive off-diagonal weight: sign changes by linear algebra over GF(2), under each permutation of the axes.
import { axesNames, type Frame } from "./frame.ts";
import type { Hamiltonian } from "./hamiltonian.ts";
import { inFrame, rotateMarshall, unrotated } from "./rotate.ts";
import { signsOf } from "./signs.ts";

/** A frame, and what it does to the signs of H. */
export interface ChosenFrame {
  readonly frame: Frame;
  /** Part of the off-diagonal weight Σ_F <|Re m_F|> that stays positive. 0: the ground state is positive where all elements are real. */
  readonly positivePart: number;
}

export interface FrameOptions {
  /** Whether the axes may be permuted: not where the diagonal has a meaning of its own. Default true. */
  readonly axes?: boolean;
}

/**
 * The frame with the fewest positive off-diagonal elements. A rotation by π about Z on the sites A takes m_F to (-1)^|F ∩ A| m_F, so all elements of
 * definite sign become negative if Σ_{i in F} a_i = [m_F > 0] (mod 2) has a solution a: Gaussian elimination, heavy groups first, those that contradict the
 * others left out; then single sites are turned while that lowers Σ_F <max(0, Re m_F)>. If positive elements are left, the other five
 * permutations of the axes are tried, and taken if one leaves none.
 */
export function chooseFrame(hamiltonian: Hamiltonian, { axes: permute = true }: FrameOptions = {}): ChosenFrame {
  const own = unrotated(hamiltonian);
  const plain = turnedFrame(own, "XYZ");
  if (plain.positivePart === 0 || !permute || own.magnetisation !== undefined) return plain;
  for (const axes of axesNames.slice(1)) {
    const turned = turnedFrame(own, axes);
    if (turned.positivePart === 0) return turned;
  }
  return plain;
}

/** The Hamiltonian in the frame that {@link chooseFrame} chooses. */
export function rotateSigns(hamiltonian: Hamiltonian, options?: FrameOptions): Hamiltonian {
  return inFrame(hamiltonian, chooseFrame(hamiltonian, options).frame);
}

/** A group whose element changes its sign where an odd number of its sites are turned. */
interface Sign {
  readonly sites: readonly number[];
  readonly positive: number;
  readonly negative: number;
}

function turnedFrame(own: Hamiltonian, axes: Frame["axes"]): ChosenFrame {
  const permuted = inFrame(own, { axes, turned: [] });
  const signs: Sign[] = [];
  for (const group of permuted.groups) {
    if (group.flips.length === 0) continue;
    const found = signsOf(group);
    // An element that depends on too many sites has no sign to speak of.
    if (found !== null) signs.push({ sites: group.flips, positive: found.positive, negative: found.negative });
  }
  const { size, sublattices } = own.lattice;
  const marshall = sublattices !== null && axes === "XYZ" ? rotateMarshall(own).frame.turned : [];
  let best = turnedSites([], size);
  let least = weightOf(signs, best);
  const starts = [turnedSites(marshall, size), turnedSites(eliminate(signs, size), size), best];
  for (const start of starts) {
    if (least === 0) break;
    const found = descend(signs, start);
    const weight = weightOf(signs, found);
    if (weight < least * (1 - SMALLER)) [best, least] = [found, weight];
  }
  const total = signs.reduce((sum, { positive, negative }) => sum + positive + negative, 0);
  return { frame: { axes, turned: Array.from(best.keys()).filter((i) => best[i] === 1) }, positivePart: total === 0 ? 0 : least / total };
}

/** A weight counts as smaller if it is so by more than this part. */
const SMALLER = 1e-9;

function turnedSites(sites: readonly number[], size: number): Uint8Array {
  const turned = new Uint8Array(size);
  for (const site of sites) turned[site] = 1;
  return turned;
}

function isTurned({ sites }: Sign, turned: Uint8Array): boolean {
  return sites.reduce((parity, site) => parity ^ turned[site], 0) === 1;
}

/** Σ_F of what stays positive. */
function weightOf(signs: readonly Sign[], turned: Uint8Array): number {
  return signs.reduce((total, sign) => total + (isTurned(sign, turned) ? sign.negative : sign.positive), 0);
}

/**
 * Solves Σ_{i in F} a_i = [F should be turned] over GF(2), the heaviest groups first; an equation that contradicts the ones before it is left out.
 * Site by site from the last: what stays open, the first site of a ring for one, is not turned.
 */
function eliminate(signs: readonly Sign[], size: number): number[] {
  const order = [...signs].sort((a, b) => Math.abs(b.positive - b.negative) - Math.abs(a.positive - a.negative));
  const words = Math.ceil(size / 32);
  /** The equation whose last site is i, its right side in the last word. */
  const pivots = new Array<Uint32Array | undefined>(size);
  for (const { sites, positive, negative } of order) {
    if (positive === negative) continue;
    const row = new Uint32Array(words + 1);
    for (const site of sites) row[site >> 5] ^= 1 << (site & 31);
    row[words] = positive > negative ? 1 : 0;
    for (let last = lastSite(row, words); last >= 0; last = lastSite(row, words)) {
      const pivot = pivots[last];
      if (pivot === undefined) {
        pivots[last] = row;
        break;
      }
      for (let w = 0; w <= words; w++) row[w] ^= pivot[w];
    }
  }
  const turned = new Uint32Array(words);
  const found: number[] = [];
  for (let site = 0; site < size; site++) {
    const row = pivots[site];
    if (row === undefined) continue;
    let parity = row[words];
    for (let w = 0; w < words; w++) parity ^= bitParity(row[w] & turned[w]);
    if (parity === 0) continue;
    turned[site >> 5] |= 1 << (site & 31);
    found.push(site);
  }
  return found;
}

function lastSite(row: Uint32Array, words: number): number {
  for (let w = words - 1; w >= 0; w--) if (row[w] !== 0) return 32 * w + 31 - Math.clz32(row[w]);
  return -1;
}

function bitParity(value: number): number {
  let folded = value ^ (value >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  return (0x6996 >>> (folded & 15)) & 1;
}

/** Turns single sites, and the two sites of a group, while that lowers the weight. */
function descend(signs: readonly Sign[], start: Uint8Array): Uint8Array {
  const turned = start.slice();
  const touching: number[][] = Array.from(start, () => []);
  for (const [index, { sites }] of signs.entries()) for (const site of sites) touching[site].push(index);
  const moves = [...Array.from(start.keys(), (site) => [site]), ...signs.flatMap(({ sites }) => (sites.length === 2 ? [sites] : []))];
  const scale = signs.reduce((total, { positive, negative }) => total + positive + negative, 0);
  const gainOf = (move: readonly number[]) => {
    let gain = 0;
    for (const index of new Set(move.flatMap((site) => touching[site]))) {
      const sign = signs[index];
      if (sign.sites.filter((site) => move.includes(site)).length % 2 === 0) continue;
      gain += isTurned(sign, turned) ? sign.negative - sign.positive : sign.positive - sign.negative;
    }
    return gain;
  };
  for (let improved = true; improved; ) {
    improved = false;
    for (const move of moves) {
      if (!(gainOf(move) > SMALLER * scale)) continue;
      for (const site of move) turned[site] ^= 1;
      improved = true;
    }
  }
  return turned;
}

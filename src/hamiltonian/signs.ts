// The signs of off-diagonal elements: which Hamiltonians are stoquastic.
import { evaluate, everyAssignment, MOST_ENUMERATED_SITES } from "./conservation.ts";
import { type FlipGroup, type Hamiltonian, sum } from "./hamiltonian.ts";

/** What rounding leaves of elements that cancel, as part of what they were added up from. */
const CANCELLATION = 1e-12;

/** What the elements m_F(s) of a group are like over all s. */
export interface GroupSigns {
  /** Means over s of max(0, Re m_F(s)) and of max(0, -Re m_F(s)). */
  readonly positive: number;
  readonly negative: number;
  /** Whether every element is real. */
  readonly real: boolean;
}

/** @returns `null` where an element depends on more than 16 sites. */
export function signsOf({ terms }: FlipGroup): GroupSigns | null {
  const sites = [...new Set(terms.flatMap(({ signs }) => signs))];
  if (sites.length > MOST_ENUMERATED_SITES) return null;
  const rounding = CANCELLATION * terms.reduce((total, { coefficient: [re, im] }) => total + Math.abs(re) + Math.abs(im), 0);
  let positive = 0;
  let negative = 0;
  let real = true;
  everyAssignment(sites, (spins) => {
    const [re, im] = evaluate(terms, spins);
    if (re > rounding) positive += re;
    if (re < -rounding) negative -= re;
    if (Math.abs(im) > rounding) real = false;
    return true;
  });
  const count = 1 << sites.length;
  return { positive: positive / count, negative: negative / count, real };
}

function everyOffDiagonalGroup({ groups }: Hamiltonian, holds: (signs: GroupSigns) => boolean): boolean {
  return groups.every((group) => {
    if (group.flips.length === 0) return true;
    const signs = signsOf(group);
    return signs !== null && holds(signs);
  });
}

/**
 * Whether every off-diagonal element is real and <= 0. The ground state of such an H can be chosen non-negative (Perron-Frobenius), so
 * it shares every symmetry that permutes configurations: zero momentum, even under the spin flip.
 */
export function isStoquastic(hamiltonian: Hamiltonian): boolean {
  return everyOffDiagonalGroup(hamiltonian, ({ positive, real }) => real && positive === 0);
}

/** Whether no off-diagonal element has a negative real part, so that <|f|| H ||f|> is at least the mean of the diagonal; imaginary parts cancel there. */
export function raisesOffDiagonally(hamiltonian: Hamiltonian): boolean {
  return everyOffDiagonalGroup(hamiltonian, ({ negative }) => negative === 0);
}

/** Re H, the strings with an even number of Y: all that is left between moduli, <|f|| H ||f|> = <|f|| Re H ||f|>. */
export function realPart({ lattice, strings, magnetisation }: Hamiltonian): Hamiltonian {
  const real = strings.filter(({ factors }) => factors.filter(([, matrix]) => matrix === "Y").length % 2 === 0);
  const part = sum("expression", lattice, real);
  return magnetisation === undefined ? part : { ...part, magnetisation };
}

// The rows of the accuracy table: problems, networks, and the errors that were published for them.
import type { ProblemSettings } from "../../settings/schema.ts";

/** An energy per site that no closed form here gives. */
export interface KnownEnergy {
  readonly energyPerSite: number;
  readonly method: string;
}

/** One line of the accuracy table: a problem, a density, and what was published for it. */
export interface AccuracyRow {
  readonly name: string;
  readonly problem: ProblemSettings;
  readonly density: number;
  /** Where no closed form reaches. */
  readonly exact?: KnownEnergy;
  /** Relative error of a published network of the same density. */
  readonly published?: { readonly relativeError: number; readonly source: string };
}

const CARLEO_TROYER = "Carleo & Troyer 2017, measured again";
const VARBENCH = "VarBench, RBM";

/** Exact diagonalisation (VarBench, Heisenberg square_36_P), and quantum Monte Carlo (Sandvik, Phys. Rev. B 56, 11678 (1997)), times 4 for Pauli matrices. */
const SQUARE_36: KnownEnergy = { energyPerSite: -97.7575895972357 / 36, method: "exact diagonalisation" };
const SQUARE_100: KnownEnergy = { energyPerSite: -2.686196, method: "quantum Monte Carlo" };

const published = (relativeError: number, source = CARLEO_TROYER) => ({ published: { relativeError, source } });

function isingRow(sites: number, field: number, density: number, more: Partial<AccuracyRow> = {}): AccuracyRow {
  return { name: `ising-${sites}-h${field}-a${density}`, problem: { model: "ising", sites, field }, density, ...more };
}

function heisenbergRow(sites: number, density: number, more: Partial<AccuracyRow> = {}): AccuracyRow {
  return { name: `heisenberg-${sites}-a${density}`, problem: { model: "heisenberg", sites }, density, ...more };
}

function squareRow(length: number, density: number, more: Partial<AccuracyRow>): AccuracyRow {
  const problem = { model: "heisenberg", lattice: "square", size: `${length}x${length}` } as const;
  return { name: `heisenberg-${length}x${length}-a${density}`, problem, density, ...more };
}

/** The accuracy table: the problems of Carleo & Troyer and some beyond them, small ones first. */
export const accuracyRows: readonly AccuracyRow[] = [
  isingRow(20, 1, 1),
  isingRow(40, 1, 1, published(1.1e-3)),
  isingRow(40, 1, 2),
  isingRow(40, 1, 4, published(5.3e-6)),
  isingRow(40, 2, 2),
  isingRow(80, 1, 1, published(3.2e-3)),
  isingRow(80, 1, 2),
  isingRow(80, 1, 4, published(6.8e-6)),
  isingRow(200, 1, 1),
  heisenbergRow(40, 1),
  heisenbergRow(40, 4, published(1.6e-6)),
  heisenbergRow(80, 1, published(4e-4)),
  heisenbergRow(80, 2, published(9e-5)),
  heisenbergRow(80, 4, published(7.5e-6)),
  heisenbergRow(200, 1),
  squareRow(6, 2, { exact: SQUARE_36, ...published(1.5e-2, VARBENCH) }),
  squareRow(10, 2, { exact: SQUARE_100, ...published(3.3e-3) }),
];

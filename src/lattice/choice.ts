// Lattices as data: their names, their boundaries, and the lattice that a choice of them is.
import { type Boundary, chain } from "./chain.ts";
import { edges } from "./edges.ts";
import { ladder } from "./ladder.ts";
import type { Lattice } from "./lattice.ts";
import { square } from "./square.ts";

export const latticeNames = ["chain", "square", "ladder", "edges"] as const;
export type LatticeName = (typeof latticeNames)[number];

/** Of both directions, or along x and along y. */
export const boundaryNames = ["periodic", "open", "periodic,open", "open,periodic"] as const;

/** A bond, and its weight where that is not 1. */
export type BondRow = readonly [number, number] | readonly [number, number, number];

/** A lattice as data, nothing left open: what a config and a weights file keep. */
export interface LatticeChoice {
  readonly lattice: LatticeName;
  /** N, whatever the lattice. */
  readonly sites: number;
  /** Of a square lattice or a ladder: `4x4`. */
  readonly size?: string;
  readonly boundary?: (typeof boundaryNames)[number];
  readonly edges?: readonly BondRow[];
}

/** The lattice that the data tell. @throws InputError for a size that no such lattice has. */
export function latticeOf({ lattice, sites, size = "", boundary = "periodic", edges: bonds = [] }: LatticeChoice): Lattice {
  if (lattice === "edges") {
    const pairs = bonds.map(([i, j]) => [i, j] as const);
    return edges(
      sites,
      pairs,
      bonds.map(([, , weight = 1]) => weight),
    );
  }
  const [alongX, alongY = alongX] = boundary.split(",") as Boundary[];
  if (lattice === "chain") return chain(sites, alongX);
  const [width, height] = size.split("x").map(Number);
  return lattice === "ladder" ? ladder(width, alongX) : square(width, height, [alongX, alongY]);
}

/** The data of a lattice, whoever made it: as a chain, a square or a ladder where it is one, else as its bonds, without any symmetry. */
export function choiceOf(lattice: Lattice): LatticeChoice {
  const { name, size, bonds, weights } = lattice;
  const named = choiceNamed(name);
  if (named && named.sites === size && weights === undefined && latticeOf(named).bonds.join() === bonds.join()) return named;
  const rows = bonds.map(([i, j], bond): BondRow => (weights ? [i, j, weights[bond]] : [i, j]));
  return { lattice: "edges", sites: size, edges: rows };
}

/** The lattice of a name such as `periodic chain of 20 sites`; under any other name a graph without symmetry, its bonds unknown. */
export function latticeNamed(name: string, sites: number): Lattice {
  const choice = choiceNamed(name);
  return choice ? latticeOf(choice) : edges(sites, []);
}

const direction = "(periodic|open)";
const chainPattern = new RegExp(`^${direction} chain of (\\d+) sites?$`);
const ladderPattern = new RegExp(`^${direction} ladder of (\\d+) × 2 sites$`);
const squarePattern = new RegExp(`^(${direction}(?:,${direction})?) square lattice of (\\d+) × (\\d+) sites$`);

function choiceNamed(name: string): LatticeChoice | null {
  const [, around, length] = chainPattern.exec(name) ?? [];
  if (around) return { lattice: "chain", sites: Number(length), boundary: around as Boundary };
  const [, along, rungs] = ladderPattern.exec(name) ?? [];
  if (along) return { lattice: "ladder", sites: 2 * Number(rungs), size: `${rungs}x2`, boundary: along as Boundary };
  const [, boundary, , , width, height] = squarePattern.exec(name) ?? [];
  if (!boundary) return null;
  const size = `${width}x${height}`;
  return { lattice: "square", sites: Number(width) * Number(height), size, boundary: boundary as (typeof boundaryNames)[number] };
}

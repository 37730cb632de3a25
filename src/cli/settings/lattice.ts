// The lattice that the settings ask for.
import { type BondRow, type LatticeChoice, type LatticeName, latticeOf } from "../../files/lattices.ts";
import { InputError } from "../../index.ts";
import { refuse } from "../../internal.ts";
import { DEFAULT_SITES, type ProblemSettings } from "./schema.ts";
import type { Where } from "./settings.ts";

/**
 * Fills in the defaults; a size alone means a square lattice, bonds alone a graph.
 * @param usualSites of a chain whose length was left open
 * @throws InputError for settings that do not fit together.
 */
export function latticeChoice(settings: ProblemSettings, where: Where, usualSites = DEFAULT_SITES): LatticeChoice {
  const { size, sites, boundary = "periodic" } = settings;
  const implied = size === undefined ? "chain" : "square";
  const { lattice = settings.edges === undefined ? implied : "edges" } = settings;
  for (const [key, owners] of Object.entries(ownersOfSetting)) {
    const value = settings[key as keyof typeof ownersOfSetting];
    if (value !== undefined && !owners.includes(lattice)) {
      const mend = key === "size" && lattice === "chain" ? "use --sites" : `leave it out, or use --lattice ${owners[0]}`;
      refuse(where(key), `none for the lattice "${lattice}"`, key === "edges" ? "bonds" : value, mend);
    }
  }
  if (boundary.includes(",") && lattice !== "square") refuse(where("boundary"), `periodic or open for the lattice "${lattice}"`, boundary);
  if (lattice === "chain") return { lattice, sites: sites ?? usualSites, boundary };
  if (lattice === "edges") return { lattice, ...graphChoice(settings, where) };
  if (size === undefined)
    throw new InputError(
      `${where("size")}: expected a size for the lattice "${lattice}", got none; add --size ${lattice === "square" ? "4x4" : "8x2"}`,
    );
  const [width, height = lattice === "ladder" ? 2 : Number.NaN] = size.split("x").map(Number);
  if (lattice === "ladder" && height !== 2) refuse(where("size"), "rungs, or rungs x 2, for a ladder", size);
  if (Number.isNaN(height)) refuse(where("size"), "width x height for a square lattice", size);
  if (sites !== undefined && sites !== width * height)
    refuse(where("sites"), `${width * height} sites, as the size ${size} says`, sites, "leave it out");
  return { lattice, sites: width * height, size: `${width}x${height}`, boundary };
}

/** The lattices that each setting belongs to. */
const ownersOfSetting: Readonly<Record<"size" | "edges" | "boundary", readonly LatticeName[]>> = {
  size: ["square", "ladder"],
  edges: ["edges"],
  boundary: ["chain", "square", "ladder"],
};

function graphChoice({ edges: bonds, sites }: ProblemSettings, where: Where): { sites: number; edges: readonly BondRow[] } {
  if (bonds === undefined)
    throw new InputError(`${where("edges")}: expected the bonds of the lattice "edges", got none; add --edges <file>`);
  const named = new Set(bonds.flatMap((row) => row.slice(0, 2)));
  const most = Math.max(-1, ...named);
  if (sites !== undefined && most >= sites) refuse(where("sites"), `more sites than the largest in the bonds, ${most}`, sites);
  const lone = Array.from({ length: most + 1 }, (_, site) => site).find((site) => !named.has(site));
  if (sites === undefined && lone !== undefined) {
    throw new InputError(
      `${where("edges")}: expected a bond for every site, counted from 0, got none for site ${lone}; add --sites ${most + 1} to keep it alone`,
    );
  }
  return { sites: sites ?? most + 1, edges: bonds };
}

/** For a heading: `20 sites, periodic`, or the lattice's own name. */
export function latticeText(choice: LatticeChoice): string {
  return choice.lattice === "chain" ? `${choice.sites} sites, ${choice.boundary}` : latticeOf(choice).name;
}

import type { Boundary } from "./chain.ts";
import type { Lattice } from "./lattice.ts";
import { grid } from "./square.ts";

/**
 * A ladder of two legs and `length` rungs; site r + length·leg. The boundary is that of the legs. Second neighbours are the diagonals of the
 * plaquettes; the translations run along the legs.
 * @throws InputError for a length no lattice has, or periodic legs of fewer than 3 sites.
 */
export function ladder(length: number, boundary: Boundary = "periodic"): Lattice {
  const named = { kind: "ladder", name: `${boundary} ladder of ${length} × 2 sites`, periodic: boundary === "periodic" };
  return grid(named, length, 2, boundary, "open");
}

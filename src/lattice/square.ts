// The square lattice, periodic or open in each direction.
import { checkInteger } from "../core/check.ts";
import { refuse, refuseUnknown } from "../core/errors.ts";
import { type Boundary, boundaries, MOST_SITES } from "./chain.ts";
import { type Bond, distinct, type Lattice, mirrored, twoColour, whenAsked } from "./lattice.ts";

/** The boundary in both directions, or along x and along y. */
export type SquareBoundary = Boundary | readonly [x: Boundary, y: Boundary];

/**
 * A square lattice of `width` × `height` sites; site x + width·y has bonds to (x+1, y) and (x, y+1), and the diagonals (x±1, y+1) as second
 * neighbours. The translations are those of the periodic directions; the point group is that of the square where both directions are alike,
 * else that of the rectangle.
 * @throws InputError for a size no lattice has, or a periodic direction of fewer than 3 sites: it would join two sites twice.
 */
export function square(width: number, height: number, boundary: SquareBoundary = "periodic"): Lattice {
  const [alongX, alongY] = typeof boundary === "string" ? [boundary, boundary] : boundary;
  const name = `${alongX === alongY ? alongX : `${alongX},${alongY}`} square lattice of ${width} × ${height} sites`;
  return grid({ kind: "square", name }, width, height, alongX, alongY);
}

/**
 * A lattice of `width` columns and `height` rows.
 * @param named what it is called; whether it counts as periodic, if that is not whether both directions are
 */
export function grid(
  named: Pick<Lattice, "kind" | "name"> & Partial<Pick<Lattice, "periodic">>,
  width: number,
  height: number,
  alongX: Boundary,
  alongY: Boundary,
): Lattice {
  checkDirection("lattice.width", width, alongX);
  checkDirection("lattice.height", height, alongY);
  const size = width * height;
  checkInteger("lattice.sites", size, 1, MOST_SITES);
  const periodic = { x: alongX === "periodic", y: alongY === "periodic" };
  const at = (x: number, y: number): number | null => {
    if (!(periodic.x || (x >= 0 && x < width)) || !(periodic.y || y < height)) return null;
    return ((x + width) % width) + width * (y % height);
  };
  const sites = Array.from({ length: size }, (_, i) => i);
  const joined = (steps: readonly (readonly [number, number])[]): Bond[] =>
    sites.flatMap((i) =>
      steps.flatMap(([dx, dy]): Bond[] => {
        const j = at((i % width) + dx, Math.floor(i / width) + dy);
        return j === null ? [] : [[i, j]];
      }),
    );
  const bonds = joined([
    [1, 0],
    [0, 1],
  ]);
  const shift = (dx: number, dy: number) =>
    sites.map((i) => (((i % width) + dx) % width) + width * ((Math.floor(i / width) + dy) % height));
  const turned = width === height && alongX === alongY ? [false, true] : [false];
  const pointGroup = turned.flatMap((turn) =>
    [false, true].flatMap((flipY) =>
      [false, true].map((flipX) =>
        sites.map((i) => {
          const [x, y] = [i % width, Math.floor(i / width)];
          const column = flipX ? mirrored(x, width, periodic.x) : x;
          const row = flipY ? mirrored(y, height, periodic.y) : y;
          return turn ? row + width * column : column + width * row;
        }),
      ),
    ),
  );
  const shiftsX = sites.slice(0, periodic.x ? width : 1);
  const shiftsY = sites.slice(0, periodic.y ? height : 1);
  const translations = whenAsked(() => shiftsY.flatMap((dy) => shiftsX.map((dx) => shift(dx, dy))));
  return {
    periodic: periodic.x && periodic.y,
    ...named,
    size,
    extent: [width, height],
    wraps: [periodic.x, periodic.y],
    sites,
    bonds,
    nextBonds: joined([
      [1, 1],
      [-1, 1],
    ]),
    get translations() {
      return translations();
    },
    pointGroup: distinct(pointGroup),
    sublattices: twoColour(size, bonds),
  };
}

function checkDirection(where: string, length: number, boundary: Boundary): void {
  if (!boundaries.includes(boundary)) refuseUnknown("lattice.boundary", boundary, boundaries);
  const least = boundary === "periodic" ? 3 : 1;
  if (Number.isInteger(length) && length >= least && length <= MOST_SITES) return;
  const mend = length === 2 ? "a periodic direction of 2 sites would join them twice: use open" : undefined;
  refuse(where, `an integer from ${least} to ${MOST_SITES} in the ${boundary} direction`, length, mend);
}

// The basis in which a Hamiltonian is treated, seen from the one in which it was written: axes permuted, then some sites turned about Z.
import type { Pauli, PauliString } from "./pauli.ts";

/**
 * The six rotations of all spins that permute the axes up to signs (global Clifford rotations): the name lists what X, Y and Z become, so
 * `ZYX` takes X to Z, Y to -Y and Z to X. Pauli strings stay Pauli strings, the spectrum stays.
 */
export const axesNames = ["XYZ", "YXZ", "ZYX", "XZY", "YZX", "ZXY"] as const;
/** What X, Y and Z become, in this order: one of {@link axesNames}. */
export type Axes = (typeof axesNames)[number];

/** The basis in which a Hamiltonian is treated, seen from the one in which it was written: first all axes are permuted, then some sites turned. */
export interface Frame {
  readonly axes: Axes;
  /** Sites rotated by π about the new Z, ascending: X and Y change their sign there. */
  readonly turned: readonly number[];
}

/** The basis in which a Hamiltonian was written. */
export const ownFrame: Frame = { axes: "XYZ", turned: [] };

export function isOwnFrame({ axes, turned }: Frame): boolean {
  return axes === "XYZ" && turned.length === 0;
}

export function sameFrame(a: Frame, b: Frame): boolean {
  return a.axes === b.axes && a.turned.join() === b.turned.join();
}

/** An odd permutation is a rotation if one axis changes its sign: here that of Y. */
const odd: readonly Axes[] = ["YXZ", "ZYX", "XZY"];
const paulis: readonly Pauli[] = ["X", "Y", "Z"];

type Image = readonly [matrix: Pauli, sign: 1 | -1];

function imageOf(axes: Axes, matrix: Pauli): Image {
  return [axes[paulis.indexOf(matrix)] as Pauli, matrix === "Y" && odd.includes(axes) ? -1 : 1];
}

/** What the rotation takes to `matrix`. */
function originOf(axes: Axes, matrix: Pauli): Image {
  const origin = paulis[axes.indexOf(matrix)];
  return [origin, imageOf(axes, origin)[1]];
}

function mapped(strings: readonly PauliString[], image: (site: number, matrix: Pauli) => Image): PauliString[] {
  return strings.map(({ coefficient: [re, im], factors }) => {
    let sign = 1;
    const turned = factors.map(([site, matrix]) => {
      const [becomes, factor] = image(site, matrix);
      sign *= factor;
      return [site, becomes] as const;
    });
    // Without a product -0 would become of 0.
    return { coefficient: sign === 1 ? [re, im] : [-re, im === 0 ? 0 : -im], factors: turned };
  });
}

function turnedBy(turned: readonly number[]): (site: number, matrix: Pauli) => 1 | -1 {
  const sites = new Set(turned);
  return (site, matrix) => (matrix !== "Z" && sites.has(site) ? -1 : 1);
}

/** Strings that were written in the user's basis, in a frame. */
export function toFrame(strings: readonly PauliString[], { axes, turned }: Frame): PauliString[] {
  const turn = turnedBy(turned);
  return mapped(strings, (site, matrix) => {
    const [becomes, sign] = imageOf(axes, matrix);
    return [becomes, (sign * turn(site, becomes)) as 1 | -1];
  });
}

/** Strings of a frame as the user would write them: undoes {@link toFrame}. */
export function fromFrame(strings: readonly PauliString[], { axes, turned }: Frame): PauliString[] {
  const turn = turnedBy(turned);
  return mapped(strings, (site, matrix) => {
    const [origin, sign] = originOf(axes, matrix);
    return [origin, (sign * turn(site, matrix)) as 1 | -1];
  });
}

/** Whether the frame leaves Z what it was, so that configurations mean the same in both. */
export function keepsZ({ axes }: Frame): boolean {
  return axes[2] === "Z";
}

const MOST_LISTED = 12;

/**
 * In words, how a frame came about: `rotated by π about Z on sites 1, 3, 5`. `null` for the user's own.
 * @param sublattices of the lattice, by which a Marshall rotation is known
 */
export function frameText({ axes, turned }: Frame, sublattices: readonly number[] | null, sites: number): string | null {
  const parts: string[] = [];
  if (axes !== "XYZ") {
    const images = paulis.map((matrix) => {
      const [becomes, sign] = imageOf(axes, matrix);
      return `${matrix} → ${sign < 0 ? "-" : ""}${becomes}`;
    });
    parts.push(`axes rotated (${images.join(", ")})`);
  }
  if (turned.length > 0) parts.push(`rotated by π about Z on ${placesText(turned, sublattices, sites)}`);
  return parts.length === 0 ? null : parts.join(", then ");
}

function placesText(turned: readonly number[], sublattices: readonly number[] | null, sites: number): string {
  if (turned.length === sites) return "every site";
  const marshall = sublattices?.flatMap((colour, site) => (colour === 1 ? [site] : []));
  if (marshall?.join() === turned.join()) return "one sublattice (Marshall)";
  const shown = turned.slice(0, MOST_LISTED).join(", ");
  return turned.length > MOST_LISTED
    ? `sites ${shown}, … (${turned.length} of ${sites})`
    : `site${turned.length === 1 ? "" : "s"} ${shown}`;
}

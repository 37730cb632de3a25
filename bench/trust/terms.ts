export type Letter = "X" | "Y" | "Z";

/** A real number times a product of Pauli matrices on different sites; the identity has no factors. */
export interface Term {
  readonly coefficient: number;
  readonly factors: readonly (readonly [site: number, letter: Letter])[];
}

export type Bond = readonly [number, number];

/** `term(0.5, "ZX", 3, 4)` is 0.5 Z_3 X_4. */
export function term(coefficient: number, letters: string, ...sites: readonly number[]): Term {
  return { coefficient, factors: sites.map((site, at) => [site, letters[at] as Letter]) };
}

/** Σ (Jx XX + Jy YY + Jz ZZ) over some bonds. */
export function exchange(bonds: readonly Bond[], jx: number, jy: number, jz: number): Term[] {
  return bonds.flatMap(([i, j]) => [term(jx, "XX", i, j), term(jy, "YY", i, j), term(jz, "ZZ", i, j)]);
}

/** The same field on every site. */
export function uniform(coefficient: number, letter: Letter, sites: number): Term[] {
  return range(sites).map((site) => term(coefficient, letter, site));
}

/** The terms written out one by one, `0.5*X(0)*X(1) - 0.3*Z(2)`. */
export function formulaOf(terms: readonly Term[]): string {
  return weighted(terms.map(({ coefficient, factors }) => [coefficient, factors.map(([site, letter]) => `${letter}(${site})`).join("*")]));
}

/** Numbers times pieces of a formula; those times zero are left out. */
export function weighted(pieces: readonly (readonly [weight: number, piece: string])[]): string {
  return pieces
    .filter(([weight]) => weight !== 0)
    .map(([weight, piece], at) => {
      const sign = weight < 0 ? "-" : "+";
      return `${at > 0 ? ` ${sign} ` : weight < 0 ? "-" : ""}${Math.abs(weight)}*${piece}`;
    })
    .join("");
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Bonds (i, i + step) of a chain. Of a ring of twice `step` sites each comes twice. */
export function chainBonds(sites: number, periodic: boolean, step = 1): Bond[] {
  return range(periodic ? sites : Math.max(0, sites - step)).map((i) => [i, (i + step) % sites]);
}

/** Bonds from (x, y) to (x + dx, y + dy) on a grid whose site x + width·y is; dx and dy not negative. */
export function gridBonds(width: number, height: number, periodic: boolean, [dx, dy]: readonly [number, number]): Bond[] {
  return range(width * height).flatMap((site): Bond[] => {
    const [x, y] = [(site % width) + dx, Math.floor(site / width) + dy];
    return periodic || (x < width && y < height) ? [[site, (x % width) + width * (y % height)]] : [];
  });
}

/** Every pair of sites. */
export function allPairs(sites: number): Bond[] {
  return range(sites).flatMap((i) => range(i).map((j): Bond => [j, i]));
}

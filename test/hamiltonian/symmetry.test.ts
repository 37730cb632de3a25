import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { denseMatrix } from "../../src/exact/enumerate.ts";
import { sameFrame } from "../../src/hamiltonian/frame.ts";
import { type Hamiltonian, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { pauli } from "../../src/hamiltonian/pauli.ts";
import { heisenberg, xxz } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { groundSector, isPolarised } from "../../src/hamiltonian/sector.ts";
import {
  conservesMagnetisation,
  conservesSpinFlip,
  groundStateSymmetry,
  isPointGroupInvariant,
  isStoquastic,
  isTranslationInvariant,
  raisesOffDiagonally,
} from "../../src/hamiltonian/symmetry.ts";
import { chain } from "../../src/lattice/chain.ts";
import { ladder } from "../../src/lattice/ladder.ts";
import { square } from "../../src/lattice/square.ts";
import { denseSpectrum, dzyaloshinskiiMoriya, randomHamiltonian } from "../exact/judges.ts";
import { sectorStates, spinsOf } from "../judges.ts";

/** Elements of the dense matrix that cancel leave at most this much. */
const ROUNDING = 1e-12;
/** Eigenvalues by ml-matrix: rounding times the norm. */
const SPECTRUM = 1e-10;
/** A component of an eigenvector that counts as zero. */
const SMALL = 1e-8;

/** (XX + YY) Z on the third: conserves magnetisation, is odd under the spin flip. */
function correlatedHopping(size: number): Hamiltonian {
  const strings = chain(size).sites.flatMap((i) =>
    (["X", "Y"] as const).map((matrix) => pauli(0.5, { [i]: matrix, [(i + 1) % size]: matrix, [(i + 2) % size]: "Z" })),
  );
  return sum("hopping", chain(size), strings);
}

const field = (size: number, strength: number) => chain(size).sites.map((i) => pauli(strength, { [i]: "Z" }));

const everything: [string, Hamiltonian][] = [
  ["Ising", ising(chain(4), { field: 0.5 })],
  ["Ising, field reversed", ising(chain(4), { field: -0.5 })],
  ["Ising, antiferromagnetic", ising(chain(5), { field: 0.5, coupling: -1 })],
  ["Ising, open", ising(chain(5, "open"), { field: 0.5 })],
  ["Ising, rotated", rotateMarshall(ising(chain(4), { field: 0.5 }))],
  ["Ising in a field along Z", sum("ising", chain(4), [...ising(chain(4), { field: 0.5 }).strings, ...field(4, 0.2)])],
  ...[2, 3, 4, 5, 6].map((size): [string, Hamiltonian] => [`Heisenberg of ${size} sites`, heisenberg(chain(size))]),
  ...[4, 6].map((size): [string, Hamiltonian] => [`Heisenberg of ${size} sites, rotated`, rotateMarshall(heisenberg(chain(size)))]),
  ...[3, 4, 6].map((size): [string, Hamiltonian] => [`Heisenberg of ${size} sites, open`, heisenberg(chain(size, "open"))]),
  ["Heisenberg on a plaquette", heisenberg(square(2, 2, "open"))],
  ["Heisenberg on a rectangle", heisenberg(square(2, 3, "open"))],
  ["Heisenberg on a ladder", heisenberg(ladder(3))],
  ["Ising on a cylinder", ising(square(3, 2, ["periodic", "open"]), { field: 0.5 })],
  ["Heisenberg, ferromagnetic", heisenberg(chain(6), { coupling: -1 })],
  ["XX", xxz(chain(6), { anisotropy: 0 })],
  ["XXZ, rotated", rotateMarshall(xxz(chain(6), { anisotropy: 1.7 }))],
  ["XXZ, easy axis ferromagnet", xxz(chain(4), { anisotropy: -2 })],
  ["Heisenberg in a field along Z", sum("h", chain(4), [...heisenberg(chain(4)).strings, ...field(4, 0.3)])],
  ["Heisenberg with one strong bond", sum("h", chain(4), [...heisenberg(chain(4)).strings, ...heisenberg(chain(2, "open")).strings])],
  ["Dzyaloshinskii-Moriya", dzyaloshinskiiMoriya(6, 0.5)],
  ["correlated hopping", correlatedHopping(6)],
  [
    "XX alone, which changes the magnetisation by 0 or 4",
    sum(
      "xx",
      chain(4),
      chain(4).bonds.map(([i, k]) => pauli(1, { [i]: "X", [k]: "X" })),
    ),
  ],
  [
    "exchange of second neighbours, raising",
    sum(
      "j2",
      chain(6),
      chain(6).sites.flatMap((i) => (["X", "Y", "Z"] as const).map((m) => pauli(0.4, { [i]: m, [(i + 2) % 6]: m }))),
    ),
  ],
  ["diagonal", sum("z", chain(4), field(4, 1))],
  ["nothing", sum("none", chain(4), [])],
  [
    "imaginary elements",
    sum(
      "xy",
      chain(4),
      chain(4).sites.flatMap((i) => [pauli(-1, { [i]: "X" }), pauli(0.5, { [i]: "Y" })]),
    ),
  ],
  ["imaginary elements alone", sum("y", chain(3), [pauli(1, { 0: "Y" }), pauli(1, { 1: "Z" })])],
  ["flip of all spins", sum("cat", chain(4), [pauli(-0.7, { 0: "X", 1: "X", 2: "X", 3: "X" })])],
  [
    "X with a sign that cancels nowhere",
    sum(
      "zx",
      chain(4),
      chain(4).sites.flatMap((i) => [pauli(-1, { [i]: "X" }), pauli(0.5, { [i]: "X", [(i + 1) % 4]: "Z" })]),
    ),
  ],
  [
    "X with a larger sign",
    sum(
      "zx",
      chain(4),
      chain(4).sites.flatMap((i) => [pauli(-1, { [i]: "X" }), pauli(1.5, { [i]: "X", [(i + 1) % 4]: "Z" })]),
    ),
  ],
  ...[1, 2, 3].map((seed): [string, Hamiltonian] => [`random strings, seed ${seed}`, randomHamiltonian(4, 12, 3, seed)]),
  ...[4, 5].map((seed): [string, Hamiltonian] => [`random even strings, seed ${seed}`, randomHamiltonian(4, 12, 4, seed, true)]),
];

/** Whether H maps as a permutation of configurations says: H_{π(s), π(s')} = H_{s, s'}. */
function invariant(hamiltonian: Hamiltonian, permute: (state: number) => number): boolean {
  const { dimension, real, imaginary } = denseMatrix(hamiltonian);
  for (let row = 0; row < dimension; row++) {
    for (let column = 0; column < dimension; column++) {
      const at = row * dimension + column;
      const moved = permute(row) * dimension + permute(column);
      if (Math.abs(real[at] - real[moved]) + Math.abs(imaginary[at] - imaginary[moved]) > ROUNDING) return false;
    }
  }
  return true;
}

function offDiagonal(hamiltonian: Hamiltonian, holds: (re: number, im: number, row: number, column: number) => boolean): boolean {
  const { dimension, real, imaginary } = denseMatrix(hamiltonian);
  for (let row = 0; row < dimension; row++) {
    for (let column = 0; column < dimension; column++) {
      const at = row * dimension + column;
      if (row !== column && !holds(real[at], imaginary[at], row, column)) return false;
    }
  }
  return true;
}

const translate = (size: number, translation: readonly number[]) => (state: number) =>
  Array.from({ length: size }, (_, i) => i).reduce((moved, i) => moved + (Math.floor(state / 2 ** i) % 2) * 2 ** translation[i], 0);
const magnetisation = (state: number, size: number) => spinsOf(state, size).reduce((a, b) => a + b, 0);

describe.each(everything)("%s", (_, hamiltonian) => {
  const { size, translations, pointGroup } = hamiltonian.lattice;
  const flip = (state: number) => 2 ** size - 1 - state;

  test("what is said of H is true of its dense matrix", () => {
    expect(conservesSpinFlip(hamiltonian)).toBe(invariant(hamiltonian, flip));
    expect(isTranslationInvariant(hamiltonian)).toBe(
      translations.every((translation) => invariant(hamiltonian, translate(size, translation))),
    );
    expect(isPointGroupInvariant(hamiltonian)).toBe(pointGroup.every((element) => invariant(hamiltonian, translate(size, element))));
    expect(conservesMagnetisation(hamiltonian)).toBe(
      offDiagonal(
        hamiltonian,
        (re, im, row, column) => Math.hypot(re, im) < ROUNDING || magnetisation(row, size) === magnetisation(column, size),
      ),
    );
    expect(isStoquastic(hamiltonian)).toBe(offDiagonal(hamiltonian, (re, im) => Math.abs(im) < ROUNDING && re < ROUNDING));
    expect(raisesOffDiagonally(hamiltonian)).toBe(offDiagonal(hamiltonian, (re) => re > -ROUNDING));
  });

  test("what is said of the ground state is true of one in the ground sector", () => {
    const said = groundStateSymmetry(hamiltonian);
    const states = sectorStates(size, groundSector(hamiltonian).magnetisation);
    for (const { claim, maps } of [
      { claim: said.translations, maps: translations.map((translation) => translate(size, translation)) },
      { claim: said.pointGroup, maps: pointGroup.map((element) => translate(size, element)) },
      { claim: said.spinFlip, maps: [flip] },
    ]) {
      if (claim === null) continue;
      if (!maps.every((map) => states.includes(map(states[0])))) continue; // an odd number of spins: the flip leaves the sector
      if (!claim && !invariantUnder(hamiltonian, states, maps)) continue; // H itself changes, so nothing is claimed of its eigenvectors
      const kept = symmetricGroundEnergy(hamiltonian, states, maps);
      const lowest = denseSpectrum(hamiltonian, (state) => states.includes(state))[0];
      if (claim) expect(Math.abs(kept - lowest)).toBeLessThan(SPECTRUM);
      else expect(kept).toBeGreaterThan(lowest + SPECTRUM);
    }
  });

  if (hamiltonian.lattice.sublattices !== null && size > 1) {
    test("the Marshall rotation keeps the spectrum, undoes itself, and says so", () => {
      const rotated = rotateMarshall(hamiltonian);
      const [before, after] = [denseSpectrum(hamiltonian), denseSpectrum(rotated)];
      for (const [k, value] of before.entries()) expect(Math.abs(value - after[k])).toBeLessThan(SPECTRUM);
      expect(sameFrame(rotated.frame, hamiltonian.frame)).toBe(false);
      expect(rotateMarshall(rotated).strings).toEqual(hamiltonian.strings);
    });
  }
});

function invariantUnder(hamiltonian: Hamiltonian, states: readonly number[], maps: readonly ((state: number) => number)[]): boolean {
  return maps.every((map) => invariant(hamiltonian, map) && states.every((state) => states.includes(map(state))));
}

/** The lowest eigenvalue among vectors that every map leaves unchanged, sign included: H projected on sums over the orbits. Real H. */
function symmetricGroundEnergy(hamiltonian: Hamiltonian, states: readonly number[], maps: readonly ((state: number) => number)[]): number {
  const { dimension, real, imaginary } = denseMatrix(hamiltonian);
  if (imaginary.some((value) => Math.abs(value) > ROUNDING)) throw new Error("a complex matrix is not judged here");
  const orbitOf = new Map<number, number>();
  const orbits: number[][] = [];
  for (const state of states) {
    if (orbitOf.has(state)) continue;
    const orbit = [state];
    orbitOf.set(state, orbits.length);
    for (const member of orbit) {
      for (const map of maps) {
        const moved = map(member);
        if (orbitOf.has(moved)) continue;
        orbitOf.set(moved, orbits.length);
        orbit.push(moved);
      }
    }
    orbits.push(orbit);
  }
  const projected = Matrix.zeros(orbits.length, orbits.length);
  for (const [i, a] of orbits.entries()) {
    for (const [k, b] of orbits.entries()) {
      let total = 0;
      for (const row of a) for (const column of b) total += real[row * dimension + column];
      projected.set(i, k, total / Math.sqrt(a.length * b.length));
    }
  }
  return Math.min(...new EigenvalueDecomposition(projected, { assumeSymmetric: true }).realEigenvalues);
}

describe("the Heisenberg ring, plain", () => {
  test.each([
    [4, true],
    [6, false],
    [8, true],
  ])("of %i sites: its ground state is even under translation and spin flip: %s", (size, even) => {
    expect(groundStateSymmetry(heisenberg(chain(size)))).toEqual({ translations: even, pointGroup: true, spinFlip: even });
    expect(groundStateSymmetry(rotateMarshall(heisenberg(chain(size))))).toEqual({ translations: true, pointGroup: true, spinFlip: true });
  });

  test("of 6 sites: the amplitudes change sign", () => {
    const states = sectorStates(6, 0);
    const { real } = denseMatrix(heisenberg(chain(6)));
    const matrix = new Matrix(states.map((row) => states.map((column) => real[row * 64 + column])));
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
    const lowest = realEigenvalues.indexOf(Math.min(...realEigenvalues));
    const amplitude = (state: number) => eigenvectorMatrix.get(states.indexOf(state), lowest);
    const shift = translate(6, [1, 2, 3, 4, 5, 0]);
    for (const state of states) {
      expect(Math.abs(amplitude(shift(state)) + amplitude(state))).toBeLessThan(SMALL);
      expect(Math.abs(amplitude(63 - state) + amplitude(state))).toBeLessThan(SMALL);
    }
  });
});

describe("sectors", () => {
  test("the smallest magnetisation where it is conserved and something flips, otherwise everything", () => {
    expect(groundSector(heisenberg(chain(6)))).toEqual({ magnetisation: 0 });
    expect(groundSector(heisenberg(chain(7)))).toEqual({ magnetisation: 1 });
    expect(groundSector(ising(chain(6), { field: 1 }))).toEqual({ magnetisation: null });
    expect(groundSector(ising(chain(6), { field: 0 }))).toEqual({ magnetisation: null });
  });

  test("it holds the ground state, but for the polarised ferromagnet", () => {
    for (const anisotropy of [-2, -1, -0.99, -0.5, 0, 0.5, 1, 3]) {
      for (const coupling of [1, -1]) {
        const hamiltonian = xxz(chain(6), { anisotropy, coupling });
        const inSector = denseSpectrum(hamiltonian, (state) => magnetisation(state, 6) === 0)[0];
        const polarised = inSector > denseSpectrum(hamiltonian)[0] + SPECTRUM;
        expect(isPolarised(hamiltonian)).toBe(polarised);
        if (polarised) expect(denseSpectrum(hamiltonian)[0]).toBeCloseTo(coupling * anisotropy * 6, 9);
      }
    }
  });
});

test("the Marshall rotation of what is not bipartite is refused with a way out", () => {
  expect(() => rotateMarshall(heisenberg(chain(13)))).toThrow(
    "hamiltonian.rotate: the Marshall rotation needs a bipartite lattice, got a periodic chain of 13 sites; use an even length or --boundary open",
  );
  expect(rotateMarshall(heisenberg(chain(13, "open"))).frame.turned).toEqual([1, 3, 5, 7, 9, 11]);
});

test("the rotated flip element of an antiparallel bond is -2J", () => {
  const { dimension, real } = denseMatrix(rotateMarshall(heisenberg(chain(4, "open"))));
  expect(real[1 * dimension + 2]).toBe(-2);
});

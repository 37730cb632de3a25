import { describe, expect, test } from "vitest";
import { denseMatrix } from "../../src/exact/enumerate.ts";
import { type ExactGroundState, exactGroundState } from "../../src/exact/groundState.ts";
import { type Hamiltonian, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { type Pauli, pauli } from "../../src/hamiltonian/pauli.ts";
import { heisenberg, xxz } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { chain } from "../../src/lattice/chain.ts";
import { denseSpectrum, dzyaloshinskiiMoriya, randomHamiltonian } from "./judges.ts";
import { dzyaloshinskiiMoriyaPerSite8, j1j2Energy14, openHeisenberg20, openHeisenbergPerSite8 } from "./references.ts";

/** Both codes work to rounding, times the norm of H. */
const ENERGY = 1e-9;
/** The iteration stops at a residual of 1e-11 times the norm of H, and rounding adds about as much. */
const RESIDUAL = 1e-8;
/** A reference printed with this many decimals. */
const TEN_DECIMALS = 1e-10;
const EIGHT_DECIMALS = 1e-8;
const SEVEN_DECIMALS = 1e-7;

/** <ψ|H|ψ>, |Hψ - Eψ| and |ψ| from the dense matrix, amplitudes placed by their configuration. */
function judge(hamiltonian: Hamiltonian, { basis, real, imaginary, energy }: ExactGroundState) {
  const { dimension, real: a, imaginary: b } = denseMatrix(hamiltonian);
  const re = new Float64Array(dimension);
  const im = new Float64Array(dimension);
  basis.states.forEach((state, i) => {
    re[state] = real[i];
    im[state] = imaginary?.[i] ?? 0;
  });
  let residual = 0;
  let norm = 0;
  for (let row = 0; row < dimension; row++) {
    let [up, down] = [-energy * re[row], -energy * im[row]];
    for (let column = 0; column < dimension; column++) {
      const at = row * dimension + column;
      up += a[at] * re[column] - b[at] * im[column];
      down += a[at] * im[column] + b[at] * re[column];
    }
    residual += up * up + down * down;
    norm += re[row] ** 2 + im[row] ** 2;
  }
  return { residual: Math.sqrt(residual), norm };
}

/** (XX + YY)(0.1 + 0.2 Z): where the magnetisation would change 0.1 + 0.2 - 0.1 - 0.2 leaves a trace of rounding. */
function correlatedHopping(size: number): Hamiltonian {
  const strings = chain(size).sites.flatMap((i) =>
    (["X", "Y"] as const).flatMap((matrix) => {
      const pair = { [i]: matrix, [(i + 1) % size]: matrix };
      return [pauli(0.1, pair), pauli(0.2, { ...pair, [(i + 2) % size]: "Z" })];
    }),
  );
  return sum("hopping", chain(size), strings);
}

function chiral(size: number): Hamiltonian {
  const lattice = chain(size);
  const orders: [Pauli, Pauli, Pauli, number][] = [
    ["X", "Y", "Z", 1],
    ["Y", "Z", "X", 1],
    ["Z", "X", "Y", 1],
    ["X", "Z", "Y", -1],
    ["Z", "Y", "X", -1],
    ["Y", "X", "Z", -1],
  ];
  const triples = lattice.sites.flatMap((i) =>
    orders.map(([a, b, c, sign]) => pauli(0.5 * sign, { [i]: a, [(i + 1) % size]: b, [(i + 2) % size]: c })),
  );
  return sum("chiral", lattice, [...heisenberg(lattice).strings, ...triples]);
}

describe("against the dense matrix and ml-matrix", () => {
  const everything: [string, Hamiltonian][] = [
    ["Ising", ising(chain(7), { field: 0.8 })],
    ["Ising, field reversed", ising(chain(6), { field: -0.8 })],
    ["Ising, frustrated", ising(chain(7), { field: 0.5, coupling: -1 })],
    ["Ising, rotated", rotateMarshall(ising(chain(6), { field: 0.8 }))],
    ["one spin", ising(chain(1, "open"), { field: 0.8 })],
    ["two spins", heisenberg(chain(2, "open"))],
    ["identity", sum("one", chain(4), [pauli(2.5, {})])],
    ["nothing", sum("none", chain(4), [])],
    ["diagonal", sum("z", chain(5), [pauli(1, { 0: "Z", 2: "Z" }), pauli(0.3, { 1: "Z" }), pauli(-0.4, { 1: "Z", 3: "Z", 4: "Z" })])],
    ["flip of all spins", sum("cat", chain(4), [pauli(0.7, { 0: "X", 1: "X", 2: "X", 3: "X" }), pauli(-1, { 0: "Z", 1: "Z" })])],
    ["real random strings", randomHamiltonian(6, 25, 2, 1)],
    ...[2, 3, 4].map((seed): [string, Hamiltonian] => [`random strings, seed ${seed}`, randomHamiltonian(6, 30, 6, seed)]),
    ...[5, 6, 7].map((seed): [string, Hamiltonian] => [
      `random spin-flip symmetric strings, seed ${seed}`,
      randomHamiltonian(6, 30, 6, seed, true),
    ]),
  ];
  test.each(everything)("%s", (_, hamiltonian) => {
    const found = exactGroundState(hamiltonian, { magnetisation: null });
    const { residual, norm } = judge(hamiltonian, found);
    expect(Math.abs(found.energy - denseSpectrum(hamiltonian)[0])).toBeLessThan(ENERGY);
    expect(residual).toBeLessThan(RESIDUAL);
    expect(norm).toBeCloseTo(1, 12);
  });

  const conserving: [string, Hamiltonian][] = [
    ["Heisenberg, N/2 even", heisenberg(chain(8))],
    ["Heisenberg, odd", heisenberg(chain(7))],
    ["Heisenberg, rotated", rotateMarshall(heisenberg(chain(6)))],
    ["Heisenberg, N/2 odd", heisenberg(chain(6))],
    ["XXZ ferromagnet", xxz(chain(6), { anisotropy: -2 })],
    ["Dzyaloshinskii-Moriya", dzyaloshinskiiMoriya(6, 0.7)],
    ["chiral", chiral(6)],
    ["correlated hopping", correlatedHopping(6)],
    ["field along Z", sum("z", chain(6), [...heisenberg(chain(6)).strings, pauli(0.3, { 0: "Z" }), pauli(-0.9, { 3: "Z" })])],
  ];
  test.each(conserving)("%s, in every magnetisation", (_, hamiltonian) => {
    const { size } = hamiltonian.lattice;
    for (let down = 0; down <= size; down++) {
      const sector = { magnetisation: size - 2 * down };
      const found = exactGroundState(hamiltonian, sector);
      const inSector = (state: number) => state.toString(2).replaceAll("0", "").length === down;
      expect(Math.abs(found.energy - denseSpectrum(hamiltonian, inSector)[0])).toBeLessThan(ENERGY);
      expect(judge(hamiltonian, found).residual).toBeLessThan(RESIDUAL);
    }
  });

  test("observables are those of the amplitudes", () => {
    const hamiltonian = randomHamiltonian(5, 30, 5, 11);
    const found = exactGroundState(hamiltonian, { magnetisation: null });
    const expectation = (operator: Hamiltonian) => {
      const { dimension, real: a } = denseMatrix(operator); // X and ZZ are real
      let total = 0;
      for (let row = 0; row < dimension; row++) {
        for (let column = 0; column < dimension; column++) {
          const [p, q] = [found.imaginary?.[row] ?? 0, found.imaginary?.[column] ?? 0];
          total += a[row * dimension + column] * (found.real[row] * found.real[column] + p * q);
        }
      }
      return total / 5;
    };
    const { lattice } = hamiltonian;
    expect(found.imaginary).not.toBeNull();
    expect(found.observables.x).toBeCloseTo(
      expectation(
        sum(
          "x",
          lattice,
          lattice.sites.map((i) => pauli(1, { [i]: "X" })),
        ),
      ),
      12,
    );
    expect(found.observables.zz).toBeCloseTo(
      expectation(
        sum(
          "zz",
          lattice,
          lattice.bonds.map(([i, j]) => pauli(1, { [i]: "Z", [j]: "Z" })),
        ),
      ),
      12,
    );
  });
});

describe("against published and independent numbers", () => {
  test("open Heisenberg chains", () => {
    expect(Math.abs(exactGroundState(heisenberg(chain(8, "open"))).energyPerSite - openHeisenbergPerSite8)).toBeLessThan(TEN_DECIMALS);
    expect(Math.abs(exactGroundState(rotateMarshall(heisenberg(chain(20, "open")))).energy - openHeisenberg20)).toBeLessThan(TEN_DECIMALS);
  });

  test("Dzyaloshinskii-Moriya ring: complex amplitudes, and the rotated basis has the same spectrum", () => {
    const hamiltonian = dzyaloshinskiiMoriya(8, 0.5);
    const found = exactGroundState(hamiltonian);
    expect(Math.abs(found.energyPerSite - dzyaloshinskiiMoriyaPerSite8)).toBeLessThan(SEVEN_DECIMALS);
    expect(found.imaginary).not.toBeNull();
    expect(Math.abs(exactGroundState(rotateMarshall(hamiltonian)).energy - found.energy)).toBeLessThan(ENERGY);
  });

  test("J1-J2 rings: J2 = 0.2 of 14 sites, and the Majumdar-Ghosh point, -1.5 per site", () => {
    const ring = (size: number, second: number) => {
      const lattice = chain(size);
      const next = lattice.sites.flatMap((i) =>
        (["X", "Y", "Z"] as const).map((matrix) => pauli(second, { [i]: matrix, [(i + 2) % size]: matrix })),
      );
      return sum("j1j2", lattice, [...heisenberg(lattice).strings, ...next]);
    };
    expect(Math.abs(exactGroundState(ring(14, 0.2)).energy - j1j2Energy14)).toBeLessThan(EIGHT_DECIMALS);
    expect(Math.abs(exactGroundState(ring(10, 0.5)).energyPerSite + 1.5)).toBeLessThan(ENERGY);
  });

  test("the same call gives the same bits", () => {
    const [first, second] = [exactGroundState(dzyaloshinskiiMoriya(8, 0.5)), exactGroundState(dzyaloshinskiiMoriya(8, 0.5))];
    expect(first.energy).toBe(second.energy);
    expect(first.real).toEqual(second.real);
  });

  test("a lattice that is too large is refused before work starts", () => {
    expect(() => exactGroundState(ising(chain(21), { field: 1 }))).toThrow(/at most 20 sites .* got a periodic chain of 21 sites/);
    expect(() => exactGroundState(heisenberg(chain(26)))).toThrow(/24 where the magnetisation is conserved/);
    expect(() => exactGroundState(heisenberg(chain(4)), { magnetisation: 1 })).toThrow(/exact.magnetisation/);
  });
});

import { test as property } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { denseMatrix } from "../../src/exact/enumerate.ts";
import { type Hamiltonian, hamiltonianText, matrixElement, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { collect, operatorText, type Pauli, type PauliString, pauli } from "../../src/hamiltonian/pauli.ts";
import { heisenberg, xxz } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { chain } from "../../src/lattice/chain.ts";
import { add, type Complex, distance, spinsOf, stringElement } from "../judges.ts";

/** A few additions of numbers of order one, in another order. */
const ROUNDING = 1e-12;
/** The same cases in every run. */
const SAME_CASES = { seed: 20_260, numRuns: 150 };

const SIZE = 4;
const lattice = chain(SIZE);

/** Sums of up to 12 strings on 4 sites; equal operators occur, and coefficients from 1e-3 to 1e3, exact fractions among them. */
const arbitraryStrings = fc.array(
  fc
    .record({
      matrices: fc.array(fc.constantFrom("1", "X", "Y", "Z"), { minLength: SIZE, maxLength: SIZE }),
      coefficient: fc.oneof(fc.integer({ min: -4, max: 4 }), fc.double({ min: -1e3, max: 1e3, noNaN: true })),
    })
    .map(({ matrices, coefficient }) =>
      pauli(
        coefficient,
        Object.fromEntries(matrices.flatMap((matrix, site): [number, Pauli][] => (matrix === "1" ? [] : [[site, matrix as Pauli]]))),
      ),
    ),
  { maxLength: 12 },
);

/** <s|H|s'> summed over the strings as they were given. */
function elements(strings: readonly PauliString[], size: number): Complex[][] {
  const states = Array.from({ length: 2 ** size }, (_, state) => spinsOf(state, size));
  return states.map((row) =>
    states.map((column) => strings.reduce<Complex>((total, string) => add(total, stringElement(string, row, column)), [0, 0])),
  );
}

/** The matrix of the flip groups: the form that local energies and exact diagonalisation read. */
function connected({ groups, lattice: { size } }: Hamiltonian): Complex[][] {
  const matrix = Array.from({ length: 2 ** size }, () => new Array<Complex>(2 ** size).fill([0, 0]));
  for (const group of groups) {
    const mask = group.flips.reduce((bits, site) => bits + 2 ** site, 0);
    for (const [state, row] of matrix.entries()) row[state ^ mask] = add(row[state ^ mask], matrixElement(group, spinsOf(state, size)));
  }
  return matrix;
}

/** Reads `- 1 Z0 Z1 + 0.5 X0` back. */
function parse(text: string): PauliString[] {
  if (text === "0") return [];
  const tokens = text.split(" ");
  const strings: PauliString[] = [];
  let sign = 1;
  let value = Number.NaN;
  let factors: Record<number, Pauli> = {};
  const finish = () => {
    if (!Number.isNaN(value)) strings.push(pauli(sign * value, factors));
    factors = {};
  };
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k];
    if (token === "+" || token === "-" || k === 0) {
      finish();
      sign = token === "-" ? -1 : 1;
      value = Number(token === "+" || token === "-" ? tokens[++k] : token);
    } else {
      factors[Number(token.slice(1))] = token[0] as Pauli;
    }
  }
  finish();
  return strings;
}

function sameMatrix(found: readonly (readonly Complex[])[], wanted: readonly (readonly Complex[])[], size: number): void {
  const worst = Math.max(...found.flatMap((row, i) => row.map((z, k) => distance(z, wanted[i][k]))));
  expect(worst).toBeLessThanOrEqual(ROUNDING * Math.max(1, size));
}

describe("matrix, connected elements and text of one record agree", () => {
  property.prop([arbitraryStrings], SAME_CASES)("for random strings", (strings) => {
    const hamiltonian = sum("random", lattice, strings);
    const wanted = elements(strings, SIZE);
    const size = strings.reduce((total, { coefficient: [re] }) => total + Math.abs(re), 0);
    sameMatrix(connected(hamiltonian), wanted, size);
    const { dimension, real, imaginary } = denseMatrix(hamiltonian);
    sameMatrix(
      Array.from({ length: dimension }, (_, i) =>
        Array.from({ length: dimension }, (_, k): Complex => [real[i * dimension + k], imaginary[i * dimension + k]]),
      ),
      wanted,
      size,
    );
    const read = parse(hamiltonianText(hamiltonian));
    expect(read).toEqual(hamiltonian.strings);
    sameMatrix(elements(read, SIZE), wanted, size);
    // Hermitian, each set of flips once, each operator once, nothing that is zero.
    for (const [i, row] of wanted.entries())
      for (const [k, [re, im]] of row.entries())
        expect(distance(wanted[k][i], [re, -im])).toBeLessThanOrEqual(ROUNDING * Math.max(1, size));
    expect(new Set(hamiltonian.groups.map(({ flips }) => flips.join())).size).toBe(hamiltonian.groups.length);
    expect(new Set(hamiltonian.strings.map(operatorText)).size).toBe(hamiltonian.strings.length);
    expect(hamiltonian.strings.every(({ coefficient: [re] }) => re !== 0)).toBe(true);
  });

  test.each([
    ["Ising", ising(chain(4), { field: 0.5, coupling: 2 }), 8],
    ["Ising of two sites", ising(chain(2), { field: 0.5 }), 3],
    ["Heisenberg", heisenberg(chain(5)), 15],
    ["XXZ", xxz(chain(4, "open"), { anisotropy: -0.3, coupling: 0.7 }), 9],
    ["without anisotropy", xxz(chain(4), { anisotropy: 0 }), 8],
  ])("%s", (_, hamiltonian, strings) => {
    expect(hamiltonian.strings.length).toBe(strings);
    sameMatrix(connected(hamiltonian), elements(hamiltonian.strings, hamiltonian.lattice.size), 10);
    expect(parse(hamiltonianText(hamiltonian))).toEqual(hamiltonian.strings);
  });
});

describe("the models are their formulas", () => {
  const bonds = (size: number) => Array.from({ length: size }, (_, i): [number, number] => [i, (i + 1) % size]);

  test("Ising: -J Σ Z Z - h Σ X, spin by spin", () => {
    const matrix = connected(ising(chain(5), { field: 0.7, coupling: 1.3 }));
    for (const [state, row] of matrix.entries()) {
      const s = spinsOf(state, 5);
      for (const [other, [re, im]] of row.entries()) {
        const unlike = (state ^ other).toString(2).replaceAll("0", "").length;
        const wanted = unlike === 0 ? -1.3 * bonds(5).reduce((total, [i, k]) => total + s[i] * s[k], 0) : unlike === 1 ? -0.7 : 0;
        expect(Math.abs(re - wanted) + Math.abs(im)).toBeLessThan(ROUNDING);
      }
    }
  });

  test("XXZ: J (2 on antiparallel neighbours exchanged, Δ Σ Z Z on the diagonal)", () => {
    const matrix = connected(xxz(chain(5), { anisotropy: 0.4, coupling: 1.5 }));
    for (const [state, row] of matrix.entries()) {
      const s = spinsOf(state, 5);
      for (const [other, [re, im]] of row.entries()) {
        const exchanged = bonds(5).filter(([i, k]) => s[i] !== s[k] && (state ^ other) === 2 ** i + 2 ** k).length;
        const diagonal = state === other ? 0.4 * bonds(5).reduce((total, [i, k]) => total + s[i] * s[k], 0) : 0;
        expect(Math.abs(re - 1.5 * (2 * exchanged + diagonal)) + Math.abs(im)).toBeLessThan(ROUNDING);
      }
    }
  });
});

test("text, written out", () => {
  expect(hamiltonianText(ising(chain(2, "open"), { field: 0.5 }))).toBe("- 1 Z0 Z1 - 0.5 X0 - 0.5 X1");
  expect(hamiltonianText(sum("one", chain(2), [pauli(2, {}), pauli(-1.5, { 1: "Y", 0: "Z" })]))).toBe("2 - 1.5 Z0 Y1");
  expect(hamiltonianText(sum("none", chain(2), [pauli(1, { 0: "X" }), pauli(-1, { 0: "X" })]))).toBe("0");
});

test("equal operators are added, in the order of their first appearance", () => {
  const found = collect([pauli(1, { 1: "X" }), pauli(2, { 0: "Z" }), pauli(3, { 1: "X" }), pauli(-2, { 0: "Z" })]);
  expect(found).toEqual([pauli(4, { 1: "X" })]);
});

test("what is no Hermitian operator on the lattice is refused", () => {
  expect(() => sum("mine", lattice, [pauli(Number.NaN, { 0: "X" })])).toThrow("hamiltonian.mine: expected finite coefficients");
  expect(() => sum("mine", lattice, [pauli(Number.POSITIVE_INFINITY, { 0: "X" })])).toThrow("expected finite coefficients");
  expect(() => sum("mine", lattice, [pauli([0, 1], { 0: "X", 1: "Y" })])).toThrow(
    'hamiltonian.mine: expected a Hermitian operator, got "(0 + 1i) X0 Y1"',
  );
  expect(() => sum("mine", lattice, [pauli(1, { 4: "X" })])).toThrow('hamiltonian.mine: expected sites 0 to 3, got "site 4 in X4"');
  expect(() => sum("mine", lattice, [pauli(Number.NaN, { 0: "X" })], { j: Number.NaN })).toThrow(
    "mine.j: expected a finite number, got NaN",
  );
  expect(() => ising(lattice, { field: Number.NaN })).toThrow("ising.field: expected a finite number, got NaN");
  expect(() => ising(lattice, { field: 1, coupling: Number.POSITIVE_INFINITY })).toThrow("ising.coupling");
  expect(() => heisenberg(lattice, { coupling: Number.NaN })).toThrow("heisenberg.coupling");
  expect(() => xxz(lattice, { anisotropy: Number.NaN })).toThrow("xxz.anisotropy");
});

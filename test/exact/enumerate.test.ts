import { expect, test } from "vitest";
import { spinsOf } from "../../src/exact/basis.ts";
import { denseMatrix } from "../../src/exact/enumerate.ts";
import { matrixElement, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { pauli } from "../../src/hamiltonian/pauli.ts";
import { chain } from "../../src/lattice/chain.ts";
import { randomHamiltonian } from "./judges.ts";

/** A few additions of numbers of order one, in another order. */
const ROUNDING = 1e-13;

test("the Kronecker product of the strings is the matrix of the groups", () => {
  for (const seed of [1, 2, 3]) {
    const hamiltonian = randomHamiltonian(5, 40, 5, seed);
    const { dimension, real, imaginary } = denseMatrix(hamiltonian);
    for (const group of hamiltonian.groups) {
      const mask = group.flips.reduce((bits, site) => bits + 2 ** site, 0);
      for (let state = 0; state < dimension; state++) {
        const [re, im] = matrixElement(group, spinsOf(state, 5));
        const at = state * dimension + (state ^ mask);
        expect(Math.abs(real[at] - re) + Math.abs(imaginary[at] - im)).toBeLessThan(ROUNDING);
        real[at] = imaginary[at] = 0;
      }
    }
    expect(real.every((value) => value === 0) && imaginary.every((value) => value === 0)).toBe(true); // nothing else is left
  }
});

test("Y_1 of two sites, written out", () => {
  const { real, imaginary } = denseMatrix(sum("y", chain(2), [pauli(1, { 1: "Y" })]));
  expect(real.every((value) => value === 0)).toBe(true);
  expect(Array.from(imaginary, (value) => value + 0)).toEqual([0, 0, -1, 0, 0, 0, 0, -1, 1, 0, 0, 0, 0, 1, 0, 0]);
});

test("more than 10 sites are refused", () => {
  expect(() => denseMatrix(sum("none", chain(11), []))).toThrow(/from 1 to 10, got 11/);
});

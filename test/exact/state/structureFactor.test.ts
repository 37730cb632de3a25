import { describe, expect, test } from "vitest";
import { exactGroundState } from "../../../src/exact/groundState.ts";
import { correlations } from "../../../src/exact/state/expectation.ts";
import { stateOfGround } from "../../../src/exact/state/ground.ts";
import { diagonalState, pureState, type State } from "../../../src/exact/state/state.ts";
import { structureFactor } from "../../../src/exact/state/structureFactor.ts";
import type { Pauli } from "../../../src/hamiltonian/pauli.ts";
import { heisenberg } from "../../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../../src/hamiltonian/presets/ising.ts";
import { chain } from "../../../src/lattice/chain.ts";
import { edges } from "../../../src/lattice/edges.ts";
import { square } from "../../../src/lattice/square.ts";
import { testStream } from "../../engine.ts";
import { multiply, spinsOf } from "../../judges.ts";

const ROUNDING = 1e-11;

function randomState(sites: number): State {
  const stream = testStream(sites);
  const draw = () => Array.from({ length: 2 ** sites }, () => stream.uniform() - 0.5);
  return pureState(draw(), draw());
}

describe("correlations", () => {
  test("of each Pauli matrix are sums over configurations", () => {
    const state = randomState(5);
    if (state.kind !== "pure") throw new Error("pure");
    for (const matrix of ["X", "Y", "Z"] as Pauli[]) {
      const found = correlations(state, matrix);
      for (const [i, j] of [
        [0, 3],
        [4, 2],
      ]) {
        let expected = 0;
        for (let s = 0; s < 32; s++) {
          const spins = spinsOf(s, 5);
          const other = matrix === "Z" ? s : s ^ (1 << i) ^ (1 << j);
          // <s|Y_i Y_j|s'> = (-i s_i)(-i s_j).
          const element = matrix === "X" ? 1 : (matrix === "Y" ? -1 : 1) * spins[i] * spins[j];
          expected += element * multiply([state.real[s], -state.imaginary[s]], [state.real[other], state.imaginary[other]])[0];
        }
        expect(Math.abs(found[i][j] - expected)).toBeLessThan(ROUNDING);
        expect(found[j][i]).toBe(found[i][j]);
      }
      expect(found.map((row, i) => row[i])).toEqual([1, 1, 1, 1, 1]);
    }
  });
});

describe("structureFactor", () => {
  test("is |Σ e^{iqr} Z|²/N of one configuration, on a ring and on a rectangle", () => {
    for (const [lattice, width] of [
      [chain(6), 6],
      [square(4, 3), 4],
      [square(3, 3), 3],
    ] as const) {
      const { size } = lattice;
      const state = 0b010_110_100_101 & (2 ** size - 1);
      const neither = diagonalState(Float64Array.from({ length: 2 ** size }, (_, s) => (s === state ? 1 : 0)));
      const spins = spinsOf(state, size);
      const found = structureFactor(correlations(neither, "Z"), lattice);
      expect(found).toHaveLength(size);
      for (const { momentum, value } of found) {
        let [re, im] = [0, 0];
        for (const [i, s] of spins.entries()) {
          const phase = momentum[0] * (i % width) + (momentum[1] ?? 0) * Math.floor(i / width);
          re += s * Math.cos(phase);
          im += s * Math.sin(phase);
        }
        expect(Math.abs(value - (re * re + im * im) / size)).toBeLessThan(ROUNDING);
      }
    }
  });

  test("has N momenta 2πk/N, sums to N, peaks at π for an antiferromagnet and at 0 for a ferromagnet", () => {
    const ring = chain(8);
    const anti = structureFactor(correlations(stateOfGround(exactGroundState(heisenberg(ring))), "Z"), ring);
    expect(anti.map(({ momentum }) => momentum[0])).toEqual(ring.sites.map((k) => (2 * Math.PI * k) / 8));
    expect(anti.reduce((total, { value }) => total + value, 0)).toBeCloseTo(8, 10);
    // A singlet has Σ Z = 0.
    expect(anti[0].value).toBeCloseTo(0, 10);
    expect(Math.max(...anti.map(({ value }) => value))).toBe(anti[4].value);
    const ferro = structureFactor(correlations(stateOfGround(exactGroundState(ising(ring, { field: 0.5 }))), "Z"), ring);
    expect(Math.max(...ferro.map(({ value }) => value))).toBe(ferro[0].value);
    const grid = square(3, 4);
    const plain = structureFactor(correlations(stateOfGround(exactGroundState(heisenberg(grid))), "Z"), grid);
    expect(plain.reduce((total, { value }) => total + value, 0)).toBeCloseTo(12, 10);
    expect(plain[4].momentum).toEqual([(2 * Math.PI) / 3, Math.PI / 2]);
  });

  test("refuses lattices without known momenta", () => {
    const four = [1, 2, 3, 4].map(() => [1, 1, 1, 1]);
    expect(() => structureFactor(four, edges(4, [[0, 1]]))).toThrow("structureFactor.lattice");
    expect(() => structureFactor(four, chain(5))).toThrow("5 × 5 values");
  });
});

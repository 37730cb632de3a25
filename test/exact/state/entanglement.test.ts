import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { exactGroundState } from "../../../src/exact/groundState.ts";
import { coherence, mutualInformation } from "../../../src/exact/state/basisDependent.ts";
import { blockChsh, pairChsh } from "../../../src/exact/state/bell.ts";
import { blockEntropy, negativity, schmidtCoefficients } from "../../../src/exact/state/entanglement.ts";
import { stateOfGround } from "../../../src/exact/state/ground.ts";
import { reducedDensityMatrix } from "../../../src/exact/state/reduced.ts";
import { densityMatrix, diagonalState, type PureState, pureState } from "../../../src/exact/state/state.ts";
import { heisenberg } from "../../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../../src/hamiltonian/presets/ising.ts";
import { rotateMarshall } from "../../../src/hamiltonian/rotate.ts";
import { chain } from "../../../src/lattice/chain.ts";
import { testStream } from "../../engine.ts";
import { type Complex, conjugate, multiply } from "../../judges.ts";

/** Singular values by two routes: rounding. */
const ROUNDING = 1e-12;
/** A reference printed with this many decimals. */
const FOUR_DECIMALS = 5e-5;

const bell = pureState([1, 0, 0, 1]);
const singlet = pureState([0, 1, -1, 0]);

function randomState(sites: number, seed: number): PureState {
  const stream = testStream(seed);
  const draw = () => Array.from({ length: 2 ** sites }, () => stream.uniform() - 0.5);
  return pureState(draw(), draw());
}

const amplitude = (state: PureState, s: number): Complex => [state.real[s], state.imaginary[s]];
const bits = (s: number, sites: readonly number[]) => sites.reduce((total, site, k) => total + (((s >> site) & 1) << k), 0);

/** ρ_A written out: Σ_{s, s' alike outside A} ψ(s) ψ(s')*. */
function reducedByHand(state: PureState, block: readonly number[]): Complex[][] {
  const size = 2 ** block.length;
  const rest = Array.from({ length: state.sites }, (_, i) => i).filter((i) => !block.includes(i));
  const rho = Array.from({ length: size }, () => Array.from({ length: size }, (): [number, number] => [0, 0]));
  for (let s = 0; s < 2 ** state.sites; s++) {
    for (let t = 0; t < 2 ** state.sites; t++) {
      if (bits(s, rest) !== bits(t, rest)) continue;
      const [re, im] = multiply(amplitude(state, s), conjugate(amplitude(state, t)));
      rho[bits(s, block)][bits(t, block)][0] += re;
      rho[bits(s, block)][bits(t, block)][1] += im;
    }
  }
  return rho;
}

/** Every eigenvalue twice, by the general solver of ml-matrix. */
function spectrumByHand(rho: readonly (readonly Complex[])[]): number[] {
  const n = rho.length;
  const matrix = Matrix.zeros(2 * n, 2 * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      matrix.set(i, k, rho[i][k][0]);
      matrix.set(n + i, n + k, rho[i][k][0]);
      matrix.set(i, n + k, -rho[i][k][1]);
      matrix.set(n + i, k, rho[i][k][1]);
    }
  }
  return new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues;
}

describe("states known by heart", () => {
  test("a Bell pair: ln 2, negativity 1/2, coherence 1, 2√2 by either CHSH value, ln 2 of mutual information", () => {
    for (const state of [bell, singlet]) {
      expect(blockEntropy(state, [0])).toBeCloseTo(Math.LN2, 12);
      expect(blockEntropy(state, [1], 2)).toBeCloseTo(Math.LN2, 12);
      expect(blockEntropy(state, [1], Number.POSITIVE_INFINITY)).toBeCloseTo(Math.LN2, 12);
      expect(negativity(state, [0])).toBeCloseTo(0.5, 12);
      expect(negativity(densityMatrix(state), [0])).toBeCloseTo(0.5, 12);
      expect(coherence(state)).toBeCloseTo(1, 12);
      expect(pairChsh(state, [0, 1])).toBeCloseTo(2 * Math.SQRT2, 12);
      expect(blockChsh(state, [0])).toBeCloseTo(2 * Math.SQRT2, 12);
      expect(mutualInformation(state, [0])).toBeCloseTo(Math.LN2, 12);
    }
  });

  test("its dephased mixture keeps the mutual information and nothing quantum", () => {
    const mixture = diagonalState([1, 0, 0, 1]);
    expect(mutualInformation(mixture, [0])).toBeCloseTo(Math.LN2, 12);
    for (const state of [mixture, densityMatrix(mixture)]) {
      expect([negativity(state, [0]), coherence(state)]).toEqual([0, 0]);
      expect(pairChsh(state, [0, 1])).toBeCloseTo(2, 12);
      expect(blockEntropy(state, [0])).toBeCloseTo(Math.LN2, 12);
    }
  });

  test("a Werner state is entangled where the singlet has more than a third, and violates CHSH beyond 1/√2", () => {
    const white = diagonalState([1, 1, 1, 1]);
    for (const p of [0.2, 0.3, 0.4, 0.7, 0.72, 0.9]) {
      const werner = densityMatrix([singlet, white], [p, 1 - p]);
      expect(negativity(werner, [0])).toBeCloseTo(Math.max(0, (3 * p - 1) / 4), 12);
      expect(pairChsh(werner, [0, 1])).toBeCloseTo(2 * Math.SQRT2 * p, 12);
    }
  });

  test("|+…+> has the largest coherence, 2^N - 1, and no entanglement", () => {
    const plus = pureState(new Float64Array(16).fill(1));
    expect(coherence(plus)).toBeCloseTo(15, 12);
    expect(coherence(densityMatrix(plus))).toBeCloseTo(15, 12);
    expect(Math.abs(blockEntropy(plus, [0, 2]))).toBeLessThan(ROUNDING);
    expect(blockChsh(plus, [0])).toBeCloseTo(2, 12);
  });
});

describe("random complex states against sums written out", () => {
  test.each([
    [5, [0, 3]],
    [5, [4, 1, 2]],
    [6, [2]],
  ] as [number, number[]][])("%i sites, block %j", (sites, block) => {
    const state = randomState(sites, sites);
    const rho = reducedByHand(state, block);
    const { real, imaginary } = reducedDensityMatrix(state, block);
    const viaMatrix = reducedDensityMatrix(densityMatrix(state), block);
    for (const [k, [re, im]] of rho.flat().entries()) {
      expect(Math.hypot(re - real[k], im - imaginary[k])).toBeLessThan(ROUNDING);
      expect(Math.hypot(re - viaMatrix.real[k], im - viaMatrix.imaginary[k])).toBeLessThan(ROUNDING);
    }
    const spectrum = spectrumByHand(rho).filter((p) => p > 1e-14);
    const entropy = -spectrum.reduce((total, p) => total + p * Math.log(p), 0) / 2;
    const renyi = -Math.log(spectrum.reduce((total, p) => total + p * p, 0) / 2);
    expect(blockEntropy(state, block)).toBeCloseTo(entropy, 11);
    expect(blockEntropy(densityMatrix(state), block)).toBeCloseTo(entropy, 11);
    expect(blockEntropy(state, block, 2)).toBeCloseTo(renyi, 11);
    const rest = Array.from({ length: sites }, (_, i) => i).filter((i) => !block.includes(i));
    expect(blockEntropy(state, rest)).toBeCloseTo(entropy, 11);
    expect(negativity(densityMatrix(state), block)).toBeCloseTo(negativity(state, block), 11);
    expect(schmidtCoefficients(state, block).reduce((total, c) => total + c * c, 0)).toBeCloseTo(1, 12);
  });

  test("the mutual information of two single sites is that of their 2 × 2 table", () => {
    const state = randomState(5, 11);
    const table = [0, 0, 0, 0];
    for (let s = 0; s < 32; s++) table[bits(s, [1, 3])] += amplitude(state, s).reduce((total, x) => total + x * x, 0);
    const h = (...p: number[]) => -p.reduce((total, x) => total + x * Math.log(x), 0);
    const expected = h(table[0] + table[1], table[2] + table[3]) + h(table[0] + table[2], table[1] + table[3]) - h(...table);
    expect(mutualInformation(state, [1], [3])).toBeCloseTo(expected, 12);
  });
});

describe("ground states", () => {
  test("the open Heisenberg chain of 8 violates CHSH on its first bond, by 2.4937, in either basis", () => {
    const open = heisenberg(chain(8, "open"));
    for (const hamiltonian of [open, rotateMarshall(open)]) {
      const state = stateOfGround(exactGroundState(hamiltonian));
      expect(Math.abs(pairChsh(state, [0, 1]) - 2.4937)).toBeLessThan(FOUR_DECIMALS);
      expect(pairChsh(state, [1, 2])).toBeLessThan(2);
    }
  });

  test("half the critical Ising ring of 8 is entangled; no pair of a ring violates CHSH, the block does", () => {
    const state = stateOfGround(exactGroundState(ising(chain(8), { field: 1 })));
    expect(blockEntropy(state, [0, 1, 2, 3])).toBeGreaterThan(0.5);
    expect(pairChsh(state, [0, 1])).toBeLessThan(2);
    expect(blockChsh(state, [0, 1, 2, 3])).toBeGreaterThan(2);
  });
});

test("mistakes are refused", () => {
  expect(() => pureState([1, 0, 0])).toThrow("pureState: expected 2^N numbers, N from 1 to 16, got 3");
  expect(() => pureState([0, 0])).toThrow("do not all vanish");
  expect(() => diagonalState([1, -1])).toThrow("diagonalState: expected finite weights >= 0, got -1");
  expect(() => blockEntropy(bell, [0, 1])).toThrow("blockEntropy.block: expected a cut: at most 1 of 2 sites, got 2");
  expect(() => blockEntropy(bell, [0, 0])).toThrow("each site once");
  expect(() => blockEntropy(bell, [2])).toThrow("blockEntropy.block: expected an integer from 0 to 1, got 2");
  expect(() => blockEntropy(bell, [0], 0)).toThrow("entropy.order");
  expect(() => mutualInformation(bell, [0], [0])).toThrow("site 0 in both");
  expect(() => densityMatrix([bell, pureState([1, 0])])).toThrow("states of 2 sites");
  expect(() => pairChsh(bell, [0, 0])).toThrow("each site once");
});

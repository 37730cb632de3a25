import { describe, expect, test } from "vitest";
import {
  amplitudes,
  bestChshAngles,
  blockChsh,
  blockEntropy,
  blockPlanes,
  chain,
  chshAt,
  clusterNetwork,
  coherence,
  correlations,
  densityMatrix,
  diagonalState,
  exactGroundState,
  expectation,
  freeFermionCorrelations,
  freeFermionEntropy,
  ghzNetwork,
  heisenberg,
  ising,
  mutualInformation,
  negativity,
  pairChsh,
  pairPlanes,
  probabilitiesOf,
  productNetwork,
  pureState,
  reducedDensityMatrix,
  schmidtCoefficients,
  stateOf,
  stateOfGround,
  structureFactor,
} from "../../src/index.ts";

/** Digits of rounding. */
const DIGITS = 10;

describe("a state of few spins", () => {
  test("comes from a network, under each reading", async () => {
    const network = ghzNetwork(4);
    const half = [0, 1];
    const born = await stateOf(network);
    expect(blockEntropy(born, half)).toBeCloseTo(Math.LN2, DIGITS);
    expect(negativity(born, half)).toBeCloseTo(0.5, DIGITS);
    const classical = await stateOf(network, { readout: "classical" });
    expect(mutualInformation(classical, half)).toBeCloseTo(Math.LN2, DIGITS);
    expect(negativity(densityMatrix(classical), half)).toBe(0);
    expect(probabilitiesOf(classical)[0]).toBeCloseTo(0.5, DIGITS);
    expect(blockEntropy(await stateOf(clusterNetwork(8)), [0, 1, 2, 3])).toBeCloseTo(2 * Math.LN2, DIGITS);
    expect(coherence(await stateOf(productNetwork([[1, 0, 0]])))).toBeCloseTo(1, DIGITS);
  });

  test("comes from a ground state", () => {
    const state = stateOfGround(exactGroundState(heisenberg(chain(2))));
    expect(pairChsh(state, [0, 1])).toBeCloseTo(2 * Math.SQRT2, DIGITS);
    expect(blockChsh(state, [0])).toBeCloseTo(2 * Math.SQRT2, DIGITS);
    for (const planes of [pairPlanes(state, [0, 1]), blockPlanes(state, [0])]) {
      expect(chshAt(planes, bestChshAngles(planes))).toBeCloseTo(2 * Math.SQRT2, DIGITS);
    }
    expect([...schmidtCoefficients(state, [0])].map((c) => c * c)).toEqual([0.5, 0.5].map((p) => expect.closeTo(p, DIGITS)));
    expect(expectation(state, heisenberg(chain(2)))).toBeCloseTo(-3, DIGITS);
    expect(correlations(state, "Y")[0][1]).toBeCloseTo(-1, DIGITS);
    expect([...reducedDensityMatrix(state, [1]).real]).toEqual([0.5, 0, 0, 0.5].map((p) => expect.closeTo(p, DIGITS)));
  });

  test("comes from amplitudes and from probabilities", () => {
    expect([...pureState([3, 0], [0, 4]).imaginary]).toEqual([0, 0.8]);
    expect([...diagonalState([1, 3]).probabilities]).toEqual([0.25, 0.75]);
  });

  test("amplitudes are those of single configurations, of any number of sites", async () => {
    const up = new Array<number>(100).fill(1);
    const [alike, mixed] = await amplitudes(ghzNetwork(100), [up, [-1, ...up.slice(1)]]);
    expect(alike.logarithm.re).toBeCloseTo(99 * Math.LN2, DIGITS);
    expect(mixed.value.abs() / alike.value.abs()).toBeLessThan(1e-15);
  });

  test("has a structure factor, whose sum over all momenta is N", () => {
    const ring = chain(8);
    const factors = structureFactor(correlations(stateOfGround(exactGroundState(heisenberg(ring))), "Z"), ring);
    expect(factors.reduce((total, { value }) => total + value, 0)).toBeCloseTo(8, DIGITS);
    expect(factors[0].value).toBeCloseTo(0, DIGITS);
    expect(factors[4].momentum[0]).toBeCloseTo(Math.PI, DIGITS);
  });

  test("is judged by free fermions where it is a long Ising chain", () => {
    const critical = ising(chain(20), { field: 1 });
    expect(freeFermionEntropy(critical, 10)).toBeCloseTo(0.7871784, 7);
    expect(freeFermionCorrelations(critical).x[3]).toBeCloseTo(freeFermionCorrelations(critical).zz[0][1], DIGITS);
  });
});

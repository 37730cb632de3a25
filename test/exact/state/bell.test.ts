import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomStream } from "../../../src/core/random.ts";
import { bestChshAngles, blockPlanes, chshAt, pairChsh, pairPlanes } from "../../../src/exact/state/bell.ts";
import { expectation } from "../../../src/exact/state/expectation.ts";
import { densityMatrix, diagonalState, pureState } from "../../../src/exact/state/state.ts";
import { sum } from "../../../src/hamiltonian/hamiltonian.ts";
import { pauli } from "../../../src/hamiltonian/pauli.ts";
import { chain } from "../../../src/lattice/chain.ts";

/** cos θ |↑↑> + sin θ |↓↓>, 0 < θ < π/4: <ZZ> = 1, <XX> = sin 2θ, <YY> = -sin 2θ. */
const theta = 0.3;
const state = pureState([Math.cos(theta), 0, 0, Math.sin(theta)]);
const pair = chain(2, "open");

const angle = fc.double({ min: -4, max: 4, noNaN: true });
const angles = fc.tuple(angle, angle, angle, angle);

/** <(cos α Z + sin α X)(cos β Z + sin β X)>, operator by operator. */
function agreement(alpha: number, beta: number): number {
  const strings = [
    pauli(Math.cos(alpha) * Math.cos(beta), { 0: "Z", 1: "Z" }),
    pauli(Math.cos(alpha) * Math.sin(beta), { 0: "Z", 1: "X" }),
    pauli(Math.sin(alpha) * Math.cos(beta), { 0: "X", 1: "Z" }),
    pauli(Math.sin(alpha) * Math.sin(beta), { 0: "X", 1: "X" }),
  ];
  return expectation(state, sum("agreement", pair, strings));
}

describe("CHSH at chosen angles", () => {
  test("is that of the operators, for a pair and for its two sides as blocks", () => {
    fc.assert(
      fc.property(angles, ([a, a2, b, b2]) => {
        const direct = agreement(a, b) + agreement(a, b2) + agreement(a2, b) - agreement(a2, b2);
        for (const planes of [pairPlanes(state, [0, 1]), blockPlanes(state, [0])])
          expect(chshAt(planes, [a, a2, b, b2])).toBeCloseTo(direct, 10);
      }),
    );
  });

  test("the best angles reach the bound, and no others pass it", () => {
    const planes = pairPlanes(state, [0, 1]);
    const bound = 2 * Math.sqrt(1 + Math.sin(2 * theta) ** 2);
    expect(pairChsh(state, [0, 1])).toBeCloseTo(bound, 12);
    expect(chshAt(planes, bestChshAngles(planes))).toBeCloseTo(bound, 12);
    fc.assert(fc.property(angles, (some) => chshAt(planes, some) <= bound + 1e-12));
  });

  test("a mixture of configurations stays within 2 at all angles", () => {
    const planes = pairPlanes(diagonalState([0.5, 0.1, 0, 0.4]), [0, 1]);
    fc.assert(fc.property(angles, (some) => Math.abs(chshAt(planes, some)) <= 2));
  });
});

describe("blocks of a mixture, measured with the instruments of a pure state", () => {
  const stream = randomStream(3, "bell");
  const random = (dimension: number) => Float64Array.from({ length: dimension }, () => stream.uniform() - 0.5);
  const reference = pureState(random(32), random(32));
  const white = diagonalState(new Float64Array(32).fill(1));
  const block = [0, 3];

  test("of the pure state itself they are the closed form, white noise makes them smaller in proportion", () => {
    const { t1, t2 } = blockPlanes(reference, block);
    for (const part of [1, 0.6]) {
      // tr Z ⊗ Z vanishes on a block of two sites, whose four vectors all have partners.
      const found = blockPlanes(densityMatrix([reference, white], [part, 1 - part]), block, reference);
      expect([found.t1, found.t2]).toEqual([part * t1, part * t2].map((value) => expect.closeTo(value, 10)));
    }
  });

  test("a mixture of configurations is the same as a density matrix", () => {
    const state = diagonalState(random(32).map(Math.abs));
    const [one, other] = [state, densityMatrix(state)].map((mixture) => blockPlanes(mixture, block, reference));
    expect([one.t1, one.t2]).toEqual([other.t1, other.t2].map((value) => expect.closeTo(value, 12)));
  });

  test("separable mixtures stay within 2, whatever the instruments", () => {
    const plane = (angle: number) => pureState([Math.cos(angle), Math.sin(angle)]);
    const product = (angles: readonly number[]) => {
      const spins = angles.map(plane);
      return pureState(Float64Array.from({ length: 32 }, (_, s) => spins.reduce((value, spin, i) => value * spin.real[(s >> i) & 1], 1)));
    };
    for (let n = 0; n < 10; n++) {
      const mixture = densityMatrix(
        [0, 1, 2].map(() => product([...random(5)].map((x) => 6 * x))),
        [0.5, 0.3, 0.2],
      );
      for (const state of [mixture, diagonalState(random(32).map(Math.abs))]) {
        const planes = blockPlanes(state, block, reference);
        expect(chshAt(planes, bestChshAngles(planes))).toBeLessThanOrEqual(2 + 1e-12);
      }
    }
  });

  test("a mixture needs a reference of its size", () => {
    expect(() => blockPlanes(white, block)).toThrow(/^blockPlanes: expected a pure state, got "diagonal"; give a pure state/);
    expect(() => blockPlanes(white, block, state)).toThrow(/^blockPlanes.reference: expected 5 sites/);
  });
});

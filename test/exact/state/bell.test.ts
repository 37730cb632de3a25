import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bestChshAngles, blockPlanes, chshAt, pairChsh, pairPlanes } from "../../../src/exact/state/bell.ts";
import { expectation } from "../../../src/exact/state/expectation.ts";
import { diagonalState, pureState } from "../../../src/exact/state/state.ts";
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

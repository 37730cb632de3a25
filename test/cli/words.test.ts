import { describe, expect, test } from "vitest";
import { findingOf, type Reading, sentenceOf, unfinishedLine } from "../../src/cli/terminal/words.ts";
import type { Step } from "../../src/index.ts";

const reference = (energyPerSite: number) => ({ energy: 20 * energyPerSite, energyPerSite });
const ising = {
  exact: { ...reference(-1.2745), method: "free fermions" },
  productState: reference(-1.25),
  diagonalMinimum: reference(-1),
};
const finished = { reason: "iterations", iteration: 100 } as const;
const reading = (name: string, mean: number, error = 1e-5): Reading => ({ name, energyPerSite: { mean, error }, stopped: finished });

describe("the sentence under a table", () => {
  test.each([
    [-1.2744, 1e-5, "exact"],
    [-1.2744, 2e-3, "exact or not: the error is too large to say", "agrees"],
    [-1.2732, 1e-5, "just outside", "below"],
    [-1.26, 1e-4, "below the product state", "below"],
    [-1.2501, 1e-5, "at the product state", "product"],
    [-1.1, 1e-3, "above it", "above"],
    [-1.1, 0.2, "anything", "unclear"],
    [-1.0001, 1e-5, "at the minimum of the diagonal", "diagonal"],
    [-1.3, 1e-4, "below the exact energy", "impossible"],
    [-1.3, 0.05, "below the exact energy within its error", "unclear"],
    [Number.NaN, 1e-4, "nothing", "none"],
  ])("%f ± %f is %s", (mean, error, words, finding = words) => {
    expect(findingOf(reading("born", mean, error), ising)).toBe(finding);
  });

  test("groups the readings and follows the numbers", () => {
    const readings = [reading("born", -1.2745), reading("phaseless", -1.2744), reading("classical", -1)];
    expect(sentenceOf(readings, ising)).toBe(
      "Born and phaseless reach the exact quantum energy within 0.1 %; " +
        "classical sits at the minimum of the diagonal, 22 % above the exact energy.",
    );
    expect(sentenceOf([reading("born", -1.2), readings[2]], ising)).toMatch(
      /^Classical sits .*; born stays above the best product state, 5\.8 %/,
    );
  });

  test("says that the minimum of the diagonal is the best product state where it is", () => {
    const heisenberg = { ...ising, productState: reference(-1) };
    expect(sentenceOf([reading("classical", -1)], heisenberg)).toMatch(
      /minimum of the diagonal, which is also the best product state here, /,
    );
  });

  test("without an exact energy it claims nothing about it", () => {
    const sentence = sentenceOf([reading("born", -1.27), reading("classical", -1)], { ...ising, exact: null });
    expect(sentence).toBe("Born lies below the best product state; classical sits at the minimum of the diagonal.");
  });

  test("trouble and interruption are said, not hidden", () => {
    const stuck: Reading = { ...reading("born", -1.2745), stopped: { reason: "frozen chains", iteration: 3 } };
    const cut: Reading = { name: "classical", energyPerSite: null, stopped: { reason: "interrupted", iteration: 3 } };
    expect(sentenceOf([stuck, cut], ising)).toBe("Born ended in trouble (frozen chains); classical has no final energy (interrupted).");
  });
});

test("a training without a final measurement tells the energy of its last update, and what became of the weights", () => {
  const last = { iteration: 41, energyPerSite: { mean: -1.2345, error: 0.0012 } } as Step;
  expect(unfinishedLine(last, null)).toBe("energy per site of update 42: -1.2345(12); the weights are lost: no --out was given");
  expect(unfinishedLine(null, "runs/a")).toBe("no update was made; the best weights are kept, to be measured by nqs evaluate runs/a");
});

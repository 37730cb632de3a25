import { describe, expect, test } from "vitest";
import { energyText, relativeError, sentenceOf } from "../../src/lab/state/words.ts";

const known = { exact: -1.276883, method: "free fermions", product: -1.25, diagonal: -1 };

describe("the sentence", () => {
  test("at first sight: two readings, two lines", () => {
    const lanes = [
      { reading: "born", energy: -1.27688, done: true },
      { reading: "classical", energy: -1, done: true },
    ] as const;
    expect(sentenceOf(lanes, known)).toBe(
      "One network, one Hamiltonian, one seed: read as born (f is an amplitude) it has come to the exact quantum energy, −1.276883; read as classical (|f| is a probability) it has come to the minimum of the diagonal, its classical floor, −1.000000.",
    );
  });

  test("on the way: where it is, and how low it can go", () => {
    expect(sentenceOf([{ reading: "branches", energy: -0.5, done: false }], known)).toBe(
      "Read as branches (hidden units are a mixture) the network is at −0.500000, −1.250000 would be its lowest.",
    );
    expect(sentenceOf([{ reading: "born", energy: null, done: false }], null)).toContain("about to begin");
    expect(sentenceOf([{ reading: "branches", energy: null, done: false, refused: true }], known)).toBe(
      "Read as branches the network cannot be trained, for the reason below.",
    );
  });
});

test("energies have the digits that their errors leave", () => {
  expect(energyText(-1.2345678)).toBe("−1.234568");
  expect(energyText(-1.2345678, 0.0012)).toBe("−1.2346 ± 1e−3");
  expect(energyText(Number.NaN)).toBe("–");
});

test("a relative error needs an exact energy that is not 0", () => {
  expect(relativeError(-1.1, -1)).toBeCloseTo(0.1, 12);
  expect([relativeError(-1, null), relativeError(-1, 0)]).toEqual([null, null]);
});

import { describe, expect, test } from "vitest";
import { readoutOf } from "../../src/readout/index.ts";
import type { Measurement } from "../../src/vmc/types.ts";
import { type Knowledge, stoppedVerdict, verdictOf } from "../../src/vmc/verdict.ts";

const measurement = {
  energy: { mean: -10, error: 1e-4 },
  energyPerSite: { mean: -1, error: 1e-5 },
  vScore: 6.9e-5,
  splitRhat: 1.0004,
  reannealed: 0,
  hiddenModes: { starts: 200, found: 0, excess: -20, configuration: "+-", energyPerSite: null },
} as Measurement;

const usual: Knowledge = {
  measurement,
  readout: readoutOf("born"),
  ansatz: "rbm",
  trivial: false,
  offset: 0,
  target: null,
  exact: null,
  productState: null,
  bounds: [],
  trouble: null,
  doubt: null,
  starts: 1,
  accuracy: 1e-3,
};
const at = (energy: number) => ({ target: { energy, name: "the exact energy" }, exact: energy });
const measured = (mean: number, error = 1e-4, more: Partial<Measurement> = {}) => ({
  measurement: { ...measurement, energy: { mean, error }, ...more } as Measurement,
});
const CHAINS = "the chains agree (split R-hat 1.000), no hidden mode found in 200 starts";

describe("with an exact energy", () => {
  test.each([
    ["within its error", at(-10.00005), `right: within its error of the exact energy, V-score 6.9e-5, ${CHAINS}`],
    ["within the accuracy", at(-10.005), `right: 5.0e-4 above the exact energy, V-score 6.9e-5, ${CHAINS}`],
    ["below it", at(-9.9997), `right: 3.0e-5 (3 errors) below the exact energy, V-score 6.9e-5, ${CHAINS}`],
    ["within five errors", { ...at(-10), ...measured(-9.97, 0.0075) }, `right: 0.3 % above the exact energy, V-score 6.9e-5, ${CHAINS}`],
  ] as [string, Partial<Knowledge>, string][])("%s it is right", (_, change, text) => {
    expect(verdictOf({ ...usual, ...change })).toEqual({ name: "right", converged: true, text });
  });

  test("errors that reach it from far away tell nothing", () => {
    const verdict = verdictOf({ ...usual, ...at(-10), ...measured(-9.9, 0.03) });
    expect(verdict).toMatchObject({ name: "not converged", converged: false });
    expect(verdict.text).toBe(
      "not converged: 1 % above the exact energy, and within 5 errors of it: too few samples to tell; try more --final-samples",
    );
  });

  test("farther off it is wrong, however small the V-score", () => {
    const verdict = verdictOf({ ...usual, ...at(-10.8), ...measured(-10, 1e-4, { vScore: 1e-20 }) });
    expect(verdict).toMatchObject({ name: "wrong", converged: false });
    expect(verdict.text).toBe("not the ground state: 7.4 % above the exact energy, although the V-score is 1.0e-20; try more --starts");
  });

  test("a constant that is added to H changes nothing", () => {
    const shifted = verdictOf({ ...usual, offset: 1e6, ...at(1e6 - 10.8), ...measured(1e6 - 10) });
    expect(shifted).toEqual(verdictOf({ ...usual, ...at(-10.8) }));
  });

  test("frozen chains at the exact energy are no trouble; chains that disagree are", () => {
    const frozen = { reason: "frozen chains", detail: "no move was accepted" } as const;
    expect(verdictOf({ ...usual, ...at(-10), trouble: frozen }).name).toBe("right");
    const disagreeing = { reason: "chains disagree", detail: "R-hat 3" } as const;
    expect(verdictOf({ ...usual, ...at(-10), trouble: disagreeing })).toMatchObject({
      converged: false,
      text: "not converged (chains disagree): R-hat 3",
    });
  });

  test("a product network is judged as one, and not called converged", () => {
    const product = { ...usual, ansatz: "product", productState: -10, ...at(-10.24) } as const;
    expect(verdictOf(product)).toEqual({ name: "at rest", converged: false, text: "the best product state: 2.3 % above the exact energy" });
  });
});

describe("without one", () => {
  test("an eigenstate is never more than that", () => {
    expect(verdictOf({ ...usual, starts: 4 })).toEqual({
      name: "eigenstate",
      converged: true,
      text: `eigenstate to V-score 6.9e-5; lowest of 4 starts, ${CHAINS}`,
    });
  });

  test.each([
    [
      "a V-score that no eigenstate has",
      measured(-10, 1e-4, { vScore: 0.05 }),
      /^not converged: V-score 0.050: the network is too small or the signs too hard/,
    ],
    ["a NaN", measured(-10, 1e-4, { vScore: Number.NaN }), /^not converged: V-score NaN/],
    ["an energy that still fell", { doubt: "the energy still fell" }, /^not converged: the energy still fell$/],
    [
      "a product state below it",
      { bounds: [{ energy: -10.1, error: 0, of: "a product state" }] },
      /^not the ground state: a product state has the lower energy -10.100000$/,
    ],
    ["another start below it", { bounds: [{ energy: -10.1, error: 1e-3, of: "another start" }] }, /^not the ground state: another start/],
    ["trouble", { trouble: { reason: "hidden mode", detail: "7 of 200" } }, /^not converged \(hidden mode\): 7 of 200$/],
    ["a zero Hamiltonian", { trivial: true }, /^every state has this energy/],
    ["a reading whose optimum is not known", { readout: readoutOf("phaseless") }, /^at rest: how low this reading can go is not known$/],
    ["no finite energy", measured(Number.NaN), /^stopped \(not finite\)/],
  ] as [string, Partial<Knowledge>, RegExp][])("%s is not converged", (_, change, text) => {
    const verdict = verdictOf({ ...usual, ...change });
    expect(verdict.converged).toBe(false);
    expect(verdict.text).toMatch(text);
  });

  test("a start that read lower within its error, or within the accuracy, is no lower", () => {
    const bounds = [{ energy: -10.01, error: 0.01, of: "another start" }];
    expect(verdictOf({ ...usual, bounds }).converged).toBe(true);
  });
});

test("a run that ended early is stopped", () => {
  expect(stoppedVerdict({ reason: "diverged", detail: "it rose" })).toEqual({
    name: "stopped",
    converged: false,
    text: "stopped (diverged): it rose",
  });
  expect(stoppedVerdict({ reason: "interrupted" }).text).toBe("stopped (interrupted)");
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { references } from "../../src/lab/engine/references.ts";
import type { ReadingName } from "../../src/lab/engine/tasks.ts";
import { train } from "../../src/lab/engine/train.ts";
import { firstSight, type LabSettings, readingNames } from "../../src/lab/settings/settings.ts";
import { energyText, ownWords, relativeError, sentenceOf, updatesText } from "../../src/lab/state/words.ts";

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

describe("the line that is named", () => {
  /** An Ising ring in a field, and what it is held against. */
  const isingIn = async (field: number, sites = 8) => {
    const still = { aborted: false, takeLook: () => false, unpaused: async () => {} };
    const couplings = { ...firstSight.couplings, field };
    return await references({ ...firstSight, couplings, sites }, () => {}, still);
  };
  const goals = { born: "exact", phaseless: "exact", branches: "product", classical: "diagonal" } as const;
  const names = { exact: "the exact quantum energy", product: "the best product state", diagonal: "the minimum of the diagonal" } as const;
  const reads = (reading: keyof typeof goals, energy: number, lines: typeof known, error = 0) =>
    sentenceOf([{ reading, energy, error, done: true }], lines);
  /** What is named, the aside taken out; and the aside. */
  const partsOf = (sentence: string): [string, string] => {
    const aside = / \(too close to .* to be told apart\)/.exec(sentence)?.[0] ?? "";
    return [sentence.replace(aside, ""), aside];
  };

  test("is the reading's own at every field, and what cannot be told from it is said", async () => {
    const fields = fc.double({ min: -4, max: 0.5, noNaN: true }).map((power) => 10 ** power);
    const check = async (field: number, reading: keyof typeof goals) => {
      const lines = (await isingIn(field)) as typeof known;
      const own = goals[reading];
      const [text, aside] = partsOf(reads(reading, lines[own] + 1e-7, lines));
      for (const name of Object.keys(names) as (keyof typeof names)[]) {
        const distance = Math.abs(lines[name] - lines[own]) / Math.abs(lines.exact);
        if (name === own) expect(text).toContain(names[name]);
        else expect(text).not.toContain(names[name]);
        if (name !== own && Math.abs(distance - 1e-5) > 1e-9) expect(aside.includes(names[name])).toBe(distance < 1e-5);
      }
    };
    await fc.assert(fc.asyncProperty(fields, fc.constantFrom(...readingNames), check));
  });

  test("is the nearest of all, whatever the energy", async () => {
    const check = async (field: number, part: number, reading: keyof typeof goals) => {
      const lines = (await isingIn(field)) as typeof known;
      const energy = lines.exact * part;
      const [text] = partsOf(reads(reading, energy, lines));
      const named = (Object.keys(names) as (keyof typeof names)[]).find((name) => text.includes(names[name]));
      if (named === undefined) return;
      for (const name of Object.keys(names) as (keyof typeof names)[])
        expect(Math.abs(energy - lines[named])).toBeLessThanOrEqual(Math.abs(energy - lines[name]) + 1e-5 * Math.abs(lines.exact));
    };
    const parts = fc.double({ min: 0.995, max: 1.0001, noNaN: true });
    await fc.assert(fc.asyncProperty(fc.double({ min: 0.01, max: 1.5, noNaN: true }), parts, fc.constantFrom(...readingNames), check));
  });

  test("at a small field a mixture of branches is at the best product state, not below", async () => {
    const lines = (await isingIn(0.35)) as typeof known;
    expect(reads("branches", -1.030622004, lines)).toContain("has come to the best product state, −1.030625.");
    expect(reads("born", -1.030873, lines)).toContain("has come to the exact quantum energy, −1.030873.");
    // A sampled energy tells them apart only within its error.
    expect(reads("branches", -1.03062, lines, 3e-4)).toContain("(too close to the exact quantum energy to be told apart)");
  });

  test("no more digits than its error leaves, and a goal for every reading", () => {
    expect(reads("phaseless", -1.227179, known, 2e-4)).toBe(
      "Read as phaseless (|f| is an amplitude) the network stopped at −1.22718 ± 2e−4, its lowest is −1.276883 at best, and depends on the signs of the ground state.",
    );
  });
});

test.each([
  ["training.samples: expected an integer >= 2, got 1", "Samples: expected an integer >= 2, got 1"],
  [
    "hamiltonian.cluster: expected a chain; write other clusters as an expression",
    "Model: expected a chain; write other clusters as a Formula",
  ],
  ["formula: column 3: expected a number: none", "formula: column 3: expected a number: none"],
  ["out of memory", "out of memory"],
])("a message in the words of the page: %s", (message, own) => {
  expect(ownWords(message)).toBe(own);
});

test("what the library refuses is told under the labels of the page, with advice that can be followed there", async () => {
  const still = { aborted: false, takeLook: () => false, unpaused: async () => {} };
  const refusal = async (changed: Partial<LabSettings>, reading: ReadingName) => {
    const settings = { ...firstSight, sites: 4, iterations: 1, ...changed };
    const end = train({ settings, reading, threads: 1 }, () => {}, still);
    return await end.then(
      () => "none",
      (error: Error) => ownWords(error.message),
    );
  };
  expect(await refusal({ samples: 1 }, "born")).toMatch(/^Samples: /);
  expect(await refusal({ network: "mlp" }, "branches")).toMatch(/^Network: branches reads/);
  expect(await refusal({ model: "j1j2", sites: 2, couplings: { j1: 1, j2: 1 } }, "born")).toMatch(/^Model: .* as a Formula$/);
  const unknown = await refusal({ model: "formula", formula: "-g*X(0)", couplings: { h: 1 } }, "born");
  expect(unknown).toMatch(/^formula: column 2: unknown name "g"; .*h, the slider\.$/);
});

test("updates are told with the starts that they belong to", () => {
  const step = { iteration: 9, iterations: 200 };
  expect(updatesText({ ...step, starts: 1 }, 10, 1)).toBe("10 of 200");
  expect(updatesText({ ...step, starts: 4 }, 60, 4)).toBe("60, comparing 4 starts");
  expect(updatesText({ ...step, starts: 1 }, 160, 4)).toBe("160, the last 10 of them after comparing 4 starts");
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

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundaries, exactGroundEnergy, optimizerNames, readoutNames, rotateNames } from "../../src/index.ts";
import { presetNames, presetOf } from "../../src/internal.ts";
import { hamiltonianOf } from "../../src/lab/engine/problem.ts";
import { addressOf, mistakeIn, settingsFrom } from "../../src/lab/settings/address.ts";
import { commandOf, evaluationOf } from "../../src/lab/settings/command.ts";
import { modelNames, modelOf, usualCouplings } from "../../src/lab/settings/models.ts";
import {
  basisNames,
  boundaryNames,
  firstSight,
  formulaHasField,
  inOrder,
  type LabSettings,
  methodNames,
  networkNames,
  ranges,
  readingNames,
} from "../../src/lab/settings/settings.ts";
import { stories, storyNames } from "../../src/lab/settings/stories.ts";

const integer = ({ least, most }: { readonly least: number; readonly most: number }) => fc.integer({ min: least, max: most });
const anySettings: fc.Arbitrary<LabSettings> = fc.constantFrom(...modelNames).chain((model) =>
  fc.record({
    model: fc.constant(model),
    // Elsewhere the formula is not told: it is not read.
    formula: model === "formula" ? fc.string({ minLength: 1, unit: "grapheme" }) : fc.constant(firstSight.formula),
    couplings: fc.record(
      Object.fromEntries(
        modelOf(model).sliders.map(({ key }) => [key, fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0)]),
      ),
    ),
    sites: integer(ranges.sites),
    boundary: fc.constantFrom(...boundaryNames),
    basis: fc.constantFrom(...basisNames),
    network: fc.constantFrom(...networkNames),
    density: fc.double({ min: 0.5, max: 8, noNaN: true }),
    method: fc.constantFrom(...methodNames),
    iterations: integer(ranges.iterations),
    samples: integer(ranges.samples),
    starts: integer(ranges.starts),
    seed: fc.maxSafeNat(),
    pace: integer(ranges.pace),
    readings: fc.subarray([...readingNames], { minLength: 1 }).map(inOrder),
  }),
);

describe("the address", () => {
  test("is empty at first sight, and an empty address is first sight", () => {
    expect(addressOf(firstSight)).toBe("");
    expect(settingsFrom("#")).toEqual({ settings: firstSight, story: null, mistakes: [] });
  });

  test("keeps every setting", () => {
    fc.assert(
      fc.property(anySettings, fc.constantFrom(null, ...storyNames), (settings, story) => {
        expect(settingsFrom(`#${addressOf(settings, story)}`)).toEqual({ settings, story, mistakes: [] });
      }),
    );
  });

  test("of a wrong setting leaves the usual one, and says so in one line", () => {
    const { settings, mistakes } = settingsFrom("model=isign&sites=1e9&seed=0.5&field=two&readings=born,quantum&colour=red");
    expect(settings).toEqual({ ...firstSight, readings: ["born"] });
    expect(mistakes).toEqual(
      [
        `model: expected ${modelNames.join(", ")}, got isign`,
        "field: expected a number, got two",
        "readings: expected born, phaseless, branches, classical, got quantum",
        "sites: expected a whole number from 2 to 60, got 1e9",
        "seed: expected a whole number from 0, got 0.5",
        "colour: the address has a setting that this page does not know",
      ].sort((a, b) => mistakes.indexOf(a) - mistakes.indexOf(b)),
    );
    expect(settingsFrom("readings=none").settings.readings).toEqual(firstSight.readings);
  });

  test("tells what stands in it twice, and what is no text", () => {
    const { settings, mistakes } = settingsFrom("sites=8&sites=6&model=formula&formula=%E0%A4%A");
    expect(settings.sites).toBe(6);
    expect(mistakes).toEqual([
      "sites: expected once in the address, got 2 times; the last one counts",
      "formula: expected text after percent-encoding, got %E0%A4%A; write % as %25",
    ]);
    for (const text of ["formula=%zz", "formula=%E0%A4", "formula=%"]) expect(settingsFrom(text).mistakes, text).toHaveLength(1);
    for (const text of ["formula=%25", "formula=%EF%BF%BD", "formula=h+h"]) expect(settingsFrom(text).mistakes, text).toEqual([]);
  });

  test("a number is one within its range", () => {
    expect(mistakeIn("N", "12", ranges.sites)).toBeNull();
    expect(mistakeIn("h", " ", null)).toBe("h: expected a number, got nothing");
    for (const text of ["1", "61", "12.5", "", " ", "twelve"])
      expect(mistakeIn("N", text, ranges.sites), text).toMatch(/^N: expected a whole number from 2/);
  });
});

describe("stories", () => {
  test.each(storyNames.map((name) => ({ name })))("$name: two sentences, an address of one word", ({ name }) => {
    const { text, settings } = stories[name];
    expect(text.match(/[.](?= [A-Z]|$)/g)).toHaveLength(2);
    expect(addressOf(settings, name)).toBe(`story=${name}`);
    expect(settingsFrom(`story=${name}`).settings).toEqual(settings);
  });

  test("one that is not known is first sight, and said", () => {
    const { settings, story, mistakes } = settingsFrom("story=ghost");
    expect([settings, story, mistakes.length]).toEqual([firstSight, null, 1]);
  });
});

describe("what the page offers is what the library has", () => {
  test.each(presetNames.map((name) => ({ name })))("$name: couplings, symbols, defaults, formula", ({ name }) => {
    const { formula, parameters } = presetOf(name);
    const model = modelOf(name);
    expect(model.formula).toBe(formula);
    const known = Object.fromEntries(Object.entries(parameters).map(([key, { symbol, default: value }]) => [key, { symbol, value }]));
    expect(Object.fromEntries(model.sliders.map(({ key, symbol, default: value }) => [key, { symbol, value }]))).toEqual(known);
    for (const { least, most, default: value } of model.sliders) expect(value >= least && value <= most).toBe(true);
  });

  test("all models, readings, bases, boundaries and optimizers", () => {
    expect(modelNames).toEqual([...presetNames, "formula"]);
    expect([...readingNames].sort()).toEqual([...readoutNames].sort());
    expect(boundaryNames).toEqual(boundaries);
    expect(basisNames).toEqual(rotateNames);
    expect([...methodNames].sort()).toEqual(["auto", ...optimizerNames].sort());
  });
});

describe("the command", () => {
  test("of first sight", () => {
    expect(commandOf(firstSight, "born")).toBe(
      "nqs run --model ising --field 1 --sites 12 --density 2 --optimizer sr --iterations 300 --starts 1 --seed 1 --readout born",
    );
  });

  test("of a network that nobody trained measures the file that the page saves", () => {
    expect(evaluationOf(stories.hidden.settings, "born")).toBe("nqs evaluate ising-40-born.safetensors");
  });

  test("tells what differs from the usual, and leaves to the library what is left to it", () => {
    const settings: LabSettings = {
      ...firstSight,
      ...{
        couplings: { ...usualCouplings("ising"), longitudinalField: 0.25 },
        boundary: "open",
        basis: "none",
        network: "mlp",
        method: "auto",
      },
      ...{ samples: 512, starts: 0 },
    };
    expect(commandOf(settings, "phaseless")).toBe(
      "nqs run --model ising --field 1 --longitudinal-field 0.25 --sites 12 --boundary open --rotate none --ansatz mlp --iterations 300 --samples 512 --seed 1 --readout phaseless",
    );
  });

  test("quotes a formula, and gives h only where it occurs", () => {
    const formula = (text: string) => commandOf({ ...firstSight, model: "formula", formula: text, couplings: { h: 0.5 } }, "born");
    expect(formula('-sum(Z(i)) - h*X(0) "$`\\')).toContain('--hamiltonian "-sum(Z(i)) - h*X(0) \\"\\$\\`\\\\" --set h=0.5 --sites');
    expect(formula("-sum(Z(i))")).not.toContain("--set");
    const has = ["h*X(0)", "h(i)", "2h*X(0)", "- 2h*sum(X(i))", "1.5e-3h*X(0)", "2.h*X(0)"];
    expect(has.filter((text) => !formulaHasField(text))).toEqual([]);
    expect(["cosh", "h2 + a.h", "2hx", "a2h", "sum(X(i))"].filter(formulaHasField)).toEqual([]);
  });

  test("h behind a number is that of the slider, in the library too", async () => {
    const plain = { ...firstSight, sites: 4, couplings: { h: 0.5 }, model: "formula" } as const;
    const behind = await hamiltonianOf({ ...plain, formula: "-sum(Z(i)*Z(i+1)) - 2h*sum(X(i))" });
    const times = await hamiltonianOf({ ...plain, formula: "-sum(Z(i)*Z(i+1)) - 2*h*sum(X(i))" });
    expect(exactGroundEnergy(behind)?.energy).toBeCloseTo(exactGroundEnergy(times)?.energy ?? Number.NaN, 12);
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { amplitudes } from "../../src/index.ts";
import { hiddenMode } from "../../src/lab/engine/hiddenMode.ts";
import { learn } from "../../src/lab/engine/learn.ts";
import type { Control, LabFeed, LearnEvent } from "../../src/lab/engine/tasks.ts";
import { train } from "../../src/lab/engine/train.ts";
import { decode, encode } from "../../src/lab/engine/weights.ts";
import { learnCommandOf } from "../../src/lab/settings/command.ts";
import { usualCouplings } from "../../src/lab/settings/models.ts";
import { firstSight, type LabSettings } from "../../src/lab/settings/settings.ts";
import { stories } from "../../src/lab/settings/stories.ts";
import { nqs } from "../cli/program.ts";

const still: Control = { aborted: false, takeLook: () => false, unpaused: () => Promise.resolve() };
/** Written plainly its ground state has signs. */
const ring: LabSettings = { ...firstSight, model: "heisenberg", couplings: usualCouplings("heisenberg"), sites: 4 };
/** <ZZ> = -2/3 on the ring of four, E = -2: without signs XX and YY give +, E/N = -2/3 + 4/3. */
const WITHOUT_SIGNS = 2 / 3;

const fed = (settings: LabSettings, feed: LabFeed, tell: (event: LearnEvent) => void = () => {}) => learn({ settings, feed }, tell, still);
const under = ({ energies }: Awaited<ReturnType<typeof fed>>, name: string) => energies.find(({ reading }) => reading === name)?.mean;

describe("the feeding panel", () => {
  test("amplitudes teach the state, probabilities everything but its signs", async () => {
    const losses: (number | null)[] = [];
    const amplitudes = await fed(ring, { kind: "amplitudes" }, ({ loss }) => losses.push(loss));
    expect(amplitudes.figures.fidelity?.mean).toBeGreaterThan(0.9999);
    expect(under(amplitudes, "born")).toBeCloseTo(-2, 3);
    expect(Math.min(...losses.map(Number))).toBeLessThan(1e-4);
    for (const { mean, exact } of amplitudes.learnt?.correlations ?? []) expect(mean).toBeCloseTo(exact ?? Number.NaN, 3);
    expect(amplitudes.learnt?.correlations).toHaveLength(2);
    const probabilities = await fed(ring, { kind: "probabilities" });
    expect(probabilities.learnt?.chsh).toBeNull();
    expect(probabilities.figures.divergence?.mean).toBeLessThan(1e-4);
    expect(under(probabilities, "born")).toBeCloseTo(WITHOUT_SIGNS, 3);
  });

  test("the command of the panel gives the same digits", async () => {
    const { figures, energies } = await fed(ring, { kind: "probabilities" });
    const { stdout } = await nqs(...learnCommandOf(ring, "probabilities").split(" ").slice(1), "--json");
    const told = JSON.parse(stdout);
    expect(told.fidelity.mean).toBe(figures.fidelity?.mean);
    expect(told.energies.map(({ energyPerSite }: { readonly energyPerSite: { readonly mean: number } }) => energyPerSite.mean)).toEqual(
      energies.map(({ mean }) => mean),
    );
  });

  test("rows teach what was measured, in several bases the phases too; a ground state of other sites is no target", async () => {
    const read = (name: string) => readFileSync(`examples/qucumber/${name}.txt`, "utf8");
    const rows = { kind: "rows", name: "qubits", text: read("qubits_train"), bases: read("qubits_train_bases") } as const;
    const { sites, target, figures, reason, learnt } = await fed(ring, rows);
    expect([sites, target, figures.rows]).toEqual([2, null, 1000]);
    // Shares of the rows along Z, each within five errors of its probability.
    const along = read("qubits_train_bases")
      .split("\n")
      .flatMap((basis, row) => (/^Z ?Z/.test(basis) ? [rows.text.split("\n")[row]] : []));
    expect(learnt?.rows).toBe(along.length);
    const most = Math.max(...["0 0", "0 1", "1 0", "1 1"].map((row) => along.filter((one) => one.startsWith(row)).length));
    const [first] = learnt?.distribution ?? [];
    expect(first.exact).toBeCloseTo(most / along.length, 12);
    expect(Math.abs(first.mean - (first.exact ?? 1))).toBeLessThan(5 * Math.sqrt(0.25 / along.length));
    expect(learnt?.chsh).toBeGreaterThan(1);
    expect(reason).not.toBe("interrupted");
    await expect(fed(ring, { ...rows, text: "01\n2\n" })).rejects.toThrow(/^qubits:2: expected outcomes 0 and 1/);
  });

  test("rows of a Bell pair: what was learnt beside what was measured, and a file that opens again", async () => {
    const text = Array.from({ length: 200 }, (_, k) => (k % 2 === 0 ? "0 0" : "1 1")).join("\n");
    const { network, learnt, figures } = await fed(ring, { kind: "rows", name: "pair", text, bases: null });
    expect(learnt?.distribution.map(({ exact }) => exact)).toEqual([0.5, 0.5, 0, 0]);
    expect(learnt?.correlations).toEqual([{ at: 1, mean: expect.closeTo(1, 1), error: 0, exact: 1 }]);
    expect(Math.abs((learnt?.entropy ?? 0) - Math.LN2)).toBeLessThan(0.1);
    expect(figures.entropy).toBeCloseTo(Math.LN2, 2);
    const { bytes, note } = await encode(
      { settings: ring, reading: "born", network, energy: null, format: "safetensors" },
      () => {},
      still,
    );
    expect(note).toMatch(/tells no problem/);
    const opened = await decode({ bytes, name: "pair.safetensors", settings: { ...ring, sites: 2 } }, () => {}, still);
    expect(opened.network.parameters).toEqual(network.parameters);
    expect(opened.settings).toMatchObject({ sites: 2, readings: ["born"] });
  });

  test("a state that is not listed is refused in words", async () => {
    await expect(fed({ ...ring, sites: 40 }, { kind: "amplitudes" })).rejects.toThrow(/at most 12 sites.*got 40; drop measured rows/);
  });
});

test("the network of the story has a mode that its chains do not find, and is judged so", async () => {
  const settings = stories.hidden.settings;
  const { network, result } = await hiddenMode(settings, () => {}, still);
  expect(result.reason).toBe("hidden mode");
  expect(result.verdict.text).toMatch(
    /structured starts end in one; (\+{20}-{20}|-{20}\+{20}) has e\^\d+ times the weight of everything sampled/,
  );
  const { sites } = settings;
  const domains = Array.from({ length: sites }, (_, i) => (i < sites / 2 ? 1 : -1));
  const [there, up] = await amplitudes(network, [domains, domains.map(() => 1)]);
  // Of the product state alone: ln Σ |f|² = N ln 2cosh(2a), up to the constant of the hidden unit, which all typical configurations share.
  const field = 0.5;
  const typical = sites * Math.log(2 * Math.cosh(2 * field)) + 2 * (up.logarithm.re - field * sites);
  expect(2 * there.logarithm.re).toBeGreaterThan(typical);
});

describe("weights", () => {
  const settings: LabSettings = { ...firstSight, sites: 6, boundary: "open", iterations: 30, seed: 5 };

  test("are saved and opened: the same network, energy and settings", async () => {
    const { network, final } = await train({ settings, reading: "phaseless", threads: 1 }, () => {}, still);
    const energy = final?.energy ?? null;
    const { bytes } = await encode({ settings, reading: "phaseless", network, energy, format: "safetensors" }, () => {}, still);
    const opened = await decode({ bytes, name: "mine.safetensors", settings: firstSight }, () => {}, still);
    expect(opened.network.parameters).toEqual(network.parameters);
    expect({ ...settings, ...opened.settings }).toEqual({ ...settings, readings: ["phaseless"] });
    expect(opened.result.final?.energyPerSite.mean).toBeCloseTo(final?.energyPerSite.mean ?? 0, 12);
  });

  test("of a published network, whose name tells its problem, and of no network", async () => {
    const bytes = readFileSync("test/data/carleo-troyer/Ising1d_40_1_1.wf");
    const opened = await decode({ bytes: new Uint8Array(bytes), name: "Ising1d_40_1_1.wf", settings }, () => {}, still);
    expect(opened.settings).toMatchObject({ model: "ising", sites: 40, density: 1 });
    expect(Math.abs((opened.result.final?.energyPerSite.mean ?? 0) + 1.2721)).toBeLessThan(1e-3);
    await expect(decode({ bytes: new Uint8Array(20), name: "empty.wf", settings }, () => {}, still)).rejects.toThrow(/^empty\.wf/);
    const square = readFileSync("models/heisenberg-6x6.safetensors");
    await expect(decode({ bytes: new Uint8Array(square), name: "square", settings }, () => {}, still)).rejects.toThrow(
      /^square: problem: expected a chain/,
    );
  });

  test("a .wf file is named after its problem where a published name tells it; else it is held against the problem of the page", async () => {
    const ring6: LabSettings = {
      ...firstSight,
      model: "heisenberg",
      couplings: usualCouplings("heisenberg"),
      sites: 6,
      density: 1,
      iterations: 30,
    };
    const { network, final } = await train({ settings: ring6, reading: "born", threads: 1 }, () => {}, still);
    const wf = (of: LabSettings) => encode({ settings: of, reading: "born", network, energy: null, format: "wf" }, () => {}, still);
    const named = await wf(ring6);
    expect([named.name, named.note]).toEqual(["Heisenberg1d_6_1_1.wf", null]);
    const energyOf = async (name: string, page: LabSettings) => {
      const { result, note, settings: shown } = await decode({ bytes: named.bytes, name, settings: page }, () => {}, still);
      return { energy: result.final?.energyPerSite.mean, note, model: shown.model };
    };
    const energy = expect.closeTo(final?.energyPerSite.mean ?? 0, 12);
    expect(await energyOf(named.name, firstSight)).toEqual({ energy, note: null, model: "heisenberg" });
    const renamed = await energyOf("mine-born.wf", ring6);
    expect(renamed).toEqual({
      energy,
      note: expect.stringMatching(/tells no problem.*heisenberg on 6 sites, read as born/),
      model: "heisenberg",
    });
    await expect(energyOf("mine.wf", firstSight)).rejects.toThrow(/^mine\.wf: .*12 sites.* 6 sites that tells none; set 6 sites/);
    const open = await train({ settings, reading: "born", threads: 1 }, () => {}, still);
    const other = await encode({ settings, reading: "born", network: open.network, energy: null, format: "wf" }, () => {}, still);
    expect([other.name, other.note]).toEqual(["ising-6-born.wf", expect.stringMatching(/nqs evaluate needs --model.*--rotate none/)]);
  });
});

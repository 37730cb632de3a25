import { describe, expect, test } from "vitest";
import { chain, groundState, ising, outcomeOf, rbm } from "../../src/index.ts";
import { hamiltonianOf } from "../../src/lab/engine/problem.ts";
import { references } from "../../src/lab/engine/references.ts";
import type { Control, NetworkEvent, StepEvent } from "../../src/lab/engine/tasks.ts";
import { train } from "../../src/lab/engine/train.ts";
import { usualCouplings } from "../../src/lab/settings/models.ts";
import { firstSight, type LabSettings } from "../../src/lab/settings/settings.ts";

const settings: LabSettings = { ...firstSight, sites: 6, iterations: 20, density: 1 };

/** Never asked to do anything but what `asked` says, by the number of the step. */
function control(asked: (step: number) => "look" | "stop" | undefined = () => undefined): Control {
  let step = 0;
  const steered = {
    aborted: false,
    takeLook() {
      const word = asked(step++);
      if (word === "stop") this.aborted = true;
      return word === "look";
    },
    unpaused: () => Promise.resolve(),
  };
  return steered;
}

describe("training", () => {
  test("gives the digits of the library's own driver, step by step", async () => {
    const events: (StepEvent | NetworkEvent)[] = [];
    const result = await train({ settings, reading: "born", threads: 1 }, (event) => events.push(event), control());
    const means: number[] = [];
    const options = {
      hamiltonian: ising(chain(6), { field: 1 }),
      ansatz: rbm({ density: 1 }),
      optimizer: "sr",
      iterations: 20,
      starts: 1,
      seed: 1,
    } as const;
    const outcome = await outcomeOf(groundState(options), ({ energyPerSite }) => {
      means.push(energyPerSite.mean);
    });
    expect(events.map((event) => (event.kind === "step" ? event.mean : null))).toEqual(means);
    expect(result).toMatchObject({ reason: outcome.stopped.reason, verdict: outcome.verdict });
    expect(result.final?.energyPerSite).toEqual(outcome.final?.energyPerSite);
  });

  test("shows the network when it is asked, and what is shown can be cloned into another thread", async () => {
    const events: (StepEvent | NetworkEvent)[] = [];
    await train(
      { settings, reading: "classical", threads: 1 },
      (event) => events.push(structuredClone(event)),
      control((step) => (step === 4 ? "look" : undefined)),
    );
    // At the first update there is nothing to be shown yet, and nobody is asked.
    expect(events.findIndex(({ kind }) => kind === "network")).toBe(6);
    expect(events.filter(({ kind }) => kind === "network")).toHaveLength(1);
  });

  test("stops where it is told to, and goes on from its weights on another problem", async () => {
    const first = await train(
      { settings, reading: "born", threads: 1 },
      () => {},
      control((step) => (step === 9 ? "stop" : undefined)),
    );
    expect(first).toMatchObject({ reason: "interrupted", final: null });
    const elsewhere = { ...settings, couplings: { ...usualCouplings("ising"), field: 1.5 } };
    const means: number[] = [];
    await train(
      { settings: elsewhere, reading: "born", threads: 1, initial: first.network },
      (event) => event.kind === "step" && means.push(event.mean),
      control(),
    );
    const anew: number[] = [];
    await train({ settings: elsewhere, reading: "born", threads: 1 }, (event) => event.kind === "step" && anew.push(event.mean), control());
    expect(means[0]).toBeLessThan(anew[0]);
  });
});

describe("references", () => {
  test("of the Ising ring: free fermions, the best product state, the diagonal", async () => {
    const found = await references({ ...settings, sites: 12 }, () => {}, control());
    // E/N = -2 / (N sin(π / 2N)) at h = J, -(1 + h²/4) for product states, -J for the diagonal.
    expect(found.exact).toBeCloseTo(-2 / (12 * Math.sin(Math.PI / 24)), 12);
    expect(found.product).toBeCloseTo(-1.25, 12);
    expect([found.diagonal, found.method]).toEqual([-1, "free fermions"]);
  });

  test("are left out where nothing reaches", async () => {
    const far = { ...settings, model: "j1j2", couplings: usualCouplings("j1j2"), sites: 40 } as const;
    expect(await references(far, () => {}, control())).toMatchObject({ exact: null, method: null });
  });
});

describe("problems", () => {
  test("a formula with its field, a formula that is none", async () => {
    const formula = { ...settings, model: "formula", couplings: { h: 0.5 } } as const;
    const own = await hamiltonianOf(formula);
    expect(own.strings).toHaveLength(12);
    expect(own.parameters).toEqual({ h: 0.5 });
    await expect(hamiltonianOf({ ...formula, formula: "-sum(Z(i)*" })).rejects.toThrow(/^formula/);
    await expect(hamiltonianOf({ ...formula, formula: " " })).rejects.toThrow(/^formula: expected a Hamiltonian/);
  });
});

import { describe, expect, test } from "vitest";
import {
  chain,
  expectation,
  measure,
  outcomeOf,
  pairChsh,
  pauli,
  pureState,
  reducedDensityMatrix,
  sum,
  type TrainedNetwork,
} from "../../src/index.ts";
import { bell, densityOfPair } from "../../src/lab/engine/bell.ts";
import { instruments } from "../../src/lab/engine/instruments.ts";
import { hamiltonianOf } from "../../src/lab/engine/problem.ts";
import type { BellResult, BellTooLarge, Control, ReadingName } from "../../src/lab/engine/tasks.ts";
import { train } from "../../src/lab/engine/train.ts";
import { usualCouplings } from "../../src/lab/settings/models.ts";
import { firstSight, type LabSettings } from "../../src/lab/settings/settings.ts";

const still: Control = { aborted: false, takeLook: () => false, unpaused: () => Promise.resolve() };
const settings: LabSettings = { ...firstSight, sites: 6, method: "auto", iterations: 200 };
/** The open Heisenberg chain, whose end pair is nearly a singlet. */
const open: LabSettings = { ...settings, model: "heisenberg", couplings: usualCouplings("heisenberg"), boundary: "open", density: 1 };

/** After so many updates, or at the end. */
async function trained(of: LabSettings, reading: ReadingName, updates = Number.POSITIVE_INFINITY): Promise<TrainedNetwork> {
  const control = { ...still, aborted: false };
  let made = 0;
  const count = () => {
    if (++made >= updates) control.aborted = true;
  };
  return (await train({ settings: of, reading, threads: 1 }, count, control)).network;
}

/** Of a state that was not too large. */
function reached(result: BellResult | BellTooLarge): BellResult {
  if ("most" in result) throw new Error(`at most ${result.most} sites`);
  return result;
}

/** After a few updates correlations are roughly right. */
const ON_THE_WAY = 0.2;
/** Enough to be no longer a constant. */
const FEW = 12;

/** A trained network is as far from the ground state as this. */
const NEAR = 2;

describe("instruments", () => {
  test("of a trained network lie on the exact curves", async () => {
    const network = await trained(settings, "born");
    const found = await instruments({ settings, reading: "born", network }, () => {}, still);
    expect(found.correlations.map(({ at }) => at)).toEqual([1, 2, 3]);
    expect(found.entropy.map(({ at }) => at)).toEqual([1, 2, 3, 4, 5]);
    for (const { mean, exact, error } of [...found.correlations, ...found.entropy, ...found.distribution]) {
      expect(error).toBe(0);
      expect(mean).toBeCloseTo(exact ?? Number.NaN, NEAR);
    }
    expect(found.negativity?.mean).toBeCloseTo(found.negativity?.exact ?? Number.NaN, NEAR);
    expect(found.distribution[0].exact).toBeGreaterThan(found.distribution[10].exact ?? 1);
    expect(found.shots).toHaveLength(32);
    const { parameters } = network;
    expect(found.weights.reduce((count, { rows, columns }) => count + rows * columns, 0)).toBe(parameters.length / 2);
    expect([...(found.weights.at(-1)?.imaginary ?? [])].at(-1)).toBe(parameters.at(-1));
  });

  test("of a long chain have errors, and the curve of free fermions", async () => {
    const long: LabSettings = {
      ...firstSight,
      sites: 20,
      couplings: { ...usualCouplings("ising"), field: 2 },
      boundary: "open",
    };
    const { correlations, entropy, distribution } = await instruments(
      { settings: long, reading: "born", network: await trained(long, "born", FEW) },
      () => {},
      still,
    );
    expect(correlations).toHaveLength(19);
    expect([entropy, distribution]).toEqual([[], []]);
    const [first] = correlations;
    expect(first.error).toBeGreaterThan(0);
    expect(Math.abs(first.mean - (first.exact ?? Number.NaN))).toBeLessThan(ON_THE_WAY);
  });

  test("of a mixture of branches are those of a mixture", async () => {
    const network = await trained(settings, "branches", FEW);
    const { negativity, correlations } = await instruments({ settings, reading: "branches", network }, () => {}, still);
    expect(Math.abs(negativity?.mean ?? 1)).toBeLessThan(1e-9);
    expect(correlations[0].mean).toBeLessThan(1);
  });
});

describe("the Bell panel", () => {
  test("born passes 2 at its best angles, classical and branches do not", async () => {
    const at = async (reading: ReadingName) =>
      reached(
        await bell(
          {
            settings: open,
            reading,
            network: await trained(open, reading, reading === "born" ? undefined : FEW),
            parties: { pair: [0, 1] },
            angles: "best",
          },
          () => {},
          still,
        ),
      );
    const born = await at("born");
    expect(born.value).toBeGreaterThan(2.2);
    expect(born.value).toBe(born.bound);
    for (const reading of ["classical", "branches"] as const) expect((await at(reading)).bound, reading).toBeLessThanOrEqual(2 + 1e-9);
  });

  test("blocks of born are beyond 2, of mixtures within; long chains are refused in words", async () => {
    const network = await trained(open, "born");
    const input = { settings: open, reading: "born" as const, network };
    const blocks = await bell({ ...input, parties: { block: 3 }, angles: [0, 0, 0, 0] }, () => {}, still);
    expect(reached(blocks).value).toBeCloseTo(2, 12);
    expect(reached(blocks).bound).toBeGreaterThan(2.01);
    for (const reading of ["classical", "branches"] as const) {
      const mixture = { ...input, reading, network: await trained(open, reading, FEW) };
      expect(
        reached(await bell({ ...mixture, parties: { block: 1 }, angles: "best" }, () => {}, still)).bound,
        reading,
      ).toBeLessThanOrEqual(2 + 1e-9);
    }
    const long = await bell({ ...input, settings: { ...open, sites: 20 }, parties: { block: 3 }, angles: "best" }, () => {}, still);
    expect(long).toEqual({ most: 12 });
  });

  test("two sites beyond what is listed are sampled: the mixture of branches on 12 sites stays within 2", async () => {
    const twelve = { ...settings, sites: 12 };
    const network = await trained(twelve, "branches", FEW);
    const result = await bell(
      { settings: twelve, reading: "branches", network, parties: { pair: [0, 1] }, angles: "best" },
      () => {},
      still,
    );
    const { bound, error } = reached(result);
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(0.05);
    expect(bound).toBeLessThanOrEqual(2 + 4 * error);
    const { observables } = await outcomeOf(
      measure({
        hamiltonian: await hamiltonianOf(twelve),
        network,
        readout: "branches",
        samples: 16_384,
        observables: ["chsh"],
        pairs: [[0, 1]],
      }),
    );
    // The jackknife takes away a bias that is smaller than the error.
    expect(Math.abs(bound - (observables.chsh?.["0-1"].mean ?? Number.NaN))).toBeLessThan(error);
  });

  test("the density matrix of a pair has the correlations it is made from", () => {
    // A generic pure state: real and imaginary parts, no symmetry.
    const state = pureState([0.5, 0.3, -0.2, 0.4], [0.1, -0.6, 0.2, 0.35]);
    const own = reducedDensityMatrix(state, [0, 1]);
    const names = ["X", "Y", "Z"] as const;
    const means = Object.fromEntries(
      names.flatMap((p) =>
        names.map((q) => [p + q, { mean: expectation(state, sum(p + q, chain(2, "open"), [pauli(1, { 0: p, 1: q })])) }] as const),
      ),
    );
    expect(pairChsh(densityOfPair(means), [0, 1])).toBeCloseTo(pairChsh(own, [0, 1]), 12);
  });
});

// What is said to be held before anything is built, against what the kernels hand out.
import { describe, expect, test } from "vitest";
import type { Ansatz } from "../../src/ansatz/ansatz.ts";
import { randomStream } from "../../src/core/random.ts";
import {
  chain,
  type GroundStateOptions,
  heisenberg,
  InputError,
  ising,
  jastrow,
  ladder,
  mlp,
  product,
  rbm,
  readoutOf,
  square,
  xyz,
} from "../../src/index.ts";
import { loadKernels } from "../../src/kernels/kernels.ts";
import { measureFrozen } from "../../src/vmc/measurement/measureFrozen.ts";
import { trainingOf } from "../../src/vmc/memory/run.ts";
import { checkTraining } from "../../src/vmc/refusals.ts";
import { observablesAsked } from "../../src/vmc/setup/observables.ts";
import { planRun } from "../../src/vmc/training/plan.ts";
import { Stage } from "../../src/vmc/training/stage.ts";
import { last } from "./runs.ts";

/** What is drawn from a stream. */
function drawing(seed: number) {
  const stream = randomStream(seed, "memory");
  const integer = (least: number, most: number) => least + Math.floor(stream.uniform() * (most - least + 1));
  return { integer, one: <T>(values: readonly T[]): T => values[integer(0, values.length - 1)] };
}

type Draw = ReturnType<typeof drawing>;

const networks: Readonly<Record<string, (draw: Draw) => Ansatz>> = {
  rbm: ({ integer, one }) => rbm({ density: integer(1, 6), real: one([true, false]), symmetric: "auto" }),
  "dense rbm": ({ integer, one }) =>
    rbm({ density: integer(1, 40) / 10, symmetric: false, parity: one(["none", "even", "odd"]), biases: true }),
  mlp: ({ integer, one }) =>
    mlp({
      widths: Array.from({ length: integer(1, 3) }, () => integer(1, 24)),
      activation: one(["log-cosh", "tanh", "reim-selu"]),
      symmetric: one([true, false]),
      parity: one(["none", "even"]),
    }),
  jastrow: ({ one }) => jastrow({ symmetric: one([true, false]), parity: one(["none", "even"]) }),
  product: () => product({ symmetric: false }),
};

function settingsOf(name: string, seed: number): GroundStateOptions & { readout: "born" | "phaseless" | "classical" } {
  const draw = drawing(seed);
  const { integer, one } = draw;
  const most = name === "mlp" ? 10 : 24;
  const lattice = one([
    () => chain(integer(3, most)),
    () => square(3, integer(3, Math.max(3, most / 5))),
    () => ladder(integer(3, most / 2)),
  ])();
  const hamiltonian = one([
    () => ising(lattice, { field: 1 }),
    () => xyz(lattice, { jx: 1, jy: 0.5, jz: 0.2 }),
    () => heisenberg(chain(2 * integer(2, Math.floor(most / 4)))),
  ])();
  const chains = integer(1, name === "rbm" ? 150 : 12);
  return {
    hamiltonian,
    ansatz: networks[name](draw),
    readout: one(["born", "born", "phaseless", "classical"]),
    optimizer: one(["sr", "rgn", "adam"]),
    chains,
    samples: chains * integer(1, 20),
    finalSamples: integer(2, 300),
    workers: one([1, 1, 1, 2]),
    seed: 1,
    ...(lattice.size <= 10 && one([true, false]) ? { fullSum: true } : {}),
    ...(one([true, false]) ? { observables: ["x", "correlations"] as const } : {}),
  };
}

/** Bytes that the kernels hand out in an update and a measurement, and those that were expected; `null` for settings that no run has. */
async function measured(options: ReturnType<typeof settingsOf>): Promise<{ used: number; expected: number } | null> {
  const readout = readoutOf(options.readout);
  const observables = observablesAsked(options.hamiltonian.lattice, readout, options);
  let plan: ReturnType<typeof planRun>;
  try {
    plan = planRun(options, readout);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
  const asked = trainingOf(plan, observables);
  if (asked === null) throw new Error("no sum of so many sites");
  const { kernels: expected } = asked.held(asked);
  let stage = await Stage.begin(plan, undefined, 0);
  if (!stage.whole) stage = await stage.summed();
  try {
    // The second chain of a restart takes the place of the first.
    stage.training.restart(1);
    stage.training.update({ iteration: 0, stepFraction: 1 });
    await last(measureFrozen(stage.simulation, readout, { ...plan.settings, samples: plan.settings.finalSamples, observables }));
    return { used: stage.simulation.kernels.used, expected };
  } finally {
    stage.close();
  }
}

/** Beside what is counted, for the smallest of runs. */
const SMALL = 3 << 20;

describe("memory that is expected holds what is used", () => {
  test.each(Object.keys(networks))("of a network %s", async (name) => {
    for (let seed = 0, runs = 0; runs < 4; seed++) {
      const options = settingsOf(name, seed);
      const found = await measured(options);
      if (found === null) continue;
      runs++;
      const { used, expected } = found;
      const what = JSON.stringify({ ...options, hamiltonian: options.hamiltonian.name, lattice: options.hamiltonian.lattice.name });
      expect(expected, what).toBeGreaterThanOrEqual(used);
      expect(expected, what).toBeLessThan(2 * used + SMALL);
    }
  });
});

test("of chains beside the same samples, in a training and in a measurement", async () => {
  const takes = async (chains: number) => {
    const plan = planRun(
      { hamiltonian: ising(chain(16), { field: 1 }), ansatz: rbm({ density: 4 }), samples: 420, chains, seed: 1 },
      readoutOf("born"),
    );
    const asked = trainingOf(plan, undefined);
    if (asked === null) throw new Error("nothing is summed");
    const stage = await Stage.begin(plan, undefined, 0);
    const { used } = stage.simulation.kernels;
    stage.close();
    return { used, expected: asked.held(asked).kernels };
  };
  const [few, many] = [await takes(10), await takes(210)];
  const grown = many.used - few.used;
  expect(grown).toBeGreaterThan(100_000);
  expect(many.expected - few.expected).toBeGreaterThan(1.9 * grown);
  expect(many.expected - few.expected).toBeLessThan(4 * grown);
});

/** Options that a number makes larger and larger, and how that is refused. */
const growing: readonly [what: string, of: (number: number) => GroundStateOptions, line: RegExp, step: number][] = [
  [
    "samples",
    (samples) => ({ hamiltonian: ising(chain(20), { field: 1 }), ansatz: rbm({ density: 2 }), samples }),
    /^training\.samples: expected at most (\d+) so/,
    64,
  ],
  [
    "chains",
    (chains) => ({
      hamiltonian: ising(chain(100), { field: 1 }),
      ansatz: rbm({ density: 1 }),
      samples: chains,
      chains,
      observables: ["correlations"],
    }),
    /^training\.chains: expected at most (\d+), with as many samples, so/,
    1,
  ],
  [
    "hidden units",
    (density) => ({
      hamiltonian: ising(chain(12), { field: 1 }),
      ansatz: rbm({ density, symmetric: false }),
      fullSum: true,
      optimizer: "rgn",
    }),
    /^ansatz\.density: expected at most ([\d.]+) so/,
    1,
  ],
  [
    "widths",
    (width) => ({
      hamiltonian: ising(chain(200), { field: 1 }),
      ansatz: mlp({ widths: [width] }),
      samples: 2,
      chains: 1,
      optimizer: "rgn",
    }),
    /^ansatz\.widths: expected layers of at most (\d+) units so/,
    1,
  ],
  [
    "sites",
    (sites) => ({
      hamiltonian: ising(chain(sites, "open"), { field: 1 }),
      ansatz: jastrow({ symmetric: false }),
      samples: 2,
      chains: 1,
      optimizer: "rgn",
    }),
    /^lattice: expected at most (\d+) sites so/,
    2,
  ],
  [
    "threads",
    (workers) => ({
      hamiltonian: ising(chain(700), { field: 1 }),
      ansatz: rbm({ density: 1, symmetric: false, biases: true }),
      samples: 2,
      chains: 1,
      optimizer: "adam",
      workers,
    }),
    /^workers: expected at most (\d+) so/,
    1,
  ],
];
/** Far too many, as large as they may be. */
const TOO_MANY: Readonly<Record<string, number>> = {
  samples: 1e8,
  chains: 65536,
  "hidden units": 200,
  widths: 4096,
  sites: 1000,
  threads: 256,
};

test.each(growing)("of %s so many are refused, but not as many as are said to fit", (what, of, line, step) => {
  const refusal = (number: number): string | null => {
    try {
      checkTraining(of(number));
      return null;
    } catch (error) {
      if (error instanceof InputError) return error.message;
      throw error;
    }
  };
  const message = refusal(TOO_MANY[what]);
  expect(message).toMatch(line);
  const most = Number(line.exec(message ?? "")?.[1]);
  expect(refusal(most)).toBeNull();
  // Numbers are rounded to chains and to batches.
  expect(refusal(Math.ceil(1.02 * most) + step)).toMatch(line);
});

describe("the memory of the kernels", () => {
  test("is not grown far ahead of what is asked for, and let go of when they are closed", async () => {
    const kernels = await loadKernels();
    kernels.allocate(32 << 20);
    for (let n = 0; n < 4; n++) kernels.allocate(3 << 20);
    expect(kernels.used).toBeGreaterThan(44 << 20);
    expect(kernels.bytes).toBeLessThan(1.15 * kernels.used);
    kernels.close();
    kernels.close();
    expect(() => kernels.allocate(16)).toThrow("closed");
  });

  test("does not grow with the starts and the restarts of a training", async () => {
    const options = { hamiltonian: ising(chain(8), { field: 1 }), ansatz: rbm({ density: 1 }), samples: 64, chains: 8, seed: 1 };
    for (const fullSum of [false, true]) {
      const stage = await Stage.begin(planRun({ ...options, fullSum }, readoutOf("born")), undefined, 0);
      const update = () => stage.training.update({ iteration: 0, stepFraction: 1 });
      update();
      const { used } = stage.simulation.kernels;
      for (let start = 1; start < 4; start++) {
        stage.training.begin(start, 1);
        update();
        stage.training.restart(start);
        update();
      }
      expect(stage.simulation.kernels.used).toBe(used);
      stage.close();
    }
  });
});

import { describe, expect, test } from "vitest";
import {
  autocorrelationTime,
  binnedErrors,
  chain,
  compareReadouts,
  exactGroundEnergy,
  groundState,
  InputError,
  ising,
  jastrow,
  judgeMeasurement,
  measure,
  mlp,
  networkProblem,
  outcomeOf,
  parameterTensors,
  product,
  rbm,
  readoutOf,
  rotateMarshall,
  version,
  xxz,
} from "../../src/index.ts";

const hamiltonian = ising(chain(4), { field: 1 });
/** -2 / sin(π / 8), by free fermions. */
const EXACT = -2 / Math.sin(Math.PI / 8);
/** Summed trainings end within this of it. */
const REACHED = 1e-6;
const options = { hamiltonian, ansatz: rbm({ density: 1 }), iterations: 60, seed: 2 };

describe("outcomeOf", () => {
  test("hands over every step, awaits what is done with it, and gives the outcome", async () => {
    const iterations: number[] = [];
    let busy = false;
    const outcome = await outcomeOf(groundState(options), async ({ iteration }) => {
      expect(busy).toBe(false);
      busy = true;
      await new Promise((resolve) => setTimeout(resolve));
      busy = false;
      iterations.push(iteration);
    });
    expect(iterations.slice(0, 3)).toEqual([0, 1, 2]);
    expect(outcome.final?.energy.mean).toBeCloseTo(EXACT, 6);
    expect(outcome.verdict).toMatchObject({ name: "right", converged: true });
  });

  test("ends the driver where the callback throws, and passes the error on", async () => {
    let closed = false;
    async function* driver(): AsyncGenerator<number, string> {
      try {
        yield await Promise.resolve(1);
        return "never";
      } finally {
        closed = true;
      }
    }
    const stop = outcomeOf(driver(), () => {
      throw new Error("enough");
    });
    await expect(stop).rejects.toThrow("enough");
    expect(closed).toBe(true);
  });

  test("of nothing but a driver is its result", async () => {
    const { network } = await outcomeOf(groundState(options));
    const measurement = await outcomeOf(measure({ hamiltonian, network, fullSum: true }));
    expect(Math.abs(measurement.energy.mean - EXACT)).toBeLessThan(REACHED);
    expect(measurement.sameProblem).toBe(true);
    const { trouble, verdict } = judgeMeasurement(hamiltonian, network, measurement, exactGroundEnergy(hamiltonian)?.energy);
    expect([trouble, verdict.name]).toEqual([null, "right"]);
  });
});

test("compareReadouts: classical stays at the minimum of the diagonal, born does not", async () => {
  const { outcomes, matrix } = await outcomeOf(compareReadouts({ ...options, readouts: ["born", "classical"] }));
  expect(outcomes.born?.final?.energy.mean).toBeCloseTo(EXACT, 5);
  expect(matrix.classical?.classical?.energy.mean).toBeCloseTo(-4, 3);
  expect(Object.keys(matrix)).toEqual(["born", "classical"]);
});

/** As plain JavaScript calls: no compiler has looked. */
type Untyped = (options: unknown) => AsyncGenerator<unknown, unknown>;
const network = {
  ansatz: { ...rbm(), symmetric: false, pointGroup: false, biases: false, parity: "none" as const },
  parameters: new Float64Array(32),
};

describe("options that a driver does not have, or needs, are refused in one line", () => {
  test.each([
    [
      "groundState",
      groundState,
      { ...options, iteration: 2 },
      /^groundState: unknown option "iteration"; known: hamiltonian, .*, workers, .*\. Did you mean "iterations"\?$/,
    ],
    ["groundState", groundState, { iteration: 2 }, /unknown option "iteration"/],
    ["groundState", groundState, { ...options, readouts: ["born"] }, /unknown option "readouts"; .* Did you mean "readout"\?$/],
    ["groundState", groundState, { ...options, zzz: 1 }, /unknown option "zzz"; known: [^?]*\.$/],
    [
      "groundState",
      groundState,
      { ansatz: rbm() },
      /^groundState\.hamiltonian: expected a Hamiltonian such as ising\(.*\), got undefined$/,
    ],
    ["groundState", groundState, { ...options, hamiltonian: "ising" }, /^groundState\.hamiltonian: .*, got "ising"$/],
    ["groundState", groundState, { ...options, hamiltonian: Promise.resolve(hamiltonian) }, /^groundState\.hamiltonian: .*; await it$/],
    ["groundState", groundState, { hamiltonian }, /^groundState\.ansatz: expected a network such as rbm\(.*\), got undefined$/],
    [
      "groundState",
      groundState,
      { ...options, ansatz: { name: "rbmm" } },
      /^groundState\.ansatz: unknown "rbmm"; known: rbm, .* Did you mean "rbm"\?$/,
    ],
    ["groundState", groundState, { ...options, rotate: "nome" }, /^groundState\.rotate: unknown "nome"; .* Did you mean "none"\?$/],
    ["groundState", groundState, { ...options, initial: {} }, /^groundState\.initial: expected a network/],
    ["groundState", groundState, { ...options, exactEnergy: "low" }, /^groundState\.exactEnergy: expected a finite number, or null/],
    ["groundState", groundState, { ...options, fullSum: "yes" }, /^groundState\.fullSum: expected true or false, got "yes"$/],
    ["groundState", groundState, { ...options, signal: true }, /^groundState\.signal: expected the signal of an AbortController/],
    ["groundState", groundState, { ...options, clock: 3 }, /^groundState\.clock: expected a function/],
    ["groundState", groundState, undefined, /^groundState: expected options \{ hamiltonian, ansatz, … \}, got undefined$/],
    [
      "compareReadouts",
      compareReadouts,
      { ...options, readout: "born" },
      /^compareReadouts: unknown option "readout"; .* Did you mean "readouts"\?$/,
    ],
    ["compareReadouts", compareReadouts, { ...options, readouts: "born" }, /^compareReadouts\.readouts: expected a list/],
    ["compareReadouts", compareReadouts, { hamiltonian }, /^compareReadouts\.ansatz: expected a network/],
    ["measure", measure, { hamiltonian, network, sample: 8 }, /^measure: unknown option "sample"; .* Did you mean "samples"\?$/],
    ["measure", measure, { hamiltonian, network, iterations: 8 }, /^measure: unknown option "iterations"/],
    ["measure", measure, { hamiltonian }, /^measure\.network: expected a network such as that of an outcome.*, got undefined$/],
    ["measure", measure, { network }, /^measure\.hamiltonian: expected a Hamiltonian/],
    ["measure", measure, { hamiltonian, network: { ...network, parameters: [1, 2] } }, /^measure\.network: expected a network/],
  ] as [string, Untyped, unknown, RegExp][])("%s %#", async (_, driver, given, message) => {
    const refused = await outcomeOf(driver(given)).then(String, (error: unknown) => error);
    expect(refused).toBeInstanceOf(InputError);
    expect((refused as Error).message).toMatch(message);
    expect((refused as Error).message).not.toContain("\n");
  });

  test("an option that is undefined is one left out", async () => {
    const run = (groundState as unknown as Untyped)({
      ...options,
      iterations: 3,
      learningRate: undefined,
      signal: undefined,
      clock: undefined,
    });
    expect((await run.next()).done).toBe(false);
    await run.return(undefined);
  });
});

describe("networks", () => {
  const settled = { symmetric: false, pointGroup: false, parity: "none", biases: true } as const;
  const shapes = (ansatz: Parameters<typeof parameterTensors>[0]) =>
    Object.fromEntries(parameterTensors(ansatz, chain(4)).map(({ name, shape }) => [name, shape]));

  test("say how their parameters are laid out", () => {
    expect(shapes({ ...rbm({ density: 2 }), ...settled })).toEqual({ visible_bias: [4], hidden_bias: [8], weights: [4, 8] });
    expect(shapes({ ...rbm({ density: 2 }), ...settled, symmetric: true })).toEqual({
      visible_bias: [1],
      hidden_bias: [2],
      weights: [2, 4],
    });
    expect(shapes({ ...mlp({ widths: [3] }), ...settled })).toEqual({ weights_1: [4, 3], bias_1: [3], output: [3] });
    expect(shapes({ ...jastrow(), ...settled })).toEqual({ fields: [4], couplings: [6] });
    expect(shapes({ ...product(), ...settled })).toEqual({ fields: [4] });
  });

  test("made by hand know their problem by networkProblem", () => {
    const ring = rotateMarshall(xxz(chain(4), { anisotropy: 0.5 }));
    const problem = networkProblem(ring);
    expect(problem).toMatchObject({
      frame: { axes: "XYZ", turned: [1, 3] },
      magnetisation: 0,
      sites: 4,
      lattice: "periodic chain of 4 sites",
    });
    expect(problem.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });
});

test("readings have names, quantum is born", () => {
  expect(readoutOf("quantum")).toEqual(readoutOf("born"));
  expect(readoutOf("classical")).toMatchObject({ exponent: 1, ratio: "none" });
  expect(() => readoutOf("bron")).toThrow(/Did you mean "born"/);
});

test("series: values that come in pairs have an autocorrelation time of two, and errors that binning doubles in square", () => {
  // A linear congruential generator (Numerical Recipes), so that the series is the same everywhere.
  let state = 1;
  const independent = Array.from({ length: 4096 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
  const pairs = Float64Array.from({ length: 8192 }, (_, k) => independent[k >> 1]);
  expect(Math.abs(autocorrelationTime(Float64Array.from(independent), 1) - 1)).toBeLessThan(0.2);
  expect(Math.abs(autocorrelationTime(pairs, 1) - 2)).toBeLessThan(0.4);
  const [single, paired] = binnedErrors(pairs, 1);
  expect((paired.error / single.error) ** 2).toBeCloseTo(2, 2);
});

test("the version is that of package.json", async () => {
  const { default: manifest } = await import("../../package.json", { with: { type: "json" } });
  expect(version).toBe(manifest.version);
});

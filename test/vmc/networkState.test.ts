import { describe, expect, test } from "vitest";
import type { ResolvedAnsatz } from "../../src/ansatz/ansatz.ts";
import { exactGroundState } from "../../src/exact/groundState.ts";
import { expectation } from "../../src/exact/state/expectation.ts";
import { stateOfGround } from "../../src/exact/state/ground.ts";
import { densityMatrix, diagonalState } from "../../src/exact/state/state.ts";
import { axesNames, type Frame } from "../../src/hamiltonian/frame.ts";
import { dm } from "../../src/hamiltonian/presets/dm.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { inFrame, rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { chain } from "../../src/lattice/chain.ts";
import { square } from "../../src/lattice/square.ts";
import { amplitudes, stateOf } from "../../src/vmc/networkState.ts";
import { networkProblem } from "../../src/vmc/setup/networkProblem.ts";
import type { TrainedNetwork } from "../../src/vmc/types.ts";
import { machine, randomParameters, testStream } from "../engine.ts";
import { randomHamiltonian } from "../exact/judges.ts";
import { amplitudes as byHand, type Complex, conjugate, logAmplitude, modulus, multiply, plainRbm, sectorStates } from "../judges.ts";
import { plainAmplitude } from "../plainNetworks.ts";
import { expectation as plainExpectation, stateOf as plainState } from "../states.ts";

/** Sums of 2^N products by two routes. */
const ROUNDING = 1e-11;

const ring = chain(6);
const ansatz = machine({ biases: true });
const parameters = randomParameters(ansatz, ring, 0.7, 5);
const network = (frame: Frame, magnetisation: number | null): TrainedNetwork => ({
  ansatz,
  parameters,
  problem: { frame, magnetisation, sites: 6, lattice: ring.name, fingerprint: "" },
});

/** |<a|b>| of normalised states. */
function overlap(a: readonly Complex[], b: { readonly real: Float64Array; readonly imaginary: Float64Array }): number {
  let [re, im, norm] = [0, 0, 0];
  for (const [s, x] of a.entries()) {
    const [u, v] = multiply(conjugate(x), [b.real[s], b.imaginary[s]]);
    re += u;
    im += v;
    norm += modulus(x) ** 2;
  }
  return Math.hypot(re, im) / Math.sqrt(norm);
}

describe("stateOf", () => {
  test.each([
    [{ axes: "XYZ", turned: [] }, null],
    [{ axes: "XYZ", turned: [1, 3, 5] }, 0],
    [{ axes: "XYZ", turned: [0, 4] }, 2],
    [{ axes: "ZYX", turned: [2] }, null],
    [{ axes: "ZYX", turned: [0, 1, 5] }, 0],
  ] as [Frame, number | null][])("is f on its sector, rotated back from %j at Σ s = %j", async (frame, magnetisation) => {
    const state = await stateOf(network(frame, magnetisation));
    expect(overlap(plainState(network(frame, magnetisation), ring, frame, magnetisation), state)).toBeCloseTo(1, 11);
    expect(state.real.reduce((total, re, s) => total + re * re + state.imaginary[s] ** 2, 0)).toBeCloseTo(1, 12);
  });

  test.each(axesNames)("has the expectation values in the user's basis that f has in the frame, axes %s", async (axes) => {
    const frame: Frame = { axes, turned: [0, 3, 4] };
    const operator = randomHamiltonian(6, 12, 3, 3);
    const state = await stateOf(network(frame, null));
    const f = byHand(plainRbm(ansatz, ring, parameters), 6, sectorStates(6, null));
    const inNetwork = plainExpectation(inFrame(operator, frame), f);
    expect(Math.abs(expectation(state, operator) - inNetwork)).toBeLessThan(ROUNDING);
    expect(Math.abs(expectation(densityMatrix(state), operator) - inNetwork)).toBeLessThan(ROUNDING);
  });

  test("phaseless is |f|, classical the mixture of configurations with p = |f|", async () => {
    const f = byHand(plainRbm(ansatz, ring, parameters), 6, sectorStates(6, null));
    const own = network({ axes: "XYZ", turned: [] }, null);
    const total = f.reduce((sum, x) => sum + modulus(x), 0);
    const phaseless = await stateOf(own, { readout: "phaseless" });
    expect(
      overlap(
        f.map((x): Complex => [modulus(x), 0]),
        phaseless,
      ),
    ).toBeCloseTo(1, 12);
    expect(phaseless.imaginary.every((im) => im === 0)).toBe(true);
    const classical = await stateOf(own, { readout: "classical" });
    expect(classical.kind).toBe("diagonal");
    for (const [s, x] of f.entries()) expect(Math.abs(classical.probabilities[s] - modulus(x) / total)).toBeLessThan(ROUNDING);
    // Signs of a turned basis belong to the state of |f| too, but no probability knows of them.
    const turned = { axes: "XYZ", turned: [1] } as const;
    const rotated = await stateOf(network(turned, null), { readout: "phaseless" });
    expect(rotated.real.map((re, s) => (s & 2 ? -re : re))).toEqual(phaseless.real);
    expect(await stateOf(network(turned, null), { readout: "classical" })).toEqual(classical);
  });

  test("knows the lattice of a symmetric network by its name, or takes it", async () => {
    const grid = square(3, 3);
    const symmetric = machine({ symmetric: true });
    const values = randomParameters(symmetric, grid, 0.3, 2);
    const problem = networkProblem(heisenberg(grid), null);
    const named = await stateOf({ ansatz: symmetric, parameters: values, problem });
    const given = await stateOf({ ansatz: symmetric, parameters: values }, { lattice: grid });
    expect(named).toEqual(given);
    const f = byHand(plainRbm(symmetric, grid, values), 9, sectorStates(9, null));
    expect(overlap(f, named)).toBeCloseTo(1, 12);
  });

  test("refuses what it cannot know", async () => {
    await expect(stateOf({ ansatz, parameters })).rejects.toThrow("give its lattice: { lattice }");
    await expect(stateOf(network({ axes: "ZYX", turned: [] }, null), { readout: "classical" })).rejects.toThrow("permuted axes");
    const wide = machine();
    const large = { ansatz: wide, parameters: randomParameters(wide, chain(17), 0.1, 1) };
    await expect(stateOf(large, { lattice: chain(17) })).rejects.toThrow("stateOf: expected at most 16 sites, got 17");
    await expect(stateOf(network({ axes: "XYZ", turned: [] }, null), { lattice: chain(5) })).rejects.toThrow("6 sites");
    await expect(stateOf({ ansatz, parameters }, { lattce: ring } as object)).rejects.toThrow('Did you mean "lattice"?');
  });
});

describe("stateOfGround", () => {
  test.each([
    ["Heisenberg", heisenberg(chain(8))],
    ["Heisenberg, Marshall", rotateMarshall(heisenberg(chain(8)))],
    ["complex amplitudes", dm(chain(6), { d: 0.5 })],
    ["any operator", randomHamiltonian(6, 14, 4, 8)],
    ["any operator, all axes rotated", inFrame(randomHamiltonian(6, 14, 4, 8), { axes: "YZX", turned: [1, 2] })],
  ])("has the ground energy: %s", (_, hamiltonian) => {
    const ground = exactGroundState(hamiltonian);
    expect(expectation(stateOfGround(ground), hamiltonian)).toBeCloseTo(ground.energy, 9);
  });

  test("a diagonal mixture has the diagonal of H, and the operator has to fit", () => {
    const mixture = diagonalState(new Float64Array(64).fill(1));
    expect(expectation(mixture, heisenberg(chain(6)))).toBeCloseTo(0, 12);
    const neel = diagonalState(Float64Array.from({ length: 64 }, (_, s) => (s === 0b101010 ? 1 : 0)));
    expect(expectation(neel, heisenberg(chain(6)))).toBeCloseTo(-6, 12);
    expect(() => expectation(neel, heisenberg(chain(8)))).toThrow("6 sites, as the state has");
  });
});

describe("amplitudes", () => {
  test("are f and ln f by the formula, of 70 sites too", async () => {
    const lattice = chain(70);
    const long = machine({ biases: true });
    const values = randomParameters(long, lattice, 0.1, 9);
    const stream = testStream(4);
    const configurations = Array.from({ length: 5 }, () => lattice.sites.map(() => (stream.uniform() < 0.5 ? -1 : 1)));
    const found = await amplitudes({ ansatz: long, parameters: values }, configurations, { lattice });
    for (const [row, spins] of configurations.entries()) {
      const [re, im] = logAmplitude(plainRbm(long, lattice, values), spins);
      const { logarithm, value } = found[row];
      expect(logarithm.re).toBeCloseTo(re, 10);
      expect(Math.cos(logarithm.im - im)).toBeCloseTo(1, 12);
      expect(value.abs() / Math.exp(re)).toBeCloseTo(1, 10);
      expect(value.arg()).toBeCloseTo(Math.atan2(Math.sin(im), Math.cos(im)), 9);
    }
  });

  test("of a perceptron summed over its lattice", async () => {
    const perceptron: ResolvedAnsatz = {
      ...{ name: "mlp", widths: [5, 3], activation: "log-cosh", deviation: 1 },
      ...{ symmetric: true, pointGroup: false, parity: "even", biases: true },
    } as const;
    const values = randomParameters(perceptron, ring, 0.5, 3);
    const spins = [1, -1, -1, 1, 1, -1];
    const [{ value }] = await amplitudes({ ansatz: perceptron, parameters: values }, [spins], { lattice: ring });
    const expected = plainAmplitude(perceptron, ring, values, spins);
    expect(value.sub(expected).abs() / expected.abs()).toBeLessThan(ROUNDING);
  });

  test("refuses other spins", async () => {
    const own = network({ axes: "XYZ", turned: [] }, null);
    await expect(amplitudes(own, [[1, 1]])).rejects.toThrow("amplitudes.configurations: expected 6 spins each, got 2");
    await expect(amplitudes(own, [[1, 1, 0, 1, 1, 1]])).rejects.toThrow("spins of +1 or -1, got 0");
    expect(await amplitudes(own, [])).toEqual([]);
  });
});

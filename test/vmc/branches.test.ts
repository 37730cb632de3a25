import { describe, expect, test } from "vitest";
import { jastrow, mlp, product, rbm } from "../../src/ansatz/ansatz.ts";
import { bestProductState } from "../../src/exact/productState.ts";
import { type Hamiltonian, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { pauli } from "../../src/hamiltonian/pauli.ts";
import { dm } from "../../src/hamiltonian/presets/dm.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { inMagnetisation } from "../../src/hamiltonian/sector.ts";
import { chain } from "../../src/lattice/chain.ts";
import { square } from "../../src/lattice/square.ts";
import { compareReadouts } from "../../src/vmc/compare.ts";
import { groundState } from "../../src/vmc/groundState.ts";
import { judgeMeasurement } from "../../src/vmc/judge.ts";
import { measure } from "../../src/vmc/measure.ts";
import type { GroundStateOptions } from "../../src/vmc/types.ts";
import { tracedDensity } from "../branches/networks.ts";
import { plainRbm } from "../judges.ts";
import { everything, last } from "./runs.ts";

/** What a training is to reach, per site and relative to the best product state. */
const REACHED = 1e-3;
/** Rounding of sums over a few thousand terms of the size of an energy. */
const ROUNDING = 1e-9;
/** Of standard errors: 6e-5 of normal deviates lie farther. */
const FOUR = 4;

const ring = chain(8);
const xx = sum(
  "xx",
  ring,
  ring.bonds.flatMap(([i, j]) => [pauli(1, { [i]: "X", [j]: "X" }), pauli(1, { [i]: "Y", [j]: "Y" })]),
);

/** Energies per site of the best product states, closed forms: -1 - h²/4 up to h = 2, one bond of a Néel state, cos 3π/4 + ½ sin 3π/4 for a spiral. */
const optima: [string, Hamiltonian, number][] = [
  ["Ising, h = 0.5", ising(ring, { field: 0.5 }), -1.0625],
  ["Ising, h = 1", ising(ring, { field: 1 }), -1.25],
  ["Ising, h = 2", ising(ring, { field: 2 }), -2],
  ["Heisenberg, Marshall", rotateMarshall(heisenberg(ring)), -1],
  ["Heisenberg, plain", heisenberg(ring), -1],
  ["XX, plain", xx, -1],
  ["DM, D = 1/2", dm(ring, { d: 0.5 }), -1.5 * Math.SQRT1_2],
];

describe("eight sites, every branch summed: the best product state, and never below it", () => {
  test.each(optima)("%s", async (_, hamiltonian, wanted) => {
    const { steps, result } = await everything(groundState({ hamiltonian, ansatz: rbm(), readout: "branches", rotate: "none", seed: 2 }));
    expect(bestProductState(hamiltonian).energyPerSite).toBeCloseTo(wanted, 9);
    for (const { energyPerSite } of steps) {
      expect(energyPerSite.error).toBe(0);
      expect(energyPerSite.mean).toBeGreaterThan(wanted - ROUNDING);
    }
    expect(result.final).toMatchObject({ readout: "branches", summed: true, samples: 256, hiddenModes: null });
    expect((result.final?.energyPerSite.mean ?? 0) - wanted).toBeLessThan(REACHED);
    expect(result.verdict).toMatchObject({ name: "right", converged: true });
    expect(result.verdict.text).toMatch(/the best product state, V-score .*, every branch summed/);
    expect(result.stopped.reason).toBe("converged");
    expect(result.network.problem?.magnetisation).toBeNull();
  });
});

describe("branches drawn in the hidden layer", () => {
  const cases: [string, Hamiltonian, Partial<GroundStateOptions>, number][] = [
    ["Heisenberg ring of 20", heisenberg(chain(20)), { rotate: "none", starts: 3 }, -1],
    ["Ising ring of 40", ising(chain(40), { field: 1 }), { ansatz: rbm({ density: 0.5 }), starts: 2 }, -1.25],
  ];
  test.each(cases)(
    "%s",
    async (_, hamiltonian, options, wanted) => {
      const run = groundState({ hamiltonian, ansatz: rbm(), readout: "branches", iterations: 90, finalSamples: 4096, ...options });
      const { steps, result } = await everything(run);
      for (const { energyPerSite, samples } of steps) {
        expect(samples).toBe(256);
        expect(energyPerSite.mean).toBeGreaterThan(wanted - FOUR * energyPerSite.error - ROUNDING);
      }
      const { mean, error } = result.final?.energyPerSite ?? { mean: 0, error: 0 };
      expect(result.final).toMatchObject({ summed: false, samples: 4096, hiddenModes: null, acceptance: 1 });
      expect(mean - wanted).toBeGreaterThan(-FOUR * error - ROUNDING);
      expect(mean - wanted).toBeLessThan(REACHED * Math.abs(wanted));
      expect(result.verdict.name).toBe("right");
      expect(result.verdict.text).toMatch(/the chains agree \(split R-hat/);
    },
    240_000,
  );
});

test("Adam, shared weights, and a product state reach it too", async () => {
  const hamiltonian = ising(ring, { field: 1 });
  const energyOf = async (options: Partial<GroundStateOptions>) => {
    const { final, verdict } = await last(groundState({ hamiltonian, ansatz: rbm(), readout: "branches", ...options }));
    expect(verdict.name).toBe("right");
    return final?.energyPerSite.mean;
  };
  expect(await energyOf({ optimizer: "adam", iterations: 400 })).toBeCloseTo(-1.25, 3);
  expect(await energyOf({ ansatz: rbm({ symmetric: true }) })).toBeCloseTo(-1.25, 3);
  expect(await energyOf({ ansatz: product() })).toBeCloseTo(-1.25, 3);
});

test("observables are the user's, whatever the basis of training", async () => {
  const hamiltonian = ising(ring, { field: -1 });
  const { final, network } = await last(groundState({ hamiltonian, ansatz: rbm(), readout: "branches" }));
  expect(network.problem?.frame.turned.length).toBe(8);
  expect(final?.energyPerSite.mean).toBeCloseTo(-1.25, 3);
  // cos of the tilt is h/2, and the rest lies along z.
  expect(final?.observables.x.mean).toBeCloseTo(-0.5, 2);
  expect(final?.observables.zz.mean).toBeCloseTo(0.75, 2);
});

test("energies do not depend on the unit or the zero of energy, and the settings are in the user's", async () => {
  const base = ising(ring, { field: 1 });
  const shifted = sum("expression", ring, [
    ...base.strings.map(({ coefficient, factors }) => ({ coefficient: [1000 * coefficient[0], 0] as const, factors })),
    pauli(5000, {}),
  ]);
  const options = { ansatz: rbm(), readout: "branches" as const, seed: 3 };
  const { final, settings } = await last(groundState({ hamiltonian: shifted, ...options }));
  expect(Math.abs((final?.energy.mean ?? 0) - (5000 - 10_000))).toBeLessThan(REACHED * 10_000);
  const own = (await last(groundState({ hamiltonian: base, ...options, iterations: 8 }))).settings;
  expect(settings.learningRate * 1000).toBeCloseTo(own.learningRate, 9);
  expect(own).toMatchObject({ optimizer: "sr", starts: 4, fullSum: true });
});

describe("the same weights, only the reading changed", () => {
  test.each([0.5, 1, 2])("the Born optimum of a real RBM, h = %s: the traced hidden layer by its density matrix", async (field) => {
    const hamiltonian = ising(ring, { field });
    const { network, final } = await last(groundState({ hamiltonian, ansatz: rbm({ density: 2, real: true }), readout: "born" }));
    const { energy, summed } = await last(measure({ hamiltonian, network, readout: "branches" }));
    expect(summed).toBe(true);
    if (network.ansatz.name !== "rbm") throw new Error("no rbm");
    const rho = tracedDensity(plainRbm(network.ansatz, ring, network.parameters));
    let wanted = 0;
    for (const [state, row] of rho.entries()) {
      const spin = (site: number) => ((state >> (site % 8)) & 1 ? -1 : 1);
      for (let i = 0; i < 8; i++) wanted -= row[state][0] * spin(i) * spin(i + 1) + field * row[state ^ (1 << i)][0];
    }
    expect(Math.abs(energy.mean - wanted)).toBeLessThan(ROUNDING);
    expect(energy.mean).toBeGreaterThan(bestProductState(hamiltonian).energy);
    expect(energy.mean).toBeGreaterThan((final?.energy.mean ?? 0) + 0.1);
  });

  test("the mixture belongs to the weights, not to the state: two networks of one Born state differ", async () => {
    const hamiltonian = ising(ring, { field: 1 });
    const read = async (symmetric: boolean) => {
      const ansatz = rbm({ density: 2, real: true, symmetric });
      const { network, final } = await last(groundState({ hamiltonian, ansatz, readout: "born" }));
      const { energyPerSite } = await last(measure({ hamiltonian, network, readout: "branches" }));
      return { born: final?.energyPerSite.mean ?? 0, branches: energyPerSite.mean };
    };
    const [shared, dense] = [await read(true), await read(false)];
    expect(Math.abs(shared.born - dense.born)).toBeLessThan(1e-5);
    expect(Math.abs(shared.branches - dense.branches)).toBeGreaterThan(1e-2);
  });

  test("drawn branches agree with the sum within four errors, and a judge knows the reading", async () => {
    const hamiltonian = ising(ring, { field: 1 });
    const { network } = await last(groundState({ hamiltonian, ansatz: rbm(), readout: "born", iterations: 100 }));
    const all = await last(measure({ hamiltonian, network, readout: "branches" }));
    const drawn = await last(measure({ hamiltonian, network, readout: "branches", samples: 8192, fullSum: false }));
    expect(drawn).toMatchObject({ summed: false, samples: 8192 });
    for (const [a, b] of [
      [all.energy, drawn.energy],
      [all.observables.x, drawn.observables.x],
      [all.observables.zz, drawn.observables.zz],
    ]) {
      expect(Math.abs(a.mean - b.mean)).toBeLessThan(FOUR * b.error);
    }
    const { verdict, trouble } = judgeMeasurement(hamiltonian, network, all);
    expect(trouble).toBeNull();
    expect(verdict.text).toMatch(/^not the best product state: .* above the best product state/);
  });
});

test("the same seed gives the same bits, another seed others; training can go on from a network", async () => {
  const options = { hamiltonian: ising(chain(6), { field: 1 }), ansatz: rbm(), readout: "branches" as const, samples: 64, iterations: 16 };
  const first = await everything(groundState({ ...options, seed: 5, finalSamples: 128 }));
  expect(await everything(groundState({ ...options, seed: 5, finalSamples: 128 }))).toEqual(first);
  const other = await last(groundState({ ...options, seed: 6, finalSamples: 128 }));
  expect(other.network.parameters).not.toEqual(first.result.network.parameters);
  const { steps } = await everything(groundState({ ...options, initial: first.result.network, iterations: 4 }));
  expect(steps.map(({ start }) => start)).toEqual([0, 0, 0, 0]);
  expect(steps[0].energy.mean).toBeLessThan(first.steps[0].energy.mean);
});

test("an interruption keeps what there is; numbers that break down end the run with finite weights", async () => {
  const controller = new AbortController();
  const run = groundState({ hamiltonian: ising(ring, { field: 1 }), ansatz: rbm(), readout: "branches", signal: controller.signal });
  let seen = 0;
  let next = await run.next();
  for (; !next.done; next = await run.next()) if (++seen === 7) controller.abort();
  expect(next.value.stopped).toEqual({ reason: "interrupted", iteration: 7 });
  expect(next.value.final).toBeNull();
  const broken = { hamiltonian: ising(ring, { field: 1 }), ansatz: rbm({ deviation: 1e308 }), readout: "branches" as const, starts: 1 };
  const { stopped, network } = await last(groundState(broken));
  expect(stopped.reason).toBe("not finite");
  expect(network.parameters.length).toBeGreaterThan(0);
});

describe("what has no branches", () => {
  const hamiltonian = ising(ring, { field: 1 });
  const refused = (options: Partial<GroundStateOptions>) =>
    groundState({ hamiltonian, ansatz: rbm(), readout: "branches", ...options }).next();

  test("is refused before any work, in one line that says how to mend it", async () => {
    await expect(refused({ ansatz: mlp() })).rejects.toThrow(
      /^groundState.ansatz: branches reads the hidden units of an rbm, got mlp; use an rbm/,
    );
    await expect(refused({ ansatz: jastrow() })).rejects.toThrow(/got jastrow/);
    await expect(refused({ ansatz: rbm({ parity: "even" }) })).rejects.toThrow(/projected on even parity; train it with --parity none/);
    const onSquare = { hamiltonian: ising(square(4, 4), { field: 3 }), ansatz: rbm({ symmetric: true, pointGroup: true }) };
    await expect(refused(onSquare)).rejects.toThrow(/summed over the point group; train it with --no-point-group/);
    await expect(refused({ hamiltonian: inMagnetisation(heisenberg(ring), 0) })).rejects.toThrow(/leave the magnetisation out/);
    await expect(refused({ ansatz: rbm({ density: 3 }), fullSum: true })).rejects.toThrow(/at most 16 hidden units to sum over, got 24/);
  });

  test("is left out of a comparison that names no readings, with the reason, and refused where branches is named", async () => {
    const options = { hamiltonian, ansatz: mlp({ widths: [4] }), iterations: 2, samples: 32, finalSamples: 64 };
    const { outcomes, skipped } = await last(compareReadouts(options));
    expect(Object.keys(outcomes)).toEqual(["born", "phaseless", "classical"]);
    expect(skipped).toEqual([{ trained: null, read: "branches", reason: expect.stringMatching(/got mlp; use an rbm/) }]);
    await expect(compareReadouts({ ...options, readouts: ["born", "branches"] }).next()).rejects.toThrow(/got mlp; use an rbm/);
  });

  test("leaves a gap in the matrix of a comparison whose other networks are projected", async () => {
    const options = { hamiltonian: ising(square(4, 4), { field: 3 }), ansatz: rbm(), iterations: 2, samples: 32, finalSamples: 64 };
    const { matrix, skipped } = await last(compareReadouts({ ...options, readouts: ["born", "branches"] }));
    expect(Object.keys(matrix.born ?? {})).toEqual(["born"]);
    expect(Object.keys(matrix.branches ?? {})).toEqual(["born", "branches"]);
    expect(skipped).toEqual([{ trained: "born", read: "branches", reason: expect.stringMatching(/summed over the point group/) }]);
  });
});

test("a lattice without sublattices: three spins in a triangle, the best product state is the 120-degree one", async () => {
  const { final, verdict } = await last(groundState({ hamiltonian: heisenberg(chain(3)), ansatz: rbm(), readout: "branches" }));
  expect(final?.energy.mean).toBeCloseTo(-1.5, 3);
  expect(verdict.name).toBe("right");
});

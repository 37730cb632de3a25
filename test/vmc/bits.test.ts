import { describe, expect, test } from "vitest";
import { rbm } from "../../src/ansatz/ansatz.ts";
import type { Hamiltonian } from "../../src/hamiltonian/hamiltonian.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { chain } from "../../src/lattice/chain.ts";
import { type ReadoutName, readoutNames } from "../../src/readout/index.ts";
import { groundState } from "../../src/vmc/groundState.ts";
import type { GroundStateOptions } from "../../src/vmc/types.ts";
import { everything } from "./runs.ts";

type Model = "ising" | "heisenberg";

/**
 * The bits of short runs (FNV-1a over every number they print, and the energy of the last update as a float64 in hexadecimal). Every machine
 * and engine gives these, whatever it is. They change when the algorithm does, and only then: the failing test prints the new ones.
 */
const GOLDEN: Readonly<Record<Model, Readonly<Record<ReadoutName, string>>>> = {
  ising: {
    born: "5b28ed7a59d86dab c02105cfab66b1c5",
    phaseless: "a1f4e246810ad8c4 c020d72e1c7ffe76",
    classical: "f829cfef5736d018 bfd8000000000050",
    branches: "c92c6a73f683abf0 c023ff6c79223839",
  },
  heisenberg: {
    born: "ff8fd12c761c8bfd c025834f1715a077",
    phaseless: "f78653f9e12be870 c0273de2768e2c0a",
    classical: "f28f508926a918f8 c000400000000000",
    branches: "d9b751f0a99fb237 c01fff56d0412d2b",
  },
};

/** The same of a dense network with more parameters than samples, whose system is solved in single precision and refined. */
const GOLDEN_DENSE = "fe25cb2ab56f82ac c0203e1e798517b4";

const models: Readonly<Record<Model, Hamiltonian>> = {
  ising: ising(chain(8), { field: 1 }),
  heisenberg: rotateMarshall(heisenberg(chain(8))),
};

const short: Omit<GroundStateOptions, "hamiltonian"> = {
  ansatz: rbm(),
  seed: 7,
  iterations: 10,
  samples: 128,
  chains: 8,
  finalSamples: 256,
};

/** FNV-1a, 64 bits (Fowler, Noll & Vo), over the bytes of float64 numbers, low byte first. */
function fnv1a(numbers: readonly number[]): string {
  const view = new DataView(new ArrayBuffer(8));
  let hash = 0xcbf29ce484222325n;
  for (const number of numbers) {
    view.setFloat64(0, number, true);
    for (let k = 0; k < 8; k++) hash = BigInt.asUintN(64, (hash ^ BigInt(view.getUint8(k))) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, "0");
}

function bitsOf(number: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
}

/** Everything a run prints: the steps, the final measurement, the weights. */
async function fingerprint(options: GroundStateOptions): Promise<string> {
  const { steps, result } = await everything(groundState(options));
  const { final, network } = result;
  const printed = steps.flatMap((step) => [
    step.energy.mean,
    step.energy.error,
    step.variance,
    step.splitRhat,
    step.autocorrelationTime,
    step.acceptance,
    step.stepNorm,
  ]);
  const measured = final
    ? [final.energy.mean, final.energy.error, final.variance, final.observables.zz.mean, final.observables.x.mean]
    : [];
  return `${fnv1a([...printed, ...measured, ...network.parameters])} ${bitsOf(steps[steps.length - 1].energy.mean)}`;
}

test("FNV-1a of nothing and of one zero byte after another is the published one", () => {
  expect(fnv1a([])).toBe("cbf29ce484222325");
  expect(fnv1a([0])).toBe("a8c7f832281a39c5"); // eight bytes of zero
});

describe.each(Object.keys(models) as Model[])("%s", (model) => {
  const hamiltonian = models[model];

  test.each(readoutNames)("%s: the same seed gives the same bits, twice", async (readout) => {
    const options = { ...short, hamiltonian, readout };
    expect(await fingerprint(options)).toBe(await fingerprint(options));
  });

  test.each(readoutNames)("%s: these bits", async (readout) => {
    expect(await fingerprint({ ...short, hamiltonian, readout })).toBe(GOLDEN[model][readout]);
  });

  test("another seed gives other bits, and so do other numbers of samples and chains", async () => {
    const options = { ...short, hamiltonian };
    const all = [options, { ...options, seed: 8 }, { ...options, samples: 256 }, { ...options, chains: 16 }];
    const prints = await Promise.all(all.map(fingerprint));
    expect(new Set(prints).size).toBe(all.length);
  });
});

test("runs side by side do not disturb each other", async () => {
  const options = { ...short, hamiltonian: models.ising };
  const alone = await fingerprint(options);
  const together = await Promise.all([fingerprint(options), fingerprint({ ...options, seed: 9 }), fingerprint(options)]);
  expect(together[0]).toBe(alone);
  expect(together[2]).toBe(alone);
});

test("full summation: the same bits twice, whatever the seed of the samples would be", async () => {
  const options = { ...short, hamiltonian: models.ising, fullSum: true };
  expect(await fingerprint(options)).toBe(await fingerprint(options));
});

test.each([1, 2])("a dense network with %i threads: these bits", async (workers) => {
  const dense = {
    ...short,
    hamiltonian: models.ising,
    ansatz: rbm({ density: 6, symmetric: false }),
    samples: 256,
    iterations: 5,
    workers,
  };
  expect(await fingerprint(dense)).toBe(GOLDEN_DENSE);
});

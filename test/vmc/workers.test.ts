import { afterEach, describe, expect, test } from "vitest";
import { jastrow, mlp, rbm } from "../../src/ansatz/ansatz.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { loadKernels } from "../../src/kernels/kernels.ts";
import { chain } from "../../src/lattice/chain.ts";
import { square } from "../../src/lattice/square.ts";
import { readoutNames } from "../../src/readout/index.ts";
import { groundState } from "../../src/vmc/groundState.ts";
import { measure } from "../../src/vmc/measure.ts";
import type { GroundStateOptions } from "../../src/vmc/types.ts";
import { everything } from "./runs.ts";

const hamiltonian = ising(chain(8), { field: 1 });
const short: GroundStateOptions = { hamiltonian, ansatz: rbm(), iterations: 6, samples: 256, chains: 16, finalSamples: 512 };

/** Everything a run says, its last bit included. */
async function record(options: GroundStateOptions, workers: number) {
  const { steps, result: outcome } = await everything(groundState({ ...options, workers }));
  return { steps, ...outcome, network: Array.from(outcome.network.parameters) };
}

describe("the number of threads does not change a bit", () => {
  const rotated = rotateMarshall(heisenberg(chain(8)));
  const onSquare = rotateMarshall(heisenberg(square(4, 4)));
  const runs: [string, GroundStateOptions][] = [
    ["dense RBM, dual, refined solve", { ...short, ansatz: rbm({ density: 4, symmetric: false }) }],
    ["symmetric RBM, Rayleigh-Gauss-Newton", short],
    ["symmetric RBM, primal", { ...short, optimizer: "sr" }],
    ["RBM under exchanges", { ...short, hamiltonian: rotated }],
    ["dense RBM, Rayleigh-Gauss-Newton", { ...short, ansatz: rbm({ density: 2, symmetric: false }), optimizer: "rgn", iterations: 3 }],
    ["Jastrow, Rayleigh-Gauss-Newton", { ...short, ansatz: jastrow(), optimizer: "rgn", iterations: 3 }],
    ["real RBM", { ...short, ansatz: rbm({ real: true }) }],
    ["MLP", { ...short, ansatz: mlp({ widths: [12, 6] }), iterations: 3 }],
    ["symmetrised MLP", { ...short, ansatz: mlp({ widths: [6], symmetric: true }), iterations: 3 }],
    ["RBM over the point group", { ...short, hamiltonian: onSquare, iterations: 3 }],
    ["RBM over the point group, Rayleigh-Gauss-Newton", { ...short, hamiltonian: onSquare, optimizer: "rgn", iterations: 3 }],
    ["Jastrow", { ...short, ansatz: jastrow() }],
    ...readoutNames.map((readout): [string, GroundStateOptions] => [readout, { ...short, readout }]),
  ];

  test.each(runs)("%s", async (_, options) => {
    const alone = await record(options, 1);
    expect(await record(options, 2)).toEqual(alone);
    expect(await record(options, 3)).toEqual(alone);
  });

  test("nor does it in a measurement", async () => {
    const { network } = (await everything(groundState(short))).result;
    const [alone, shared] = await Promise.all(
      [1, 3].map(async (workers) => {
        const run = measure({ hamiltonian, network, samples: 1024, workers });
        let next = await run.next();
        while (!next.done) next = await run.next();
        return next.value;
      }),
    );
    expect(shared).toEqual(alone);
  });
});

describe("a worker that dies", () => {
  const node = process.getBuiltinModule("node:worker_threads");
  const { Worker: Original } = node;
  const started: InstanceType<typeof Original>[] = [];

  class Watched extends Original {
    constructor(...values: ConstructorParameters<typeof Original>) {
      super(...values);
      started.push(this);
    }
  }

  afterEach(() => {
    node.Worker = Original;
    started.length = 0;
  });

  /** Ends the newest worker once so many values were yielded. */
  async function disturbed<Value, Result>(driver: AsyncGenerator<Value, Result, void>, after: number) {
    const values: Value[] = [];
    for (let next = await driver.next(); ; next = await driver.next()) {
      if (next.done) return { values, result: next.value };
      values.push(next.value);
      if (values.length === after) await started.at(-1)?.terminate();
    }
  }

  const longer = { ...short, iterations: 30, starts: 2, finalSamples: 20_000 };

  test.each([1, 4, 9, 30])("leaves a run the bits that it has alone: lost after update %i", async (after) => {
    const alone = await record(longer, 1);
    node.Worker = Watched;
    const { values, result } = await disturbed(groundState({ ...longer, workers: 2 }), after);
    const { stopped, verdict, ...rest } = { ...result, network: Array.from(result.network.parameters) };
    const { steps, stopped: end, verdict: judged, ...undisturbed } = alone;
    expect(values).toEqual(steps);
    expect(rest).toEqual(undisturbed);
    expect(stopped.reason).toBe(end.reason);
    expect(verdict.name).toBe(judged.name);
    expect(verdict.text).toMatch(/recovered: a worker thread was lost \(.+\): one thread went on$/);
  });

  test("leaves a measurement the bits that it has alone", async () => {
    const { network } = (await everything(groundState(short))).result;
    const options = { hamiltonian, network, samples: 30_000 };
    const alone = await everything(measure(options));
    node.Worker = Watched;
    const { values, result } = await disturbed(measure({ ...options, workers: 2 }), 1);
    expect(values.length).toBeGreaterThan(2);
    expect(result).toEqual(alone.result);
  });

  test("before it serves is not waited for", async () => {
    const alone = await record(short, 1);
    node.Worker = class extends Original {
      constructor(_source: ConstructorParameters<typeof Original>[0], options: ConstructorParameters<typeof Original>[1]) {
        super("process.exit(3)", options);
      }
    };
    const { result } = await everything(groundState({ ...short, workers: 2 }));
    expect(result.final).toEqual(alone.final);
    expect(result.verdict.text).toMatch(/recovered: a worker thread was lost \(it ended with status 3\)/);
  });

  test("breaks off the kernel that waits for it", async () => {
    node.Worker = Watched;
    const kernels = await loadKernels(2);
    const rows = 8;
    const matrix = kernels.allocate(64 * 2 * rows);
    await started[0].terminate();
    Atomics.store(kernels.int32(kernels.call.teamFailure(), 1), 0, 1);
    const single = kernels.allocate(kernels.call.singleBytes(rows));
    let thrown: unknown;
    try {
      kernels.call.choleskySingle(matrix, rows, single);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(WebAssembly.RuntimeError);
    expect(await kernels.lostWorker(thrown)).toMatch(/worker thread/);
    expect(await kernels.lostWorker(new Error("something else"))).toBeNull();
  });

  test("no worker is left when a run ends, and none is started for one thread", async () => {
    node.Worker = Watched;
    await everything(groundState({ ...short, iterations: 1, workers: 1 }));
    expect(started).toHaveLength(0);
    await everything(groundState({ ...short, iterations: 1, workers: 3 }));
    expect(started).toHaveLength(2);
    const given = groundState({ ...short, iterations: 5, workers: 2 });
    await given.next();
    await given.return(undefined as never);
    expect(started).toHaveLength(3);
    await Promise.all(started.map((worker) => (worker.threadId === -1 ? null : new Promise((resolve) => worker.once("exit", resolve)))));
  });
});

import { describe, expect, test } from "vitest";
import { ansatzNames, rbm } from "../../src/ansatz/ansatz.ts";
import { createNetwork, randomParameters as initialParameters } from "../../src/ansatz/create.ts";
import { hiddenUnits, parameterCount, parameterTensors } from "../../src/ansatz/tensors.ts";
import { InputError } from "../../src/core/errors.ts";
import { randomStream } from "../../src/core/random.ts";
import { heisenberg, xxz } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { loadKernels } from "../../src/kernels/kernels.ts";
import { chain } from "../../src/lattice/chain.ts";
import { resolveAnsatz } from "../../src/vmc/setup/resolve.ts";
import { batchOf, machine, machines, networkOf, randomParameters, randomSpins, testStream } from "../engine.ts";
import { complexOf, distance, plainRbm } from "../judges.ts";

/** ln f of one function computed along two ways: some hundred additions. */
const ROUNDING = 1e-12;

describe("parameters", () => {
  const shapes: [string, ReturnType<typeof machine>, number, { name: string; shape: number[] }[]][] = [
    ["dense", machine({ density: 2 }), 6, [{ name: "weights", shape: [6, 12] }]],
    [
      "dense with biases",
      machine({ density: 0.5, biases: true }),
      6,
      [
        { name: "visible_bias", shape: [6] },
        { name: "hidden_bias", shape: [3] },
        { name: "weights", shape: [6, 3] },
      ],
    ],
    ["symmetric", machine({ density: 3, symmetric: true }), 6, [{ name: "weights", shape: [3, 6] }]],
    [
      "symmetric with biases",
      machine({ density: 2, symmetric: true, biases: true }),
      5,
      [
        { name: "visible_bias", shape: [1] },
        { name: "hidden_bias", shape: [2] },
        { name: "weights", shape: [2, 5] },
      ],
    ],
  ];
  test.each(shapes)("%s: the blocks, in order, and their sum", async (_, ansatz, size, tensors) => {
    const lattice = chain(size);
    expect(parameterTensors(ansatz, lattice)).toEqual(tensors);
    const count = tensors.reduce((total, { shape }) => total + shape.reduce((product, n) => product * n, 1), 0);
    expect(parameterCount(ansatz, lattice)).toBe(count);
    const network = await networkOf(ansatz, lattice, new Float64Array(2 * count));
    expect(network.parameterCount).toBe(count);
    expect(network.sites).toBe(size);
  });

  test("what goes in comes out, as a copy either way", async () => {
    const ansatz = machine({ biases: true });
    const values = randomParameters(ansatz, chain(4), 1, 131);
    const network = await networkOf(ansatz, chain(4), values);
    const kept = values.slice();
    values.fill(0);
    expect(network.parameters()).toEqual(kept);
    network.parameters().fill(0);
    expect(network.parameters()).toEqual(kept);
    expect(() => network.setParameters(new Float64Array(6))).toThrow("network.parameters: expected 24 complex numbers, got");
  });

  test("new ones replace the old ones whole", async () => {
    const lattice = chain(6);
    const stream = testStream(132);
    const configurations = Array.from({ length: 10 }, () => randomSpins(6, stream));
    for (const [, ansatz] of machines()) {
      const [first, second] = [randomParameters(ansatz, lattice, 1, 133), randomParameters(ansatz, lattice, 1, 134)];
      const used = await networkOf(ansatz, lattice, first);
      batchOf(used, configurations);
      used.setParameters(second);
      const fresh = await networkOf(ansatz, lattice, second);
      expect(batchOf(used, configurations).logs).toEqual(batchOf(fresh, configurations).logs);
    }
  });
});

test("a symmetric network is the dense one whose weights are written out", async () => {
  const lattice = chain(7);
  const stream = testStream(135);
  const configurations = Array.from({ length: 20 }, () => randomSpins(7, stream));
  for (const biases of [false, true]) {
    const symmetric = machine({ density: 2, symmetric: true, biases });
    const parameters = randomParameters(symmetric, lattice, 0.7, 136);
    const { a, b, w } = plainRbm(symmetric, lattice, parameters);
    const written = [...(biases ? [...a, ...b] : []), ...w.flat()].flat();
    const dense = await networkOf(machine({ density: 2, biases }), lattice, Float64Array.from(written));
    const { logs } = batchOf(await networkOf(symmetric, lattice, parameters), configurations);
    for (const [row, log] of batchOf(dense, configurations).logs.entries()) expect(distance(log, logs[row])).toBeLessThan(ROUNDING);
  }
});

describe("initial parameters", () => {
  /** Spread of 2 × 40 × 40 normal numbers, and of their mean: five errors. */
  const DEVIATIONS = 5;

  test("are normal with the deviation asked for, in both parts, and set by their stream", async () => {
    const kernels = await loadKernels();
    const lattice = chain(40);
    const ansatz = { ...machine(), deviation: 0.3 };
    const values = initialParameters(kernels, ansatz, lattice, randomStream(1, "parameters"));
    const count = values.length / 2;
    for (const part of [0, 1] as const) {
      const numbers = complexOf(values).map((z) => z[part]);
      const mean = numbers.reduce((x, y) => x + y, 0) / count;
      const spread = Math.sqrt(numbers.reduce((x, y) => x + y * y, 0) / count);
      expect(Math.abs(mean)).toBeLessThan((DEVIATIONS * 0.3) / Math.sqrt(count));
      expect(Math.abs(spread - 0.3)).toBeLessThan((DEVIATIONS * 0.3) / Math.sqrt(2 * count));
    }
    expect(initialParameters(kernels, ansatz, lattice, randomStream(1, "parameters"))).toEqual(values);
    expect(initialParameters(kernels, ansatz, lattice, randomStream(2, "parameters"))).not.toEqual(values);
  });
});

describe("what the problem settles", () => {
  const settled = (hamiltonian: Parameters<typeof resolveAnsatz>[1], options: Parameters<typeof rbm>[0] = {}) => {
    const { symmetric, biases } = resolveAnsatz(rbm(options), hamiltonian);
    return { symmetric, biases };
  };

  test("weights are shared and biases left out where the ground state is known to allow it", () => {
    expect(settled(ising(chain(8), { field: 1 }))).toEqual({ symmetric: true, biases: false });
    expect(settled(rotateMarshall(heisenberg(chain(8))))).toEqual({ symmetric: true, biases: false });
    expect(settled(heisenberg(chain(8)))).toEqual({ symmetric: true, biases: false });
    expect(settled(ising(chain(8, "open"), { field: 1 }))).toEqual({ symmetric: false, biases: false });
  });

  test("hidden units come whole, and the density is the one that they have", () => {
    const density = (asked: number) => {
      const resolved = resolveAnsatz(rbm({ density: asked }), ising(chain(4, "open"), { field: 1 }));
      return resolved.name === "rbm" ? resolved.density : Number.NaN;
    };
    expect([0.3, 0.5, 1, 1.6].map(density)).toEqual([0.25, 0.5, 1, 1.5]);
  });

  test("the plain Heisenberg ring of 4n + 2 sites is odd: its network stays free", () => {
    expect(settled(heisenberg(chain(6)))).toEqual({ symmetric: false, biases: true });
    expect(settled(heisenberg(chain(7)))).toEqual({ symmetric: false, biases: true }); // its signs are not known
  });

  test("a density that does not fit the translations is not shared, and refused where sharing is asked for", () => {
    expect(settled(ising(chain(8), { field: 1 }), { density: 1.5 })).toEqual({ symmetric: false, biases: false });
    expect(() => settled(ising(chain(8), { field: 1 }), { density: 1.5, symmetric: true })).toThrow(/^ansatz.density: .* 8 translations/);
  });

  test("what was asked for is kept", () => {
    expect(settled(heisenberg(chain(6)), { symmetric: true, biases: false })).toEqual({ symmetric: true, biases: false });
    expect(settled(ising(chain(8), { field: 1 }), { symmetric: false, biases: true })).toEqual({ symmetric: false, biases: true });
    expect(() => settled(ising(chain(8, "open"), { field: 1 }), { symmetric: true })).toThrow(/^ansatz.symmetric: .*open chain of 8 sites/);
    expect(settled(xxz(chain(8), { anisotropy: 0.5 }), { symmetric: false })).toMatchObject({ symmetric: false });
  });
});

describe("refusals", () => {
  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("a density or deviation of %s", (value) => {
    expect(() => rbm({ density: value })).toThrow(InputError);
    expect(() => rbm({ density: value })).toThrow("ansatz.density: expected a finite number > 0");
    expect(() => rbm({ deviation: value })).toThrow("ansatz.deviation: expected a finite number > 0");
  });

  test("too few or too many hidden units", async () => {
    expect(() => hiddenUnits(machine({ density: 0.01 }), chain(8))).toThrow("ansatz.density: expected at least one hidden unit");
    expect(() => hiddenUnits(machine({ density: 100 }), chain(1000))).toThrow("use a smaller density or fewer sites");
    const kernels = await loadKernels();
    expect(() => createNetwork(kernels, machine({ density: 1.5, symmetric: true }), chain(8), [])).toThrow("a whole number of features");
    expect(() => createNetwork(kernels, machine({ symmetric: true }), chain(8, "open"), [])).toThrow(
      "no translations to share weights over",
    );
  });

  test("its name is known", () => {
    expect(ansatzNames).toContain(rbm().name);
  });
});

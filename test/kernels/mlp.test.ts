import { describe, expect, test } from "vitest";
import { type ActivationName, mlp, type ResolvedMlp } from "../../src/ansatz/ansatz.ts";
import type { Mlp } from "../../src/ansatz/mlp.ts";
import type { MoveRule, Network } from "../../src/ansatz/network.ts";
import { sum } from "../../src/hamiltonian/hamiltonian.ts";
import { pauli } from "../../src/hamiltonian/pauli.ts";
import { chain } from "../../src/lattice/chain.ts";
import type { Bond, Lattice } from "../../src/lattice/lattice.ts";
import { batchOf, estimatesOf, networkOf, randomParameters, randomSpins, readPanels, spinsIn, testStream } from "../engine.ts";
import { add, type Complex, complexOf, conjugate, distance, exponential, modulus, multiply, scale, subtract } from "../judges.ts";

const LN2 = Math.log(2);

/** 1 + e^{-2z'}, z' = ±z with Re z' >= 0. */
function decayOf([x, y]: Complex): { turned: Complex; u: Complex } {
  const turned: Complex = x < 0 ? [-x, -y] : [x, y];
  return { turned, u: add([1, 0], exponential(scale(-2, turned))) };
}

function logCosh(z: Complex): Complex {
  const { turned, u } = decayOf(z);
  return add(turned, [Math.log(Math.max(modulus(u), 1e-150)) - LN2, Math.atan2(u[1], u[0])]);
}

function tanh(z: Complex): Complex {
  const { u } = decayOf(z);
  const quotient = scale(1 / modulus(u) ** 2, multiply(subtract([2, 0], u), conjugate(u)));
  return z[0] < 0 ? scale(-1, quotient) : quotient;
}

/** ln f of an MLP without biases, W_1 row by row, W_2, …, v. */
function plainLog({ widths, activation }: ResolvedMlp, parameters: Float64Array, spins: readonly number[]): Complex {
  const stored = complexOf(parameters);
  let layer = spins.map((s): Complex => [s, 0]);
  for (const width of widths) {
    const weights = layer.map(() => stored.splice(0, width));
    layer = Array.from({ length: width }, (_, k) => {
      const z = layer.reduce<Complex>((total, h, a) => add(total, multiply(h, weights[a][k])), [0, 0]);
      return activation === "tanh" ? tanh(z) : logCosh(z);
    });
  }
  return layer.reduce<Complex>((total, h, k) => add(total, multiply(h, stored[k])), [0, 0]);
}

function perceptron(widths: number[], activation: ActivationName, biases = false): ResolvedMlp {
  return { ...mlp({ widths, activation }), symmetric: false, pointGroup: false, parity: "none", biases };
}

/** Roundings of the angle 2 Im z, of the product and of the sum in 1 + e^{-2z'}; those of the logarithm, and of what is added to it. */
const ROUNDING = 8 * Number.EPSILON;

describe("one unit on one number: its bias is z, ln f = σ(z)", () => {
  const reals = [0, 1e-300, 1e-8, 1e-3, 0.1, 0.7, 1, 5, 18, 40, 300, 354, 2000];
  const halfTurn = Math.PI / 2;
  const angles = [
    0,
    1e-9,
    0.3,
    0.785,
    0.786,
    1.2,
    halfTurn,
    halfTurn + 1e-9,
    halfTurn - 1e-5,
    2,
    Math.PI,
    3 * halfTurn,
    10,
    1000.5,
    30_000,
  ];
  const signs = [1, -1];

  test.each([
    ["log-cosh", logCosh],
    ["tanh", tanh],
  ] as const)("%s, on its sheet, large and near the zeros of cosh", async (activation, judge) => {
    const network = await networkOf(perceptron([1], activation, true), chain(2), new Float64Array(8));
    for (const x of reals.flatMap((x) => signs.map((sign) => sign * x))) {
      for (const y of angles.flatMap((y) => signs.map((sign) => sign * y))) {
        network.setParameters(Float64Array.from([0, 0, 0, 0, x, y, 1, 0]));
        const [found] = batchOf(network, [[1, 1]]).logs;
        const wanted = judge([x, y]);
        const near = modulus(decayOf([x, y]).u);
        const lost = (activation === "tanh" ? 1 / near : 1) * ((ROUNDING * (1 + Math.abs(y))) / near);
        if (lost < 1) expect(distance(found, wanted), `z = ${x} + ${y} i`).toBeLessThanOrEqual(ROUNDING * (1 + modulus(wanted)) + lost);
      }
    }
  });
});

/**
 * |W_1| <= bound; what lies above is scaled so that ln f stays of order one. Up to bound 10 the first layer of 7 sites has tables of e^{±4W};
 * with 40 and 100 they would overflow.
 */
const bounds = [0.3, 3, 10, 40, 100];
/** Roundings of z of the size of the bound, and some digits lost in units near a zero of cosh. */
const RATIO = 1e-11;
const SIZE = 7;
const lattice = chain(SIZE);
const shapes: [number[], ActivationName][] = [
  [[9], "log-cosh"],
  [[11, 5], "log-cosh"],
  [[8, 17, 3], "log-cosh"],
  [[9], "tanh"],
  [[11, 5], "tanh"],
];

function parametersOf(ansatz: ResolvedMlp, bound: number, seed: number): Float64Array {
  const first = 2 * SIZE * ansatz.widths[0];
  const size = ansatz.activation === "tanh" ? 0.5 : 0.5 / (1 + bound);
  return randomParameters(ansatz, lattice, 1, seed).map((value, k) => value * (k < first ? bound : size));
}

const flipOf = (sites: readonly number[]) =>
  sum("flip", lattice, [pauli(1, Object.fromEntries(sites.map((site) => [site, "X" as const])))]);

describe.each(bounds)("|W_1| <= %d", (bound) => {
  test.each(shapes)("%j %s: ratios of one, two and more flips", async (widths, activation) => {
    const ansatz = perceptron(widths, activation);
    const parameters = parametersOf(ansatz, bound, 91);
    const stream = testStream(92);
    const configurations = Array.from({ length: 6 }, () => randomSpins(SIZE, stream));
    const pairs: Bond[] = [[2, 3]];
    const network = await networkOf(ansatz, lattice, parameters, pairs);
    const { batch, logs } = batchOf(network, configurations);
    const log = (spins: readonly number[]) => plainLog(ansatz, parameters, spins);
    for (const [row, spins] of configurations.entries()) {
      expect(distance(logs[row], log(spins))).toBeLessThan(RATIO * (1 + modulus(log(spins))));
    }
    for (const sites of [...lattice.sites.map((i) => [i]), [0, 4], [2, 3], [1, 2, 6], [0, 1, 2, 3, 4, 5, 6]]) {
      const ratios = estimatesOf(network, flipOf(sites), batch, "complex", pairs);
      for (const [row, spins] of configurations.entries()) {
        const moved = spins.map((s, i) => (sites.includes(i) ? -s : s));
        const wanted = exponential(subtract(log(moved), log(spins)));
        expect(distance(ratios[row], wanted)).toBeLessThan(RATIO * modulus(wanted));
      }
    }
  });

  test.each(["flip", "exchange", "mixed"] as const)(
    "what a chain carries along by %s is what its configuration gives from scratch",
    async (rule) => {
      const ansatz = perceptron([11, 5], "log-cosh");
      const network = await networkOf(ansatz, lattice, parametersOf(ansatz, bound, 93), [[0, 1]]);
      const { carried, fresh, accepted } = walk(network, lattice, rule);
      expect(accepted).toBeGreaterThan(50);
      const all = sum(
        "all",
        lattice,
        lattice.sites.map((i) => pauli(1, { [i]: "X" })),
      );
      const wanted = estimatesOf(network, all, fresh, "complex");
      for (const [row, found] of estimatesOf(network, all, carried, "complex").entries()) {
        expect(distance(found, wanted[row])).toBeLessThan(RATIO * (1 + modulus(wanted[row])));
      }
    },
  );
});

/** Samples of a chain with the look-ups that it carried along, and with look-ups from scratch. */
function walk(network: Network, { size }: Lattice, rule: MoveRule) {
  const { kernels, words, stateBytes } = network;
  const { call } = kernels;
  const samples = 40;
  const chainPointer = newChain(network, size, 0b0101101);
  const carried = { count: samples, bits: kernels.allocate(8 * words * samples), states: kernels.allocate(stateBytes * samples) };
  const { bits, states } = carried;
  network.draw(rule, [{ chain: chainPointer, stale: true, halvings: 3, thermalisation: 10, samples, sweeps: 5, bits, states }]);
  const fresh = { ...carried, states: kernels.allocate(stateBytes * samples) };
  network.evaluate(fresh, kernels.allocate(16 * samples));
  return { carried, fresh, accepted: call.chainAccepted(chainPointer) };
}

function newChain(network: Network, size: number, down: number) {
  const { kernels, words, chainBytes } = network;
  const pointer = kernels.call.chainCreate(size, chainBytes);
  const stream = testStream(94);
  kernels.int32(pointer, 8).set(Array.from({ length: 8 }, () => stream.int32()));
  kernels.words(kernels.call.chainBits(pointer), words)[0] = down;
  return pointer;
}

/** Some roundings of singles. */
const SINGLE = 3e-6;

describe("a chain goes by estimates in single precision as it would go in double", () => {
  /** A further unit that nothing looks at; its weights are more than the tables hold, and estimates need the tables. */
  function withIdleUnit(parameters: Float64Array, [first, ...above]: readonly number[]): Float64Array {
    const rows = lattice.sites.flatMap((i) => [...parameters.slice(2 * i * first, 2 * (i + 1) * first), 1000, 0]);
    const biases = parameters.slice(2 * SIZE * first, 2 * (SIZE + 1) * first);
    const second = 2 * (SIZE + 1 + above[0]) * first;
    const weights = parameters.slice(2 * (SIZE + 1) * first, second);
    return Float64Array.from([...rows, ...biases, 0, 0, ...weights, ...new Array(2 * above[0]).fill(0), ...parameters.slice(second)]);
  }

  test.each(
    (["flip", "exchange", "mixed"] as const).flatMap((rule) =>
      [[11, 5] as const, [9, 12, 3] as const].map((widths) => [rule, widths] as const),
    ),
  )("%s, widths %j: the same samples", async (rule, widths) => {
    const [first, ...above] = widths;
    const parameters = randomParameters(perceptron([...widths], "log-cosh", true), lattice, 0.4, 97);
    const estimating = await networkOf(perceptron([...widths], "log-cosh", true), lattice, parameters, [[0, 1]]);
    const idle = withIdleUnit(parameters, widths);
    const exact = await networkOf(perceptron([first + 1, ...above], "log-cosh", true), lattice, idle, [[0, 1]]);
    const samples = 2000;
    const [found, wanted] = [estimating, exact].map((network) => {
      const { kernels } = network;
      const chainPointer = newChain(network, SIZE, 0b0101101);
      const bits = kernels.allocate(8 * samples);
      const states = kernels.allocate(network.stateBytes * samples);
      network.draw(rule, [{ chain: chainPointer, stale: true, halvings: 0, thermalisation: 10, samples, sweeps: 2, bits, states }]);
      expect(kernels.call.chainAccepted(chainPointer)).toBeGreaterThan(samples);
      return spinsIn(network, bits, samples);
    });
    expect(found).toEqual(wanted);
  });

  test.each([
    [[11, 5], 0.4],
    [[9, 12, 3], 0.3],
    [[30], 0.5],
    [[8, 8], 0.9],
  ])("widths %j, parameters within %d: an estimate is as close as it says, and has six digits", async (widths, bound) => {
    const ansatz = perceptron(widths, "log-cosh", true);
    const network = await networkOf(ansatz, lattice, randomParameters(ansatz, lattice, bound, 99));
    const { kernels } = network;
    const stream = testStream(100);
    const configurations = Array.from({ length: 100 }, () => randomSpins(SIZE, stream));
    const { batch, logs } = batchOf(network, configurations);
    const out = kernels.allocate(16);
    for (const [row, log] of logs.entries()) {
      expect(kernels.call.mlpEstimate((network as Mlp).pointer, batch.bits + 8 * row, out)).toBe(1);
      const [found, deviation] = kernels.float64(out, 2);
      expect(Math.abs(found - log[0])).toBeLessThanOrEqual(deviation);
      // A slope above the first layer multiplies what single precision loses below.
      expect(Math.abs(found - log[0])).toBeLessThan(SINGLE * (1 + modulus(log)) * Math.max(1, deviation / 1e-4));
    }
  });

  test("moves that single precision does not tell apart", async () => {
    const ansatz = perceptron([11, 5], "log-cosh", true);
    const parameters = randomParameters(ansatz, lattice, 0.4, 98).map((value, k) => (k < 2 * SIZE * 11 ? 1e-9 * value : value));
    const network = await networkOf(ansatz, lattice, parameters);
    const { logs } = batchOf(network, [
      lattice.sites.map(() => 1),
      ...lattice.sites.map((i) => lattice.sites.map((k) => (k === i ? -1 : 1))),
    ]);
    // ln |f| is linear in the spins: it is largest where each has the sign of its coefficient.
    const best = lattice.sites.map((i) => (logs[0][0] > logs[i + 1][0] ? 1 : -1));
    expect(new Set(best).size).toBe(2);
    const walker = newChain(network, SIZE, 0);
    const { kernels } = network;
    const bits = kernels.allocate(8);
    const states = kernels.allocate(network.stateBytes);
    network.draw("flip", [{ chain: walker, stale: true, halvings: -1, thermalisation: 20, samples: 1, sweeps: 0, bits, states }]);
    expect(spinsIn(network, bits, 1)).toEqual([best]);
    expect(kernels.call.chainAccepted(walker)).toBe(best.filter((s) => s < 0).length);
  });
});

/** Sums of some hundred products of numbers of order one. */
const SUM = 1e-12;

describe.each([
  [perceptron([9], "log-cosh")],
  [perceptron([11, 5], "log-cosh", true)],
  [perceptron([3, 9, 8], "tanh", true)],
  [perceptron([9, 3], "reim-selu", true)],
])("%j: forms of the derivatives that are never written out", (ansatz) => {
  const count = 37;
  const made = async () => {
    const network = await networkOf(ansatz, lattice, randomParameters(ansatz, lattice, 0.5, 95));
    const stream = testStream(96);
    const { batch } = batchOf(
      network,
      Array.from({ length: count }, () => randomSpins(SIZE, stream)),
    );
    const derivatives = network.logDerivatives(batch);
    const { kernels } = network;
    return { stream, kernels, derivatives, explicit: readPanels(kernels, derivatives.parameterPanels(), derivatives.columns, count) };
  };

  test("the adjoint is O† w", async () => {
    const { stream, kernels, derivatives, explicit } = await made();
    const weights = Array.from({ length: count }, (): Complex => [2 * stream.uniform() - 1, 2 * stream.uniform() - 1]);
    const input = kernels.allocate(16 * count);
    const out = kernels.allocate(16 * derivatives.columns);
    kernels.float64(input, 2 * count).set(weights.flat());
    derivatives.adjoint(input, out);
    const found = complexOf(kernels.float64(out, 2 * derivatives.columns));
    for (const [k, row] of explicit.entries()) {
      const wanted = row.reduce<Complex>((total, o, x) => add(total, multiply(conjugate(o), weights[x])), [0, 0]);
      const size = row.reduce((total, o) => total + modulus(o), 0);
      expect(distance(found[k], wanted)).toBeLessThanOrEqual(SUM * (1 + size));
    }
  });

  test("K is O O†", async () => {
    const { kernels, derivatives, explicit } = await made();
    const gram = readPanels(kernels, derivatives.gram(), count, 4 * Math.ceil(count / 4));
    const size = explicit.reduce((total, row) => total + Math.max(...row.map(modulus)) ** 2, 0);
    for (let x = 0; x < count; x++) {
      for (let y = 0; y <= x; y++) {
        const wanted = explicit.reduce<Complex>((total, row) => add(total, multiply(row[x], conjugate(row[y]))), [0, 0]);
        expect(distance(gram[x][y], wanted)).toBeLessThan(SUM * (1 + size));
      }
    }
  });
});

import { beforeAll, describe, expect, test } from "vitest";
import { gaussian } from "../../src/kernels/gaussian.ts";
import { type Kernels, loadKernels } from "../../src/kernels/kernels.ts";
import { chain } from "../../src/lattice/chain.ts";
import { machine, networkOf, testStream } from "../engine.ts";

/** Two roundings between the kernels' functions and the engine's, each within one of the last places. */
const LAST_PLACES = 4 * Number.EPSILON;
/** Mean and variance of 40000 normal numbers: five of their own errors. */
const DRAWS = 40_000;
const MEAN_ERROR = 5 / Math.sqrt(DRAWS);
const VARIANCE_ERROR = 5 * Math.sqrt(2 / DRAWS);

let kernels: Kernels;
beforeAll(async () => {
  kernels = await loadKernels();
});

test("exp, log, sin, cos and atan2 are those of the engine within a few last places", () => {
  const stream = testStream(41);
  const { call } = kernels;
  const close = (found: number, wanted: number, size = Math.abs(wanted)) =>
    expect(Math.abs(found - wanted)).toBeLessThanOrEqual(LAST_PLACES * size);
  for (let n = 0; n < 2000; n++) {
    const x = 2 * stream.uniform() - 1;
    const y = 2 * stream.uniform() - 1;
    for (const size of [1e-3, 1, 30, 600]) {
      close(call.exp(size * x), Math.exp(size * x));
      close(call.log(size * Math.abs(x)), Math.log(size * Math.abs(x)), Math.max(1, Math.abs(Math.log(size * Math.abs(x)))));
      close(call.sin(size * x), Math.sin(size * x));
      close(call.cos(size * x), Math.cos(size * x));
    }
    close(call.atan2(y, x), Math.atan2(y, x));
  }
  expect(call.exp(0)).toBe(1);
  expect(call.exp(Number.NEGATIVE_INFINITY)).toBe(0);
  expect(call.log(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(call.log(-1)).toBeNaN();
});

test("normal numbers have mean 0, variance 1 and a quarter of the tails that they should", () => {
  const stream = testStream(42);
  const values = Array.from({ length: DRAWS }, () => gaussian(kernels, stream));
  const mean = values.reduce((a, b) => a + b, 0) / DRAWS;
  const variance = values.reduce((total, x) => total + x * x, 0) / DRAWS;
  expect(Math.abs(mean)).toBeLessThan(MEAN_ERROR);
  expect(Math.abs(variance - 1)).toBeLessThan(VARIANCE_ERROR);
  const beyondTwo = values.filter((x) => Math.abs(x) > 2).length / DRAWS;
  expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(5 * Math.sqrt(0.0455 / DRAWS));
});

/** xoshiro256++ as its authors write it (Blackman & Vigna 2021), in exact integers. */
class Xoshiro {
  #s: [bigint, bigint, bigint, bigint];
  constructor(words: readonly number[]) {
    const word = (k: number) => (BigInt(words[2 * k + 1] >>> 0) << 32n) | BigInt(words[2 * k] >>> 0);
    this.#s = [word(0), word(1), word(2), word(3)];
  }
  next(): bigint {
    const [s0, s1, s2, s3] = this.#s;
    const rotate = (x: bigint, k: bigint) => BigInt.asUintN(64, (x << k) | (x >> (64n - k)));
    const result = BigInt.asUintN(64, rotate(BigInt.asUintN(64, s0 + s3), 23n) + s0);
    const t = BigInt.asUintN(64, s1 << 17n);
    const third = s2 ^ s0;
    const fourth = s3 ^ s1;
    this.#s = [s0 ^ fourth, s1 ^ third, third ^ t, rotate(fourth, 45n)];
    return result;
  }
  /** The state as 32-bit words, low halves first. */
  words(): number[] {
    return this.#s.flatMap((x) => [Number(x & 0xffffffffn), Number(x >> 32n)]);
  }
}

describe("the generator of a chain is xoshiro256++", () => {
  test.each([7, 64, 100])("a network of zeros takes every flip, so %i spins show every number drawn", async (size) => {
    const lattice = chain(size);
    const ansatz = machine();
    const network = await networkOf(ansatz, lattice, new Float64Array(2 * size * size));
    const own = network.kernels;
    const walker = own.call.chainCreate(size, network.chainBytes);
    const stream = testStream(43);
    const seed = Array.from({ length: 8 }, () => stream.int32());
    own.int32(walker, 8).set(seed);
    const judge = new Xoshiro(seed);
    const down = new Array<boolean>(size).fill(false);
    for (let sample = 0; sample < 20; sample++) {
      const out = { count: 1, bits: own.allocate(8 * network.words), states: own.allocate(network.stateBytes) };
      const plan = {
        chain: walker,
        stale: true,
        halvings: 0,
        thermalisation: 0,
        samples: 1,
        sweeps: 1,
        bits: out.bits,
        states: out.states,
      };
      network.draw("flip", [plan]);
      for (let step = 0; step < size; step++) {
        // Σ of 32 random bits times N, the high half: a site.
        const site = Number(((judge.next() >> 32n) * BigInt(size)) >> 32n);
        down[site] = !down[site];
      }
      const bits = own.words(out.bits, network.words);
      expect(down.map((_, i) => ((bits[i >> 5] >>> (i & 31)) & 1) === 1)).toEqual(down);
    }
    expect(Array.from(own.int32(walker, 8), (word) => word >>> 0)).toEqual(judge.words());
  });
});

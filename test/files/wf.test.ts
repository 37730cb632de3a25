import { readFileSync } from "node:fs";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import type { ResolvedAnsatz } from "../../src/ansatz/ansatz.ts";
import { InputError } from "../../src/core/errors.ts";
import { denseRbm } from "../../src/files/published/denseRbm.ts";
import { decodeWf, encodeWf } from "../../src/files/published/wf.ts";
import { chain } from "../../src/lattice/chain.ts";
import type { Lattice } from "../../src/lattice/lattice.ts";
import { square } from "../../src/lattice/square.ts";
import { batchOf, machine, machines, networkOf, randomParameters, randomSpins, testStream } from "../engine.ts";
import { type Complex, distance, exponential, logAmplitude, type PlainRbm, plainRbm, spinsOf, subtract } from "../judges.ts";

/** Two visible and one hidden unit: N, M, a_0, a_1, b_0, W_0,0, W_1,0. */
const lines = ["2", "1", "(0.1,-0.2)", "(3e-1,+0.)", "(-.5,1E-1)", "(0.25,0.75)", "(-1,2)"];
const text = `${lines.join("\n")}\n`;
const written: PlainRbm = {
  a: [
    [0.1, -0.2],
    [0.3, 0],
  ],
  b: [[-0.5, 0.1]],
  w: [[[0.25, 0.75]], [[-1, 2]]],
};
/** Relative, of a product of a few hyperbolic cosines in double precision. */
const ROUNDING = 1e-12;

/** |f/g - 1| of two logarithmic amplitudes; imaginary parts count up to 2π. */
function relativeDistance(a: Complex, b: Complex): number {
  return distance(exponential(subtract(a, b)), [1, 0]);
}

describe("a .wf file", () => {
  test("written by hand gives the amplitudes of its formula", async () => {
    const { visible, hidden, parameters } = decodeWf(text, "x.wf");
    expect([visible, hidden, parameters.length]).toEqual([2, 1, 10]);
    const network = await networkOf(machine({ density: hidden / visible, biases: true }), chain(2), parameters);
    const configurations = [0, 1, 2, 3].map((state) => spinsOf(state, 2));
    const { logs } = batchOf(network, configurations);
    for (const [k, spins] of configurations.entries())
      expect(relativeDistance(logs[k], logAmplitude(written, spins))).toBeLessThan(ROUNDING);
  });

  test("may have lines that end as on Windows, blanks around them, and blank lines at its end", () => {
    expect(decodeWf(`${lines.join(" \r\n  ")}\r\n\n \n`, "x")).toEqual(decodeWf(text, "x"));
    expect(decodeWf(text.trimEnd(), "x")).toEqual(decodeWf(text, "x"));
  });

  test("as published keeps its numbers", () => {
    const path = "test/data/carleo-troyer/Ising1d_40_1_1.wf";
    const source = readFileSync(path, "utf8");
    const { visible, hidden, parameters } = decodeWf(source, path);
    expect([visible, hidden]).toEqual([40, 40]);
    const found = source.trim().split(/[\s(),]+/);
    expect([...parameters]).toEqual(found.slice(2).filter(Boolean).map(Number));
  });
});

describe("what is written", () => {
  test("has 17 digits, two for the exponent, and the sign of zero", () => {
    const parameters = Float64Array.of(1 / 3, -0, 0, 1e300, 5e-324, -2.5);
    const expected = [
      "(3.3333333333333331e-01,-0.0000000000000000e+00)",
      "(0.0000000000000000e+00,1.0000000000000001e+300)",
      "(4.9406564584124654e-324,-2.5000000000000000e+00)",
    ];
    expect(encodeWf({ visible: 1, hidden: 1, parameters })).toBe(`1\n1\n${expected.join("\n")}\n`);
  });

  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  const shapes = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }));
  const networks = shapes.chain(([visible, hidden]) => {
    const length = 2 * (visible + hidden + visible * hidden);
    return fc
      .array(finite, { minLength: length, maxLength: length })
      .map((values) => ({ visible, hidden, parameters: Float64Array.from(values) }));
  });
  property.prop([networks])("is read back to the same bits", (network) => {
    expect(decodeWf(encodeWf(network), "x")).toEqual(network);
  });

  test("is never something that cannot be read", () => {
    expect(() => encodeWf({ visible: 1, hidden: 1, parameters: new Float64Array(4) })).toThrow(/4 numbers for N = 1 and M = 1/);
    expect(() => encodeWf({ visible: 1, hidden: 1, parameters: new Float64Array(6).fill(Number.NaN) })).toThrow(/NaN/);
  });
});

describe("a broken file is refused in one line that names the line", () => {
  const changed = (line: number, value: string) => lines.with(line - 1, value).join("\n");
  test.each([
    ["nothing", "", /^x\.wf:1: expected N, the visible units, as a whole number, got ""$/],
    ["one line", "2", /^x\.wf:2: expected M, the hidden units, as a whole number, got the end$/],
    ["no units", changed(1, "0"), /^x\.wf:1: expected N.*, got "0"$/],
    ["a count with a point", changed(2, "1.0"), /^x\.wf:2: expected M.*, got "1\.0"$/],
    ["a count with many digits", changed(1, "99999999999"), /^x\.wf:1: expected N/],
    ["another kind of file", "\u0000\u0001{\n}", /^x\.wf:1: expected N.*, got "\\u0000\\u0001\{"$/],
    ["a number alone", changed(3, "0.1"), /^x\.wf:3: expected a_0 as two finite numbers \(re,im\), got "0\.1"$/],
    ["a word", changed(5, "(nan,0)"), /^x\.wf:5: expected b_0 .*, got "\(nan,0\)"$/],
    ["a number too large", changed(6, "(1e999,0)"), /^x\.wf:6: expected W_0,0 .*, got "\(1e999,0\)"$/],
    ["three numbers", changed(7, "(1,2,3)"), /^x\.wf:7: expected W_1,0 .*, got "\(1,2,3\)"$/],
    ["two on a line", changed(4, "(1,2) (3,4)"), /^x\.wf:4: expected a_1 /],
    ["a hexadecimal number", changed(4, "(0x1,2)"), /^x\.wf:4: expected a_1 /],
    ["a blank line between", changed(4, ""), /^x\.wf:4: expected a_1 as two finite numbers \(re,im\), got ""$/],
    [
      "cut between lines",
      lines.slice(0, 5).join("\n"),
      /^x\.wf:6: expected W_0,0, got the end; the file is truncated: N = 2 and M = 1 need 7 lines$/,
    ],
    ["cut within a line", text.slice(0, -4), /^x\.wf:7: expected W_1,0 .*, got "\(-1"$/],
    [
      "cut within an earlier line",
      lines.slice(0, 4).join("\n").slice(0, -2),
      /^x\.wf:4: expected a_1 .* truncated: N = 2 and M = 1 need 7 lines$/,
    ],
    ["one line too many", `${text}(1,2)\n`, /^x\.wf:8: expected the end, for N = 2 and M = 1, got "\(1,2\)"$/],
    ["a wrong count", changed(2, "2"), /^x\.wf:8: expected W_0,1, got the end; the file is truncated: N = 2 and M = 2 need 10 lines$/],
    ["a count far too large", changed(1, "999999999"), /^x\.wf:8: expected a_5, got the end; the file is truncated/],
  ])("%s", (_, source, message) => {
    const read = () => decodeWf(source, "x.wf");
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^[^\n]*$/);
  });
});

describe("the dense network", () => {
  const lattices: [string, Lattice][] = [
    ["chain of 6", chain(6)],
    ["square of 3 x 4", square(3, 4)],
  ];
  const cases = lattices.flatMap(([where, lattice]) =>
    [1, 2].flatMap((density) => machines(density).map(([name, ansatz]) => [where, name, lattice, ansatz] as const)),
  );
  test.each(cases)("%s, %s: has the amplitudes of the one it came from", async (_where, _name, lattice, ansatz) => {
    const { size, translations } = lattice;
    const parameters = randomParameters(ansatz, lattice, 0.5, 3);
    const { visible, hidden, parameters: dense } = denseRbm(ansatz, parameters, translations, "x");
    expect([visible, hidden]).toEqual([size, ansatz.density * size]);
    const stream = testStream(4);
    const configurations = Array.from({ length: 10 }, () => randomSpins(size, stream));
    const network = await networkOf(machine({ density: hidden / visible, biases: true }), lattice, dense);
    const { logs } = batchOf(network, configurations);
    const plain = plainRbm(ansatz, lattice, parameters);
    for (const [k, spins] of configurations.entries()) expect(relativeDistance(logs[k], logAmplitude(plain, spins))).toBeLessThan(ROUNDING);
  });

  test("exists of an unprojected rbm alone", () => {
    const { translations } = chain(4);
    const common = { symmetric: false, pointGroup: false, parity: "none", biases: false, deviation: 1 } as const;
    const dense = (ansatz: ResolvedAnsatz) => () => denseRbm(ansatz, new Float64Array(0), translations, "w");
    expect(dense({ name: "jastrow", ...common })).toThrow('w: expected an rbm, the one network a .wf file can hold, got "jastrow"');
    expect(dense({ name: "mlp", widths: [2], activation: "tanh", ...common })).toThrow(/got "mlp"$/);
    expect(dense({ ...machine(), parity: "even" })).toThrow(
      /^w: expected an rbm without projection, as a \.wf file holds it, got "parity even"$/,
    );
    expect(dense(machine({ pointGroup: true }))).toThrow(
      'w: expected an rbm without projection, as a .wf file holds it, got "a sum over the point group"; train it with --no-point-group',
    );
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fc, test as property } from "@fast-check/vitest";
import { beforeAll, describe, expect, test } from "vitest";
import { denseMatrix } from "../../src/exact/enumerate.ts";
import { isOwnFrame } from "../../src/hamiltonian/frame.ts";
import { type Hamiltonian, hamiltonianText, matrixElement, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { type Pauli, pauli } from "../../src/hamiltonian/pauli.ts";
import { presetHamiltonian, presetNames } from "../../src/hamiltonian/presets/presets.ts";
import { expression } from "../../src/hamiltonian/text/expression.ts";
import { chain } from "../../src/lattice/chain.ts";
import { edges } from "../../src/lattice/edges.ts";
import { ladder } from "../../src/lattice/ladder.ts";
import type { Lattice } from "../../src/lattice/lattice.ts";
import { square } from "../../src/lattice/square.ts";

const ring = chain(4);
const open = chain(4, "open");
const textOf = async (lattice: Lattice, text: string, parameters: Record<string, number> = {}) =>
  hamiltonianText(await expression(lattice, text, { parameters }));

/** The parser is loaded with the first formula. */
beforeAll(() => expression(ring, "X(0)"));

/** Strings of an operator by their text, whatever their order. */
function coefficients({ strings }: Hamiltonian): Record<string, number> {
  return Object.fromEntries(
    strings.map(({ coefficient, factors }) => [factors.map(([site, name]) => name + site).join(" "), coefficient[0]]),
  );
}

describe("what a formula may say", () => {
  test.each([
    ["products are multiplied out", "im*X(0)*Y(0) + X(1)*X(1)", "- 1 Z0 + 1"],
    ["in both orders", "im*Y(2)*X(2) - im*Y(1)*Z(1) + im*X(0)*Z(0)", "1 Z2 + 1 X1 + 1 Y0"],
    ["powers too", "(X(0) + Z(1))^2 + (2*X(0))^3 + X(1)^0", "3 + 2 X0 Z1 + 8 X0"],
    ["factors may stand side by side", "2 X(0) Z(1) + 1/2 Y(0)", "2 X0 Z1 + 0.5 Y0"],
    ["sites may be written behind the letter", "- 1 Z0 Z1 - 0.5 X0 + 3", "- 1 Z0 Z1 - 0.5 X0 + 3"],
    ["P raises and M lowers", "P(0)*M(1) + M(0)*P(1)", "0.5 X0 X1 + 0.5 Y0 Y1"],
    ["and both are half of X and Y", "4*P(0)*M(0)", "2 + 2 Z0"],
    ["numbers", "(sqrt(16)/2 - abs(-3) + 2^-1 + 1e1 + pi*0)*X(N-1)", "9.5 X3"],
    ["division by a complex number", "X(0)*Y(0)/im + 1/(1+im)/(1-im)*X(1)", "1 Z0 + 0.5 X1"],
    ["what cancels is gone, rounding included", "0.1*X(0) + 0.2*X(0) - 0.3*X(0) + Z(1)", "1 Z1"],
    ["nothing", "X(0) - X(0)", "0"],
    ["operators without a blank", "0.5 X0X1 - Z2Z3*X0 + Y1Y1", "0.5 X0 X1 - 1 X0 Z2 Z3 + 1"],
    ["a j behind a number", "(0.5+0j) X(0) + 0.5j*X(1)*Y(1) + (0.25-0.j)*Z(3) - 1j*(2j)*Z(2)", "0.5 X0 - 0.5 Z1 + 0.25 Z3 + 2 Z2"],
    ["spaces and lines", " X(0)\n\t+ Z ( 1 ) ", "1 X0 + 1 Z1"],
  ])("%s: %s", async (_, text, printed) => expect(await textOf(ring, text)).toBe(printed));

  test("parameters", async () => {
    const found = await expression(ring, "-J*Z(0)*Z(1) - h*X(0)", { parameters: { J: 2, h: Math.SQRT1_2 } });
    expect(hamiltonianText(found)).toBe(`- 2 Z0 Z1 - ${Math.SQRT1_2} X0`);
    expect([found.name, found.parameters, isOwnFrame(found.frame)]).toEqual(["expression", { J: 2, h: Math.SQRT1_2 }, true]);
  });

  test("functions of numbers are those of the engine but for rounding", async () => {
    const found = await expression(
      ring,
      "sin(1)*X(0) + cos(pi/3)*X(1) + tan(0.3)*X(2) + exp(-2)*X(3) + log(3)*Z(0) + sum(cos(2*pi*i/N)*Z(i))",
    );
    const wanted = { X0: Math.sin(1), X1: 0.5, X2: Math.tan(0.3), X3: Math.exp(-2), Z0: Math.log(3) + 1, Z2: -1 };
    for (const [operator, value] of Object.entries(wanted)) expect(coefficients(found)[operator]).toBeCloseTo(value, 14);
  });

  test("entries of lists and of rows of lists", async () => {
    const parameters = {
      h: [0.1, 0.2, -0.3, 4],
      J: [
        [0, 1, 2, 3],
        [0, 0, 5, 6],
        [0, 0, 0, 7],
      ],
      g: 2,
    };
    const found = await expression(ring, "g*sum(h(i)*X(i)) + sum(sum(J(a,b)*Z(a)*Z(b), b, a+1, N-1), a, 0, N-2)", { parameters });
    expect(hamiltonianText(found)).toBe("0.2 X0 + 0.4 X1 - 0.6 X2 + 8 X3 + 1 Z0 Z1 + 2 Z0 Z2 + 3 Z0 Z3 + 5 Z1 Z2 + 6 Z1 Z3 + 7 Z2 Z3");
    expect(found.parameters).toEqual({ g: 2 });
  });

  test("the weight of a bond is 1 where none are given", async () => {
    const graph = edges(
      3,
      [
        [0, 1],
        [2, 1],
      ],
      [0.5, -2],
    );
    expect(await textOf(graph, "sum(w*Z(i)*Z(j), bonds)")).toBe("0.5 Z0 Z1 - 2 Z1 Z2");
    expect(await textOf(open, "sum(w*Z(i)*Z(j), bonds)")).toBe("1 Z0 Z1 + 1 Z1 Z2 + 1 Z2 Z3");
  });

  test.each([60, 160])("a Rydberg chain of %i sites: all pairs, 1/r^6", async (size) => {
    const text = "Om/2*sum(X(i)) - de/2*sum(1-Z(i)) + V/4*sum(sum((1-Z(a))*(1-Z(b))/(b-a)^6, b, a+1, N-1), a, 0, N-2)";
    const { strings } = await expression(chain(size, "open"), text, { parameters: { Om: 1, de: 1.1, V: 3 } });
    expect(strings.length).toBe(2 * size + (size * (size - 1)) / 2 + 1);
  });

  test.each([
    ["all sites; a ring closes", ring, "sum(Z(i)*Z(i+1))", "1 Z0 Z1 + 1 Z1 Z2 + 1 Z2 Z3 + 1 Z0 Z3"],
    ["backwards too", ring, "sum(X(i-1)) - sum(X(i+8))", "0"],
    ["an open chain drops what leaves it", open, "sum(Z(i)*Z(i+1) + X(i))", "1 Z0 Z1 + 1 X0 + 1 Z1 Z2 + 1 X1 + 1 Z2 Z3 + 1 X2 + 1 X3"],
    ["at both ends", open, "sum(Z(i-1)*X(i)*Z(i+1))", "1 Z0 X1 Z2 + 1 Z1 X2 Z3"],
    ["coefficients of the site", open, "sum((i+1)*X(i))", "1 X0 + 2 X1 + 3 X2 + 4 X3"],
    ["bonds", square(2, 2, "open"), "sum(X(i)*X(j), bonds)", "1 X0 X1 + 1 X0 X2 + 1 X1 X3 + 1 X2 X3"],
    ["second neighbours", ladder(2, "open"), "sum(X(i)*X(j), nextBonds)", "1 X0 X3 + 1 X1 X2"],
    ["bonds in their direction", edges(3, [[2, 0]]), "sum(X(i)*Y(j) - Y(i)*X(j), bonds)", "1 Y0 X2 - 1 X0 Y2"],
    ["a range", open, "sum(Z(k)*Z(k+1), k, 0, N-2)", "1 Z0 Z1 + 1 Z1 Z2 + 1 Z2 Z3"],
    [
      "a range inside a sum",
      open,
      "sum(sum(X(i)*X(k)/(k-i), k, i+1, N-1))",
      "1 X0 X1 + 0.5 X0 X2 + 0.3333333333333333 X0 X3 + 1 X1 X2 + 0.5 X1 X3 + 1 X2 X3",
    ],
    ["a sum inside a range", open, "sum(sum(X(i)*X(i+r)), r, 2, 3)", "1 X0 X2 + 1 X1 X3 + 1 X0 X3"],
    ["a product of sums", chain(2, "open"), "sum(X(i))*sum(X(i))", "2 + 2 X0 X1"],
    ["a range that wraps", ring, "sum(Z(k)*Z(k+2), k, 2, 3)", "1 Z0 Z2 + 1 Z1 Z3"],
  ] as [string, Lattice, string, string][])("sums over %s", async (_, lattice, text, printed) => {
    expect(await textOf(lattice, text)).toBe(printed);
  });

  const formulas: Record<(typeof presetNames)[number], string> = {
    ising: "-sum(Z(i)*Z(i+1)) - 0.3*sum(X(i)) - 0.2*sum(Z(i))",
    heisenberg: "sum(X(i)*X(i+1) + Y(i)*Y(i+1) + Z(i)*Z(i+1))",
    xxz: "sum(2*P(i)*M(i+1) + 2*M(i)*P(i+1) + 0.5*Z(i)*Z(i+1))",
    j1j2: "sum(X(i)*X(j) + Y(i)*Y(j) + Z(i)*Z(j), bonds) + 0.5*sum(X(i)*X(j) + Y(i)*Y(j) + Z(i)*Z(j), nextBonds)",
    xyz: "sum(0.1*X(i)*X(i+1) + 0.2*Y(i)*Y(i+1) + 0.3*Z(i)*Z(i+1))",
    dm: "sum(X(i)*X(i+1) + Y(i)*Y(i+1) + Z(i)*Z(i+1)) + 0.5*sum(X(i)*Y(i+1) - Y(i)*X(i+1))",
    cluster: "-sum(Z(i-1)*X(i)*Z(i+1))",
  };
  const parameters: Partial<Record<(typeof presetNames)[number], Record<string, number>>> = {
    ising: { field: 0.3, longitudinalField: 0.2 },
    xxz: { anisotropy: 0.5 },
    xyz: { jx: 0.1, jy: 0.2, jz: 0.3 },
  };
  test.each(presetNames)("every preset, %s, on a ring and an open chain", async (name) => {
    for (const lattice of [chain(5), chain(5, "open")]) {
      const written = await expression(lattice, formulas[name]);
      expect(coefficients(written)).toEqual(coefficients(presetHamiltonian(name, lattice, parameters[name])));
    }
  });
});

type Complex = readonly [number, number];
type Dense = readonly (readonly Complex[])[];
/** An operator as text and as its 2^N × 2^N matrix, both made by the same hand. */
interface Written {
  readonly text: string;
  readonly adjoint: string;
  readonly matrix: Dense;
}

const SITES = 3;
const DIMENSION = 2 ** SITES;
const dense = (element: (row: number, column: number) => Complex): Dense =>
  Array.from({ length: DIMENSION }, (_, row) => Array.from({ length: DIMENSION }, (_, column) => element(row, column)));
const plus = (a: Dense, b: Dense) => dense((r, c) => [a[r][c][0] + b[r][c][0], a[r][c][1] + b[r][c][1]]);
const times = (a: Dense, b: Dense) =>
  dense((r, c) => {
    let [re, im] = [0, 0];
    for (let k = 0; k < DIMENSION; k++) {
      re += a[r][k][0] * b[k][c][0] - a[r][k][1] * b[k][c][1];
      im += a[r][k][0] * b[k][c][1] + a[r][k][1] * b[k][c][0];
    }
    return [re, im];
  });
const scaled = (a: Dense, by: number) => dense((r, c) => [by * a[r][c][0], by * a[r][c][1]]);

/** On one site, spin up first: raising takes down to up. */
const onSite: Record<string, readonly (readonly Complex[])[]> = {
  X: [
    [
      [0, 0],
      [1, 0],
    ],
    [
      [1, 0],
      [0, 0],
    ],
  ],
  Y: [
    [
      [0, 0],
      [0, -1],
    ],
    [
      [0, 1],
      [0, 0],
    ],
  ],
  Z: [
    [
      [1, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [-1, 0],
    ],
  ],
  P: [
    [
      [0, 0],
      [1, 0],
    ],
    [
      [0, 0],
      [0, 0],
    ],
  ],
  M: [
    [
      [0, 0],
      [0, 0],
    ],
    [
      [1, 0],
      [0, 0],
    ],
  ],
};
const single = (name: string, site: number): Written => ({
  text: `${name}(${site})`,
  adjoint: `${({ P: "M", M: "P" } as Record<string, string>)[name] ?? name}(${site})`,
  matrix: dense((r, c) => ((r ^ c) & ~(1 << site) ? [0, 0] : onSite[name][(r >> site) & 1][(c >> site) & 1])),
});
const number = (value: number): Written => ({
  text: `(${value})`,
  adjoint: `(${value})`,
  matrix: dense((r, c) => [r === c ? value : 0, 0]),
});
const imaginary: Written = { text: "im", adjoint: "(-im)", matrix: dense((r, c) => [0, r === c ? 1 : 0]) };
const added = (a: Written, b: Written): Written => ({
  text: `(${a.text} + ${b.text})`,
  adjoint: `(${a.adjoint} + ${b.adjoint})`,
  matrix: plus(a.matrix, b.matrix),
});
const subtracted = (a: Written, b: Written): Written => ({
  text: `(${a.text} - ${b.text})`,
  adjoint: `(${a.adjoint} - ${b.adjoint})`,
  matrix: plus(a.matrix, scaled(b.matrix, -1)),
});
const multiplied = (a: Written, b: Written): Written => ({
  text: `${a.text}*${b.text}`,
  adjoint: `${b.adjoint}*${a.adjoint}`,
  matrix: times(a.matrix, b.matrix),
});
const squared = (a: Written): Written => ({ text: `(${a.text})^2`, adjoint: `(${a.adjoint})^2`, matrix: times(a.matrix, a.matrix) });

const { written } = fc.letrec<{ written: Written; leaf: Written }>((tie) => ({
  written: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("leaf"),
    fc.tuple(tie("written"), tie("written")).map(([a, b]) => added(a, b)),
    fc.tuple(tie("written"), tie("written")).map(([a, b]) => subtracted(a, b)),
    fc.tuple(tie("written"), tie("written")).map(([a, b]) => multiplied(a, b)),
    tie("written").map(squared),
  ),
  leaf: fc.oneof(
    fc.tuple(fc.constantFrom("X", "Y", "Z", "P", "M"), fc.nat(SITES - 1)).map(([name, site]) => single(name, site)),
    fc.integer({ min: -3, max: 3 }).map(number),
    fc.constant(imaginary),
  ),
}));

/** Rounding of the products, relative to the largest element. */
const ROUNDING = 1e-12;

describe("against matrices multiplied out here", () => {
  property.prop([written], { numRuns: 200, seed: 1 })("a formula made Hermitian is the matrix of its parts", async (a) => {
    const lattice = chain(SITES, "open");
    const hermitian = added(a, { text: a.adjoint, adjoint: a.text, matrix: dense((r, c) => [a.matrix[c][r][0], -a.matrix[c][r][1]]) });
    const found = await expression(lattice, hermitian.text);
    const { real, imaginary: im } = denseMatrix(found);
    const scale = Math.max(1, ...a.matrix.flat().map(([x, y]) => Math.abs(x) + Math.abs(y)));
    for (let r = 0; r < DIMENSION; r++) {
      for (let c = 0; c < DIMENSION; c++) {
        const at = r * DIMENSION + c;
        expect(Math.abs(real[at] - hermitian.matrix[r][c][0])).toBeLessThan(ROUNDING * scale);
        expect(Math.abs(im[at] - hermitian.matrix[r][c][1])).toBeLessThan(ROUNDING * scale);
      }
    }
  });

  const strings = fc.array(
    fc.tuple(
      fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      fc.uniqueArray(fc.tuple(fc.nat(4), fc.constantFrom<Pauli>("X", "Y", "Z")), { maxLength: 4, selector: ([site]) => site }),
    ),
    { maxLength: 12 },
  );
  property.prop([strings], { numRuns: 200, seed: 2 })(
    "text, matrix and connected elements agree, and the text is read back",
    async (made) => {
      const lattice = chain(5);
      const hamiltonian = sum(
        "random",
        lattice,
        made.map(([c, factors]) => pauli(c, Object.fromEntries(factors))),
      );
      const again = await expression(lattice, hamiltonianText(hamiltonian));
      expect(again.strings).toEqual(hamiltonian.strings);
      expect(again.groups).toEqual(hamiltonian.groups);
      const { dimension, real, imaginary: im } = denseMatrix(again);
      const seen = new Float64Array(2 * dimension ** 2);
      for (let state = 0; state < dimension; state++) {
        const spins = Array.from({ length: 5 }, (_, site) => 1 - 2 * ((state >> site) & 1));
        for (const group of again.groups) {
          const partner = group.flips.reduce((bits, site) => bits ^ (1 << site), state);
          const [x, y] = matrixElement(group, spins);
          seen[2 * (state * dimension + partner)] += x;
          seen[2 * (state * dimension + partner) + 1] += y;
        }
      }
      for (let at = 0; at < dimension ** 2; at++) {
        expect(Math.abs(seen[2 * at] - real[at])).toBeLessThan(1e-9);
        expect(Math.abs(seen[2 * at + 1] - im[at])).toBeLessThan(1e-9);
      }
    },
  );
});

/** What a user waits for at most, in milliseconds; the slowest takes a tenth. */
const AT_ONCE = 100;
/** A busy machine may be slow once, not every time. */
const TRIES = 5;

describe("mistakes give one clear line at once", () => {
  const parts = "numbers, names, + - * / ^ ( ) and commas";
  const cases: [string, string][] = [
    ["", 'hamiltonian: expected a formula, got ""'],
    ["X(0", 'hamiltonian: column 2: expected a ")" for this "(", got the end'],
    ["X(0))", 'hamiltonian: column 5: expected a "(" before it, got ")"'],
    ["X(0) +", "hamiltonian: expected a formula, got a mistake: Unexpected end of expression at column 7"],
    ["X(0) * / 2", "hamiltonian: expected a formula, got a mistake: Value expected at column 8"],
    ["1 2", 'hamiltonian: expected a formula, got a mistake: Unexpected part "2" at column 3'],
    ["Q(0)", 'hamiltonian: column 1: unknown operator "Q"; known: X, Y, Z, P, M, sum, sqrt, abs, sin, cos, tan, exp, log.'],
    [
      "Z(0) + sun(X(i))",
      'hamiltonian: column 8: unknown operator "sun"; known: X, Y, Z, P, M, sum, sqrt, abs, sin, cos, tan, exp, log. Did you mean "sum"?',
    ],
    ["h*X(0)", 'hamiltonian: column 1: unknown name "h"; known: pi, im, N; give it a value, --set h=0.5 on the command line'],
    [
      "J*X(0)",
      'hamiltonian: column 1: unknown name "J"; known: pi, im, N; give it a value, --set J=0.5 on the command line, parameters: { J: 0.5 } in a program.',
    ],
    ["sum(Z_i)", "hamiltonian: column 5: expected Z(i), got Z_i"],
    ["sqrt(2)*X_0", "hamiltonian: column 9: expected X(0), got X_0"],
    ["X(4)", "hamiltonian: column 3: expected a site from 0 to 3, got 4"],
    ["X(0) + Z4", "hamiltonian: column 8: expected a site from 0 to 3, got 4"],
    ["X(-1)", "hamiltonian: column 4: expected a site from 0 to 3, got -1"],
    ["X(0.5)", "hamiltonian: column 3: expected a whole number for a site, got 0.5"],
    ["X(im)", "hamiltonian: column 3: expected a whole number for a site, got 0 + 1*im"],
    ["X(Z(0))", "hamiltonian: column 3: expected a whole number for a site, got an operator"],
    ["X", "hamiltonian: column 1: expected X(…), got X"],
    ["X()", "hamiltonian: column 1: expected one argument in X(…), got 0"],
    ["X(0, 1)", "hamiltonian: column 1: expected one argument in X(…), got 2"],
    [
      "2*i*X(0)",
      'hamiltonian: column 3: expected "i" inside a sum, got it outside; i runs in sum(…), i and j in sum(…, bonds), where w is the weight of the bond; the imaginary unit is im',
    ],
    ["X(0)*Y(0)", 'hamiltonian: expected a Hermitian operator, got "1*im Z0"; the coefficient is not real: on one site X Y = im Z'],
    ["Z(1) + P(0)", 'hamiltonian: expected a Hermitian operator, got "0.5*im Y0"; the coefficient is not real'],
    ["(2 + im)*X(0)", 'hamiltonian: expected a Hermitian operator, got "2 + 1*im X0"; the coefficient is not real'],
    ["1e200*1e200*X(0)", 'hamiltonian: expected finite coefficients, got "Infinity for X0"'],
    ["1e400*X(0)", "hamiltonian: column 1: expected a finite number, got Infinity"],
    ["X(0)/0", "hamiltonian: column 6: expected a number to divide by that is not zero, got 0"],
    ["1/X(0)", "hamiltonian: column 3: expected a number to divide by, got an operator"],
    ["sqrt(-2)*X(0)", "hamiltonian: column 1: expected sqrt of a number >= 0, got -2"],
    ["X(0)^0.5", "hamiltonian: column 6: expected a whole exponent up to 64, got 0.5; use sqrt for roots"],
    ["2^X(0)", "hamiltonian: column 3: expected a whole exponent up to 64, got an operator; use sqrt for roots"],
    ["X(0)^1000000", "hamiltonian: column 6: expected a whole exponent up to 64, got 1000000; use sqrt for roots"],
    [
      "sinh(1)*X(0)",
      'hamiltonian: column 1: unknown operator "sinh"; known: X, Y, Z, P, M, sum, sqrt, abs, sin, cos, tan, exp, log. Did you mean "sin"?',
    ],
    ["log(0)*X(0)", "hamiltonian: column 1: expected log of a number > 0, got 0"],
    ["sin(1e9)*X(0)", "hamiltonian: column 1: expected sin of an angle up to 500000, got 1000000000"],
    ["exp(Z(0))", "hamiltonian: column 5: expected a real number in exp(…), got an operator"],
    ["X0X9", "hamiltonian: column 3: expected a site from 0 to 3, got 9"],
    [
      "sum(2j*Z(j), bonds)",
      "hamiltonian: column 6: expected a * between a number and the index j, got j; write 2*j, or 2*im for the imaginary unit",
    ],
    ["0.5+0.5j X(0)", 'hamiltonian: column 1: expected brackets around a complex number, got "0.5+0.5j"; write (0.5+0.5j)'],
    ["X(1) - 1e-3-.5j*X(0)*Y(0)", 'hamiltonian: column 8: expected brackets around a complex number, got "1e-3-.5j"'],
    ["sum(w*X(i))", 'hamiltonian: column 5: expected "w" inside a sum, got it outside; i runs'],
    ["sum(X(i), i)", "hamiltonian: column 1: expected sum(…), sum(…, bonds), sum(…, nextBonds) or sum(…, k, from, to), got 2 arguments"],
    ["sum(sum(X(i)))", "hamiltonian: column 5: expected another running index inside a sum, got i; name it: sum(…, k, 0, N-1)"],
    ["sum(X(k), k, 0, N)", "hamiltonian: column 17: expected a site from 0 to 3, got 4"],
    ["sum(X(0), pi, 0, 1)", "hamiltonian: column 11: expected a name of your own for the running index, got pi"],
    ["N(X(0))", 'hamiltonian: column 1: expected an operator before "(", got N; write N*(…)'],
    ["2/N X(0)", 'hamiltonian: column 3: expected a * between factors after a /, or brackets, got "N X(0)"'],
    ["0x10*X(0)", 'hamiltonian: column 1: expected a decimal number, got "0x1"'],
    ["X(0) mod 2", "hamiltonian: column 6: expected a name of your own, got mod"],
    ["X(0) == 1", `hamiltonian: column 6: expected ${parts}, got "="`],
    ["X(0)'", `hamiltonian: column 5: expected ${parts}, got "'"`],
    ["[X(0), 1]", `hamiltonian: column 1: expected ${parts}, got "["`],
    ["X(0); Z(0)", `hamiltonian: column 5: expected ${parts}, got ";"`],
    ["1:3", `hamiltonian: column 2: expected ${parts}, got ":"`],
    ["a = X(0)", `hamiltonian: column 3: expected ${parts}, got "="`],
    ["f(x) = x", `hamiltonian: column 6: expected ${parts}, got "="`],
    ["'text'", `hamiltonian: column 1: expected ${parts}, got "'"`],
    ["{}", `hamiltonian: column 1: expected ${parts}, got "{"`],
    ["σ(0)", `hamiltonian: column 1: expected ${parts}, got "σ"`],
    ["5 cm", 'hamiltonian: column 3: unknown name "cm"; known: pi, im, N; give it a value, --set cm=0.5'],
    ["X.constructor", `hamiltonian: column 2: expected ${parts}, got "."`],
    ["constructor", 'hamiltonian: column 1: unknown name "constructor"'],
    ["constructor(1)", 'hamiltonian: column 1: unknown operator "constructor"'],
    ["__proto__", 'hamiltonian: column 1: unknown name "__proto__"'],
    ["toString()", 'hamiltonian: column 1: unknown operator "toString"'],
    ["evaluate(1)", 'hamiltonian: column 1: unknown operator "evaluate"'],
    ["import(1)", 'hamiltonian: column 1: unknown operator "import"'],
    ["true", "hamiltonian: column 1: expected a name of your own, got true"],
    ["9".repeat(200_000), "hamiltonian: expected at most 100000 characters, got 200000"],
    [`${"(".repeat(4900)}1${")".repeat(4900)}`, "hamiltonian: column 101: expected at most 100 levels of nesting, got more"],
    [`${"-".repeat(9000)}1`, "hamiltonian: column 101: expected at most 100 levels of nesting, got more"],
    [
      `${"2^2+".repeat(200)}${"(".repeat(2000)}1${")".repeat(2000)}`,
      "hamiltonian: column 901: expected at most 100 levels of nesting, got more",
    ],
    [`${"2^".repeat(4000)}1`, "hamiltonian: column 202: expected at most 100 levels of nesting, got more"],
    [`${"sqrt(".repeat(1500)}1`, "hamiltonian: column 505: expected at most 100 levels of nesting, got more"],
  ];
  test.each(cases.map(([text, message]) => [text.slice(0, 40), text, message]))("%s", async (_, text, message) => {
    const taken: number[] = [];
    for (let attempt = 0; attempt < TRIES && !(Math.min(...taken) < AT_ONCE); attempt++) {
      const begun = performance.now();
      const error = await expression(ring, text).then(
        () => "accepted",
        (thrown) => thrown,
      );
      taken.push(performance.now() - begun);
      expect(error).toMatchObject({ name: "InputError" });
      expect(error.message.startsWith(message), error.message).toBe(true);
      expect(error.message).not.toContain("\n");
    }
    expect(Math.min(...taken)).toBeLessThan(AT_ONCE);
  });

  test.each([
    ["an open chain ends", open, "sum(Z(k)*Z(k+1), k, 0, N-1)", "hamiltonian: column 12: expected a site from 0 to 3, got 4"],
    [
      "a term that never lands",
      open,
      "sum(X(i)*Z(i+9))",
      "hamiltonian: column 10: expected Z(…) on the open chain of 4 sites for some i, got none",
    ],
    [
      "i+1 means nothing elsewhere",
      square(3, 3),
      "sum(Z(i)*Z(i+1))",
      "hamiltonian: column 12: expected a site from 0 to 8, got 9; on a periodic square lattice of 3 × 3 sites sum over bonds: sum(…, bonds) with i and j",
    ],
    [
      "no second neighbours",
      edges(2, [[0, 1]]),
      "sum(Z(i), nextBonds)",
      "hamiltonian: column 11: expected a lattice with second neighbours, got a graph of 2 sites and 1 bonds",
    ],
  ] as [string, Lattice, string, string][])("on other lattices: %s", async (_, lattice, text, message) => {
    await expect(expression(lattice, text)).rejects.toThrow(message);
  });

  test.each([
    [{ h: Number.NaN }, "hamiltonian: parameter h: expected a finite number, got NaN"],
    [{ X: 1 }, 'hamiltonian: parameter: expected a name of your own, letters and digits, got "X"'],
    [{ Z3: 1 }, 'hamiltonian: parameter: expected a name of your own, letters and digits, got "Z3"'],
    [{ "a b": 1 }, 'hamiltonian: parameter: expected a name of your own, letters and digits, got "a b"'],
    [{ w: 1 }, 'hamiltonian: parameter: expected a name of your own, letters and digits, got "w"'],
    [{ X0Z1: 1 }, 'hamiltonian: parameter: expected a name of your own, letters and digits, got "X0Z1"'],
    [{ h: [1, Number.NaN] }, "hamiltonian: parameter h: expected a finite number, got NaN"],
    [{ h: [] }, 'hamiltonian: parameter h: expected a list with an entry, got "none"'],
    [{ h: [[1], [1, 2]] }, 'hamiltonian: parameter h: expected numbers, or rows of equal length, got "a mixture"'],
    [{ g: [1] }, 'hamiltonian: expected every parameter in the formula, got "g"; it does not occur there'],
    [{ g: 1 }, 'hamiltonian: expected every parameter in the formula, got "g"; it does not occur there'],
  ])("a wrong parameter: %j", async (parameters, message) => {
    await expect(expression(ring, "X(0)", { parameters: parameters as Record<string, number> })).rejects.toThrow(message);
  });

  test.each([
    ["h*J(0,0)*X(0)", "hamiltonian: column 1: expected h(i), an entry of the list, got h"],
    ["J*h(0)*X(0)", "hamiltonian: column 1: expected J(i,j), an entry of the list, got J"],
    [
      "h(3)*J(0,0)*X(0)",
      "hamiltonian: column 3: expected an index of h from 0 to 2, got 3; give h more entries, or sum over fewer: sum(…, k, 0, 2)",
    ],
    ["h(-1)*J(0,0)*X(0)", "hamiltonian: column 4: expected an index of h from 0 to 2, got -1"],
    ["sum(h(i)*J(0,0)*X(i))", "hamiltonian: column 7: expected an index of h from 0 to 2, got 3"],
    ["h(0)*J(0,2)*X(0)", "hamiltonian: column 10: expected an index of J from 0 to 1, got 2"],
    ["h(0.5)*J(0,2)*X(0)", "hamiltonian: column 3: expected a whole number for an index of h, got 0.5"],
    ["h(0, 1)*J(0,0)*X(0)", "hamiltonian: column 1: expected one index in h(…), got 2"],
    ["h(0)*J(0)*X(0)", "hamiltonian: column 6: expected two indices in J(…), got 1"],
  ])("a list used wrongly: %s", async (text, message) => {
    const parameters = {
      h: [1, 2, 3],
      J: [
        [1, 2],
        [3, 4],
      ],
    };
    await expect(expression(ring, text, { parameters })).rejects.toThrow(message);
  });

  test("the text can be named", async () => {
    await expect(expression(ring, "X(9)", { where: "run.yaml:2:1: hamiltonian" })).rejects.toThrow(
      /^run\.yaml:2:1: hamiltonian: column 3: /,
    );
  });

  test.each([
    ["a power", chain(40), "sum(X(i) + Y(i) + Z(i))^12"],
    ["sums in sums", chain(400), "sum(sum(sum(X(a)*X(b)*X(c), a, 0, N-1), b, 0, N-1), c, 0, N-1)"],
    ["a long formula on many sites", chain(4096), `sum(X(i)${"+Z(i)".repeat(1500)})`],
  ])("%s that grows without end is stopped", async (_, lattice, text) => {
    await expect(expression(lattice, text)).rejects.toThrow(/^hamiltonian: expected a formula of at most \d+ steps/);
  });
});

describe("any text at all is either read or refused in one line", () => {
  const pieces = fc.constantFrom(
    ...[
      "X",
      "Z3",
      "sum",
      "i",
      "j",
      "h",
      "N",
      "im",
      "pi",
      "sqrt",
      "bonds",
      "e",
      "mod",
      "constructor",
      "P",
      " ",
      "\n",
      "1",
      "0",
      "2.5",
      ".5",
      "1e3",
      "1.",
    ],
    ...["+", "-", "*", "/", "^", "(", ")", ",", "(0)", "(i+1)", "X(0)", ".", "'", "[", "]", "=", "!", "%", ";", ":", "π", "\u0000"],
  );
  const read = async (text: string) => {
    const error = await expression(open, text, { parameters: text.includes("h") ? { h: 2 } : {} }).catch((thrown: unknown) => thrown);
    if (!(error instanceof Error)) return;
    expect(error.name, error.stack).toBe("InputError");
    expect(error.message).not.toMatch(/\n|undefined|\[object/);
  };
  property.prop([fc.array(pieces, { maxLength: 12 })], { numRuns: 2000, seed: 3 })("made of pieces of formulas", (made) =>
    read(made.join("")),
  );
  property.prop([fc.string({ unit: "binary", maxLength: 30 })], { numRuns: 300, seed: 4 })("made of anything", read);
});

test("a long chain and a long sum are read", async () => {
  const heisenberg = await expression(chain(1000), "sum(X(i)*X(i+1) + Y(i)*Y(i+1) + Z(i)*Z(i+1))");
  expect(heisenberg.strings).toHaveLength(3000);
  expect(await textOf(ring, `${"1+".repeat(4999)}1`)).toBe("5000");
  expect(await textOf(ring, `${"-2^-1*-1+".repeat(999)}0`)).toBe("499.5");
});

test("mathjs is loaded with the first formula, not before: no module imports it outright", () => {
  const root = join(dirname(fileURLToPath(import.meta.url)), "../../src");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  const importers = files.filter((path) => /^import (?!type )[^;]*"mathjs/m.test(readFileSync(join(root, path), "utf8")));
  expect(importers).toEqual([]);
  expect(readFileSync(join(root, "core/formula.ts"), "utf8")).toContain('await import("mathjs/number")');
});

describe("a product at the end of an open chain", () => {
  const text = async (formula: string) => hamiltonianText(await expression(chain(3, "open"), formula));

  test("leaves with any of its operators: (1 + Z)(1 + Z) does not become 1 + Z", async () => {
    expect(await text("sum((1+Z(i))*(1+Z(i+1)))")).toBe(await text("sum((1+Z(i))*(1+Z(j)), bonds)"));
    expect(await text("sum((1+Z(i))/2*(1+Z(i+1))/2)")).toBe(await text("sum((1+Z(i))/2*(1+Z(j))/2, bonds)"));
    expect(await text("sum((Z(i)+Z(i+1))^2)")).toBe(await text("sum((Z(i)+Z(j))^2, bonds)"));
  });

  test("what is added to it stays, and numbers multiply what is left", async () => {
    expect(await text("sum(Z(i)*Z(i+1) + X(i))")).toBe("1 Z0 Z1 + 1 X0 + 1 Z1 Z2 + 1 X1 + 1 X2");
    expect(await text("sum(2*(Z(i)*Z(i+1) + X(i)))")).toBe("2 Z0 Z1 + 2 X0 + 2 Z1 Z2 + 2 X1 + 2 X2");
  });
});

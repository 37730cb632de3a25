import { describe, expect, test } from "vitest";
import { randomStream } from "../../src/core/random.ts";
import { hamiltonianText, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { type Pauli, type PauliString, pauli } from "../../src/hamiltonian/pauli.ts";
import { expression } from "../../src/hamiltonian/text/expression.ts";
import { multiply, scalar, singleSite, stringOperator, stringsOf } from "../../src/hamiltonian/text/operators.ts";
import { isPauliText, parsePauliSum } from "../../src/hamiltonian/text/pauliText.ts";
import { chain } from "../../src/lattice/chain.ts";

/** `size: text` of what is read. */
function read(text: string): string {
  const { size, strings } = parsePauliSum(text);
  return `${size}: ${hamiltonianText(sum("read", chain(size), strings))}`;
}

describe("a sum of Pauli strings", () => {
  const labels = "4: - 0.3 Z1 Z3 + 0.5 X2 X3";
  test.each([
    ["Qiskit, label and coefficient", '[("ZIZI", -0.3), ("XXII", 0.5+0j)]', labels],
    ["Qiskit, coefficient first", "[(-0.3, 'ZIZI'), ((0.5+0j), 'XXII')]", labels],
    ["Qiskit, as it prints itself", "SparsePauliOp(['ZIZI', 'XXII'],\n              coeffs=[-0.3+0.j,  0.5 +0.j])", labels],
    ["Qiskit, complex", '[("ZIZI", -0.3), ("XXII", 0.5-1e-17j), ("IIII", 1j), ("IIII", -1j)]', labels],
    ["JSON", '[["ZIZI", -0.3], ["XXII", 5e-1]]', labels],
    ["a dictionary", '{"ZIZI": -0.3, "XXII": .5}', labels],
    ["lines of labels", "ZIZI -0.3\nXXII 0.5\n", labels],
    ["lines that end in coefficients of NumPy", "ZIZI -0.3+0.j\r\nXXII (0.5+0j) # both\r\n", labels],
    ["lines that begin with coefficients", "-0.3 ZIZI\n0.5+0.j XXII", labels],
    ["a table with commas", "ZIZI, -0.3\n# more\nXXII, 0.5", labels],
    ["a sum of labels", "-0.3*ZIZI + 0.5 XXII", labels],
    ["one site", "X 0.5\nZ -1\nI 2", "1: 0.5 X0 - 1 Z0 + 2"],
    ["OpenFermion", "-0.81 [] + 0.17 [Z0] +\n(0.04+0j) [X0 X1 Y2 Y3] +\n-0.24 [Z2]", "4: - 0.81 + 0.17 Z0 + 0.04 X0 X1 Y2 Y3 - 0.24 Z2"],
    ["PennyLane, old", "  (-0.24) [Z2]\n+ (0.5) [I0]\n+ (0.04) [Y0 X1 X2 Y3]", "4: - 0.24 Z2 + 0.5 + 0.04 Y0 X1 X2 Y3"],
    ["PennyLane", "-0.24 * Z(2) + 0.5 * I(0) + 0.04 * (Y(0) @ X(1))", "3: - 0.24 Z2 + 0.5 + 0.04 Y0 X1"],
    ["lines", "0.17 Z0 Z1\n0.17 * Z0*Z1\n\n-1.5\n0.5 X0X1 # comment\n# comment\nZ_2", "3: 0.34 Z0 Z1 - 1.5 + 0.5 X0 X1 + 1 Z2"],
    ["signs apart from numbers", "- 0.5 X0 - -2 Z1 + - 1e-3 Y0\n− 2 Z0", "2: - 0.5 X0 + 2 Z1 - 0.001 Y0 - 2 Z0"],
    ["a site that no operator acts on", "0.5 Z0 + 0 X7", "8: 0.5 Z0"],
    ["products are multiplied out", "0.5j X0 Y0 + 2 Z1 Y0 Z1 + X2*X2", "3: - 0.5 Z0 + 2 Y0 + 1"],
    ["what is imaginary may cancel", "(1+0.5j) X0\n-0.5j X0", "1: 1 X0"],
    ["the rounding of another program", "(0.5+1e-14j) [Z0] + 0.1 [Z1]", "2: 0.5 Z0 + 0.1 Z1"],
    ["the identity alone", "-1.5", "1: - 1.5"],
    ["what cancels", "0.5 Z3\n-0.5 Z3", "4: 0"],
  ])("%s", (_, text, wanted) => expect(read(text)).toBe(wanted));

  const random = randomStream(11, "test/pauliText");
  const draw = (below: number) => Math.floor(random.uniform() * below);

  /** 551 different strings on 12 sites, as many as water has. */
  function manyStrings(): PauliString[] {
    const found = new Map<string, PauliString>();
    while (found.size < 551) {
      const letters = Array.from({ length: 12 }, () => ["I", "I", "X", "Y", "Z"][draw(5)]);
      const factors = Object.fromEntries(letters.flatMap((letter, site) => (letter === "I" ? [] : [[site, letter as Pauli]])));
      found.set(letters.join(""), pauli((random.uniform() - 0.5) * 10 ** -draw(8), factors));
    }
    return [...found.values()];
  }

  test("551 terms on 12 sites: every form gives the same strings, and so does the text of the sum", async () => {
    const strings = manyStrings();
    const lattice = chain(12);
    const lettersOf = ({ factors }: PauliString) => {
      const letters = new Array<string>(12).fill("I");
      for (const [site, matrix] of factors) letters[11 - site] = matrix;
      return letters.join("");
    };
    const indexed = ({ factors }: PauliString) => factors.map(([site, matrix]) => `${matrix}${site}`).join(" ");
    const forms = [
      strings.map((string) => `${lettersOf(string)} ${string.coefficient[0]}`).join("\n"),
      `[${strings.map((string) => `("${lettersOf(string)}", ${string.coefficient[0]}+0j)`).join(", ")}]`,
      strings.map((string) => `(${string.coefficient[0]}+0j) [${indexed(string)}]`).join(" +\n"),
      hamiltonianText(sum("many", lattice, strings)),
    ];
    for (const text of forms) {
      expect(parsePauliSum(text)).toEqual({ size: 12, strings });
      expect((await expression(lattice, text)).strings).toEqual(strings);
    }
  });

  test("formulas go to their own reader, and so do texts that it alone understands", () => {
    for (const text of ["X(0)", "2*(X0+X1)", "1/2 Y0", "h*Z0", "5", "X", "P0 M1 + M0 P1", "Z0^2", "sum(Z(i))"])
      expect(isPauliText(text)).toBe(false);
    for (const text of ["- 1 Z0 Z1 + 3", "0.5 XX", "0.5 [Z0]", '[("X", 1)]', "X0X1", "1j Z0 # note"]) expect(isPauliText(text)).toBe(true);
  });
});

test("factors of one term in any order are multiplied out as matrices are, one after the other", () => {
  const stream = randomStream(5, "factors");
  const below = (count: number) => Math.floor(stream.uniform() * count);
  for (let trial = 0; trial < 200; trial++) {
    const factors = Array.from({ length: below(12) }, () => [below(4), (["X", "Y", "Z"] as const)[below(3)]] as const);
    const single = factors.map(([site, matrix]) => singleSite(matrix, site));
    const expected = single.reduce((total, factor) => multiply(total, factor), scalar(0.3, -0.7));
    expect(stringsOf(stringOperator(0.3, -0.7, factors))).toEqual(stringsOf(expected));
  }
});

describe("mistakes give one line with their place", () => {
  test.each([
    ["", 'h.txt:1: expected at least one term such as "0.5 Z0 Z1", got none'],
    ["# nothing\n\n", "h.txt:1: expected at least one term"],
    ["ZIZI 0.3\nZZ 0.2", 'h.txt:2: expected a label of 4 letters, as on line 1, got "ZZ"'],
    ['[("ZIZI", 0.3),\n ("ZZ", 0.2)]', 'h.txt:2: expected a label of 4 letters, as on line 1, got "ZZ"'],
    ["ZIZIIII 0.3", 'h.txt:1: expected a label of at most 6 letters, one for each site, got "ZIZIIII"'],
    ["ZAZI 0.3", 'h.txt:1: expected operators such as Z0, labels such as "ZIZI", and numbers, got "ZAZI"'],
    ['[("ZIII", 1),\n("ZAZI", 0.3)]', 'h.txt:2: expected a label of the letters I, X, Y and Z, got "ZAZI"'],
    ["0.5 Z0\n0.2 Q1", 'h.txt:2: expected operators such as Z0, labels such as "ZIZI", and numbers, got "Q1"'],
    ["0.5 Z0\n0.2 Z6", "h.txt:2: expected a site from 0 to 5, got 6"],
    ["0.5 Z0\nnan Z1", 'h.txt:2: expected a finite coefficient, got "nan"'],
    ["1e999 Z0", "h.txt:1: expected a finite coefficient, got Infinity"],
    ['[("ZZ", nan)]', 'h.txt:1: expected labels in quotes and finite numbers, got "nan"'],
    ["0.5 Z0\n0.1j X1", 'h.txt:2: expected a Hermitian operator, got "0.1j for X1"; make its coefficient real'],
    ["Z1\n(2+0.1j) X1\n X1", 'h.txt:2: expected a Hermitian operator, got "3 + 0.1j for X1"'],
    ["Z1 +\nX0*Y0", 'h.txt:2: expected a Hermitian operator, got "1j for Z0"'],
    ["0.5+0.5j X0", 'h.txt:1: expected brackets around a complex number, got "0.5+0.5j"; write (0.5+0.5j)'],
    ["0.5+0j*X0", "h.txt:1: expected brackets around a complex number"],
    ["0.5 Z0 +\n", "h.txt:1: expected a term after the sign, got none"],
    ["0.5 Z0 0.3", "h.txt:1: expected a + or - between terms, or a * between factors"],
    ["0.5 [Z0 + Z1]", 'h.txt:1: expected operators alone in brackets, got "+"'],
    ["0.5 [Z0", 'h.txt:1: expected an end of this "[", got none; is the text whole?'],
    ["0.5 Z0]", 'h.txt:1: expected a "[" before it, got "]"'],
    ["* Z0", 'h.txt:1: expected a factor before it, got "*"'],
    ['[("ZZ", 0.3), ("XX")]', 'h.txt:1: expected a coefficient for every label, got "2 labels and 1 coefficients"'],
    ['[("ZZ", 0.3), (0.2, "XX")]', 'h.txt:1: expected labels and coefficients in turn, or first all labels, got "a mixture"'],
    ['[("ZZ", 0.3)', 'h.txt:1: expected an end of this "[", got none; is the text whole?'],
    ['[("ZZ", 0.3]', 'h.txt:1: expected a "[" before it, got "]"'],
    ['print("ZZ", 1)', 'h.txt:1: expected labels in quotes and finite numbers, got "print"'],
    ['"ZZ" ; 1', 'h.txt:1: expected labels in quotes and numbers, got ";"'],
    ["\u0001\u0002", "h.txt:1: expected operators such as Z0"],
  ])("%j", (text, message) => {
    const attempt = () => parsePauliSum(text, { where: (line) => `h.txt:${line}`, sites: 6 });
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(/^[^\n]*$/);
  });

  test("without a name the place is a line and a column", () => {
    expect(() => parsePauliSum("Z0\n  + 2 Q1")).toThrow("pauli sum: line 2, column 7: expected operators");
  });
});

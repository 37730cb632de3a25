import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readEdges } from "../../src/cli/settings/edges.ts";

const directory = mkdtempSync(join(tmpdir(), "nqs-edges-"));
afterAll(() => rmSync(directory, { recursive: true }));

function read(text: string) {
  const file = join(directory, "graph");
  writeFileSync(file, text);
  return readEdges(file, "--edges");
}

const triangle = [
  [0, 1],
  [1, 2],
  [2, 0],
];

describe("a file of bonds", () => {
  test.each([
    ["lines", "0 1\n1 2\n2 0\n"],
    ["lines with comments, commas and tabs", "# a triangle\n0, 1\r\n\n  1\t2 # two\n2,0"],
    ["JSON", "[[0, 1], [1, 2], [2, 0]]"],
    ["JSON over lines", "\n[\n[0, 1],\n[1, 2], [2, 0]\n]\n"],
    ["YAML", "# a triangle\n- [0, 1]\n- [1, 2]\n- [2, 0] # back\n"],
  ])("as %s", (_, text) => expect(read(text)).toEqual(triangle));

  test.each([
    ["lines", "0 1 0.35\n1 2\n2, 0, -1e-3 # weak\n"],
    ["JSON", "[[0, 1, 0.35], [1, 2], [2, 0, -1e-3]]"],
  ])("with weights, as %s", (_, text) =>
    expect(read(text)).toEqual([
      [0, 1, 0.35],
      [1, 2],
      [2, 0, -1e-3],
    ]),
  );

  test.each([
    ["0 1\n1 x\n", ':2: expected two sites such as "0 1", or with a weight "0 1 0.35", got "1 x"'],
    ["0 1 2 3\n", ':1: expected two sites such as "0 1", or with a weight "0 1 0.35", got "0 1 2 3"'],
    ["0 1 x\n", ':1: expected two sites such as "0 1", or with a weight "0 1 0.35", got "0 1 x"'],
    ["0 1 inf\n", ':1: expected two sites such as "0 1", or with a weight "0 1 0.35", got "0 1 inf"'],
    ["0, 1,\n", ':1: expected two sites such as "0 1", or with a weight "0 1 0.35", got "0, 1,"'],
    ["0 1.5 2\n", ':1: expected two sites such as "0 1", or with a weight "0 1 0.35", got "0 1.5 2"'],
    ['[[0, 1, "x"]]', ':1: expected two sites such as "0 1", or with a weight "0 1 0.35", got '],
    ["0 1 0.5\n1 0 2\n", ':2: expected every bond once, got "1 0"; it is also '],
    ["0 -1\n", ':1: expected two sites such as "0 1", or with a weight "0 1 0.35", got "0 -1"'],
    ["0 1\n\n1 1\n", ':3: expected two different sites, got "1 1"'],
    ["0 1\n# again\n1 0\n", ':3: expected every bond once, got "1 0"; it is also '],
    ["0 5000\n", ':1: expected sites 0 to 4095, got "0 5000"'],
    ["# nothing\n", ': expected at least one bond such as "0 1", got none'],
    ["[[0, 1],\n[1]]", ':2: expected two sites such as "0 1", or with a weight "0 1 0.35", got '],
    ['- [0, 1]\n- "1 2"\n', ':2: expected two sites such as "0 1", or with a weight "0 1 0.35", got '],
    ["[[0, 1]\n", ": expected YAML or JSON, got a mistake: "],
    ["- 0\n", ':1: expected two sites such as "0 1", or with a weight "0 1 0.35", got 0'],
  ])("%j is refused with its place", (text, message) => {
    const error = (() => {
      try {
        return String(read(text));
      } catch (thrown) {
        return String(thrown);
      }
    })();
    expect(error).toContain(message);
    expect(error).toMatch(/graph/);
    expect(error).not.toContain("\n");
  });
});

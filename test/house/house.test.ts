import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { firstSentence, house, lineOf } from "../../scripts/house.ts";

test("docs/house.md is what the files of src/ say of themselves; `npm run docs` writes it", () => {
  expect(readFileSync("docs/house.md", "utf8")).toBe(house());
});

test("a file that says nothing is named, a folder without a row too", () => {
  const sources: Readonly<Record<string, string>> = { "core/a.ts": "// Sites.\n", "core/b.ts": "export const b = 1;\n" };
  expect(() => house((path) => sources[path], Object.keys(sources))).toThrow(/got none in src\/core\/b\.ts/);
  expect(() => house(() => "// Sites.\n", ["attic/a.ts"])).toThrow(/got none for attic/);
});

test("what a file says: its opening comment, else what stands by itself, else its first export", () => {
  expect(lineOf('#!/usr/bin/env node\n// The program.\nimport a from "./a.ts";\n')).toBe("The program");
  expect(lineOf('import a from "./a.ts";\n\n/**\n * Tables of T.\n * In blocks.\n */\n\n/** One. */\nexport const one = 1;\n')).toBe(
    "Tables of T",
  );
  expect(
    lineOf('import a from "./a.ts";\n\n/** Hidden. */\nconst two = 2;\n/** One: {@link two} less 1. */\n@inline\nexport const one = 1;\n'),
  ).toBe("One: `two` less 1");
  expect(lineOf("/** Hidden. */\nconst two = 2;\nexport const one = 1;\n")).toBe("Hidden");
  expect(lineOf('import a from "./a.ts";\n\n/** Hidden. */\nconst two = 2;\nexport const one = 1;\n')).toBeNull();
});

test("a sentence ends at a full stop, but not at one of an abbreviation in brackets or before a number", () => {
  expect(firstSentence("/** RBM (Carleo & Troyer, eq. S9), or dense. More. */")).toBe("RBM (Carleo & Troyer, eq. S9), or dense");
  expect(firstSentence("// Solves A x = b, eq. 4.\n// Then more.")).toBe("Solves A x = b, eq. 4");
  expect(firstSentence("/** Energy in J.\n * @throws InputError */")).toBe("Energy in J");
});

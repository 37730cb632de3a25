import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { readDocument } from "../../src/cli/documents/document.ts";

const key = fc.string().filter((name) => name !== "__proto__");
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    tie("list"),
    tie("record"),
  ),
  list: fc.array(tie("value"), { maxLength: 4 }),
  record: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));
const record = fc.dictionary(key, value, { maxKeys: 5, noNullPrototype: true });
/** JSON knows no -0. */
const asJson = (data: unknown) => JSON.parse(JSON.stringify(data));

describe("a document", () => {
  property.prop([record, fc.constantFrom(undefined, 1)])(
    "in JSON is what JSON.parse reads, and every key stands where it says",
    (data, indent) => {
      const text = JSON.stringify(data, null, indent);
      const { value: found, place } = readDocument(text, "f");
      expect(found).toEqual(asJson(data));
      const lines = text.split("\n");
      for (const name of Object.keys(data)) {
        const [, line, column] = place(name).split(":").map(Number);
        expect(lines[line - 1].slice(column - 1)).toMatch(/^"/);
        expect(lines[line - 1].slice(column - 1).startsWith(`${JSON.stringify(name)}:`)).toBe(true);
      }
    },
  );

  property.prop([record])("in YAML is what was written as YAML", (data) => {
    expect(readDocument(stringify(asJson(data)), "f").value).toEqual(asJson(data));
  });

  property.prop([fc.array(value, { minLength: 1, maxLength: 5 })])("that is a list tells the line of every entry", (data) => {
    const rows = data.map((entry) => JSON.stringify(entry));
    const { line } = readDocument(`[\n${rows.join(",\n")}\n]`, "f");
    expect(rows.map((_, n) => line(n))).toEqual(rows.map((_, n) => n + 2));
  });

  test("of no text is null", () => {
    for (const text of ["", "\n", "# nothing\n", "---\n"]) expect(readDocument(text, "f").value).toBeNull();
  });

  test.each([
    ["a: !!int 3\n", /^f:1:4: expected values alone, got a tag$/],
    ["%YAML 1.1\n---\na: 1\n", /^f:1:1: expected settings alone, got a directive$/],
    ["a: &x 1\nb: *x\n", /^f:1:4: expected values alone, got an anchor$/],
    ["[a, b]: 1\n", /^f:1:1: expected a key such as "sites", got a list or a record$/],
    ["a: 1\n? b\n", /^f:2:1: expected settings such as "sites: 20", got a "\?"$/],
    [`a:\n${" ".repeat(200)}b: 1\n`, /^f:2:1: expected an indentation of at most 100 blanks, got more$/],
    [`a: [${"1, ".repeat(200_000)}1, &x 2]\n`, /^f:1:\d+: expected at most 400000 words and signs of YAML, got more; write it as JSON$/],
    [`{"a": [${"1,".repeat(600_000)}1]}`, /^f:1:\d+: expected at most 524288 values, got more$/],
    [`{"a": 1, "a": ${"[".repeat(20)}${"]".repeat(20)}}`, /^f:1:30: expected at most 16 lists and records within each other, got more$/],
    ['{"a": {"b": 1, "b": 2}, "a": 3}', /^f:1:16: expected every key once, got "b" again$/],
    ["[ # one, of YAML\n  {a: 1}, {a: 2, a: 3}]", /^f:2:18: expected every key once, got "a" again$/],
    ['{"a": "unclosed}', /^f:1:\d+: expected YAML or JSON, got a mistake: /],
  ])("%# is refused with its place", (text, message) => {
    expect(() => readDocument(text, "f")).toThrow(message);
  });
});

import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { flatten, type Plain, unflatten } from "../../src/files/metadata.ts";

const none: ReadonlySet<string> = new Set();

describe("flat metadata", () => {
  test("is one key for every part, in text that other languages read", () => {
    const value = {
      name: "rbm",
      ansatz: { density: 2, real: false, widths: [16], none: [] },
      magnetisation: null,
      edges: [
        [0, 1],
        [1, 2, 0.5],
      ],
    };
    const flat = {
      name: "rbm",
      "ansatz.density": "2",
      "ansatz.real": "false",
      "ansatz.widths": "16,",
      "ansatz.none": ",",
      magnetisation: "none",
      edges: "0,1;1,2,0.5",
    };
    expect(flatten(value)).toEqual(flat);
    expect(unflatten(flat, none)).toEqual(value);
    expect(flatten({ left: undefined, row: [[1]] })).toEqual({ row: "1,;" });
  });

  test("words are kept as they are, whatever they look like", () => {
    const flat = { "problem.hamiltonian": "1", "trained.fingerprint": "0123", formula: "X(0), 2" };
    expect(unflatten(flat, new Set(["problem.hamiltonian", "trained.fingerprint", "formula"]))).toEqual({
      problem: { hamiltonian: "1" },
      trained: { fingerprint: "0123" },
      formula: "X(0), 2",
    });
  });

  test("keys that contradict each other, or name a prototype, do no harm", () => {
    expect(unflatten({ a: "1", "a.b": "2" }, none)).toEqual({ a: 1 });
    const read = unflatten({ "__proto__.polluted": "1" }, none);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(Object.keys(read)).toEqual(["__proto__"]);
  });

  const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
  const list = fc.array(number, { maxLength: 4 });
  const rows = fc.array(fc.array(number, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 3 });
  const key = fc.stringMatching(/^[a-z]{1,5}$/);
  const leaf: fc.Arbitrary<Plain> = fc.oneof(number, fc.boolean(), fc.constant(null), list, rows);
  const tree = fc.dictionary(key, fc.oneof(leaf, fc.dictionary(key, leaf, { minKeys: 1 })), { noNullPrototype: true });
  property.prop([tree])("numbers, lists and rows come back to the bit", (value) => {
    expect(unflatten(flatten(value as Plain), none)).toEqual(value);
  });
});

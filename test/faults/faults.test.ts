import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { callOf, faults, tableOf } from "./table.ts";

/** Which call is spoiled follows from it. */
const seed = Number(process.env["FAULTS_SEED"] ?? 1);

describe("a fault", () => {
  test.each(faults.map((fault) => ({ ...fault, k: callOf(seed, fault) })))("$stage: $fault, after $k steps", async (fault) => {
    const { text, before, told, finite } = await fault.happens(fault.k);
    expect(text).toMatch(fault.text);
    expect(before).toBeGreaterThanOrEqual(0);
    if (fault.later !== undefined) {
      expect(told).not.toBeNull();
      expect(told ?? 0).toBeLessThanOrEqual(before + fault.later);
    }
    if (fault.broken !== true) expect(finite).toBe(true);
  });

  test("docs/faults.md has the table", () => {
    expect(readFileSync("docs/faults.md", "utf8")).toContain(tableOf(faults));
  });
});

import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { presetHelp } from "../../src/cli/help/presetHelp.ts";
import { flagOf } from "../../src/cli/settings/settings.ts";
import { presetNames, presetOf } from "../../src/internal.ts";

/** The text with its line breaks undone. */
const flat = (text: string) => text.replaceAll(/\s+/g, " ");

function nqs(...args: string[]): string {
  return execFileSync(process.execPath, ["dist/cli/nqs.js", ...args], { encoding: "utf8" });
}

describe("nqs help models", () => {
  test.each(presetNames)("tells formula, signs, flags and defaults of %s from its record", (name) => {
    const text = flat(presetHelp(1000));
    const { formula, meaning, parameters } = presetOf(name);
    expect(text).toContain(flat(`${name} H = ${formula} ${meaning} --`));
    for (const [key, { symbol, default: value }] of Object.entries(parameters)) {
      const entry = text.slice(text.indexOf(`${name} H = `)).split(`${flagOf(key)} `)[1];
      expect(entry.startsWith(symbol), `${name} ${key}`).toBe(true);
      expect(entry.slice(0, entry.indexOf(")"))).toContain(`(default: ${value}`);
    }
  });

  test.each([60, 80, 300])("fits %d columns, and no more than 100", (width) => {
    const lines = presetHelp(width).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(Math.min(width, 100));
    expect(flat(lines.join("\n"))).toBe(flat(presetHelp(1000)));
  });

  test("says that the matrices are those of Pauli, and what follows for energies", () => {
    expect(flat(presetHelp(80))).toContain("not spins 1/2: S·S = (XX + YY + ZZ)/4");
    expect((1 - 4 * Math.log(2)).toFixed(4)).toBe("-1.7726");
    expect((1 / 4 - Math.log(2)).toFixed(4)).toBe("-0.4431");
  });

  test("is printed by the command line, and both nqs --help and nqs models --help name it", () => {
    expect(nqs("help", "models")).toBe(`${presetHelp(80)}\n`);
    for (const help of [nqs("--help"), nqs("models", "--help")]) expect(help).toContain("nqs help models");
    expect(nqs("help", "run")).toBe(nqs("run", "--help"));
  });
});

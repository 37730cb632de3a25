import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { judgeOf } from "../../bench/trust/judge.ts";
import { kindNames, kindOf, type Problem, randomProblem } from "../../bench/trust/randomProblems.ts";
import { addSettings } from "../../src/cli/command.ts";
import { hamiltonianOf, problemOf } from "../../src/cli/settings/problem.ts";
import { runShape } from "../../src/cli/settings/schema.ts";
import { readSettings } from "../../src/cli/settings/settings.ts";
import { exactGroundEnergy, groundSector, type Hamiltonian, minimumOfDiagonal } from "../../src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "nqs-test-"));
const MOST_SITES = 6;
/** Half of the eighth decimal: both judges are converged far below it. */
const DIGITS = 8;

/** What `nqs run` makes of the arguments. */
async function built({ args }: Problem): Promise<Hamiltonian> {
  const command = addSettings(new Command(), runShape).parse([...args], { from: "user" });
  const { values, where } = await readSettings(runShape, command.opts());
  return hamiltonianOf(await problemOf(values, where));
}

/** The first small problems of a kind. */
function smallOnes(kind: string, count: number): Problem[] {
  const found: Problem[] = [];
  for (let index = kindNames.indexOf(kind); found.length < count; index += kindNames.length) {
    const problem = randomProblem(index, folder);
    if (problem.sites <= MOST_SITES) found.push(problem);
  }
  return found;
}

describe("a random problem", () => {
  test.each(kindNames)("of the kind %s is the same Hamiltonian as arguments and as Pauli strings", async (kind) => {
    for (const problem of smallOnes(kind, 3)) {
      const hamiltonian = await built(problem);
      const { energy, levels, diagonalMinimum, balancedMinimum } = judgeOf(problem.sites, problem.judge);
      expect(hamiltonian.lattice.size, problem.name).toBe(problem.sites);
      expect(exactGroundEnergy(hamiltonian)?.energy, problem.name).toBeCloseTo(energy, DIGITS);
      expect(minimumOfDiagonal(hamiltonian, { magnetisation: null }), problem.name).toBeCloseTo(diagonalMinimum, DIGITS);
      // Where the project keeps to the smallest |Σ s_i|, the judge knows that sector's minimum.
      const sector = groundSector(hamiltonian);
      if (sector.magnetisation !== null) expect(minimumOfDiagonal(hamiltonian, sector)).toBeCloseTo(balancedMinimum ?? Number.NaN, DIGITS);
      expect(levels).toEqual([...levels].sort((a, b) => a - b));
    }
  });

  test("of any size has those strings", async () => {
    for (let index = 0; index < 8 * kindNames.length; index++) {
      const problem = randomProblem(index, folder);
      const { strings } = await built({ ...problem, args: [...problem.args, "--rotate", "none"] });
      const sums = new Map<string, number>();
      for (const { coefficient, factors } of problem.judge) {
        const key = [...factors].sort(([a], [b]) => a - b).join(" ");
        sums.set(key, (sums.get(key) ?? 0) + coefficient);
      }
      for (const { coefficient, factors } of strings) {
        const key = factors.join(" ");
        expect(sums.get(key), `${problem.name}: ${key}`).toBeCloseTo(coefficient[0], DIGITS);
        sums.delete(key);
      }
      for (const [key, left] of sums) expect(left, `${problem.name}: ${key}`).toBeCloseTo(0, DIGITS);
    }
  });

  test("is the same every time, and another for every number", () => {
    const texts = Array.from({ length: 42 }, (_, index) => JSON.stringify(randomProblem(index, folder)));
    expect(texts).toEqual(texts.map((_, index) => JSON.stringify(randomProblem(index, folder))));
    expect(new Set(texts).size).toBe(texts.length);
    expect(kindOf(kindNames.length + 1)).toBe(kindNames[1]);
  });
});

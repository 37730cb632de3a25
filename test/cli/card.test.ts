import { expect, test } from "vitest";
import { besideCard, deviationLine } from "../../src/cli/terminal/card.ts";

const kept = { mean: -40, error: 0.03 };

test("the measured energy beside that of the card, in errors of both", () => {
  const beside = besideCard({ mean: -39, error: 0.04 }, kept);
  expect(beside?.errors).toBeCloseTo(20, 10);
  expect(beside).toMatchObject({ energy: kept, deviates: true });
  expect(besideCard({ mean: -39.8, error: 0.04 }, kept)?.deviates).toBe(false);
  expect(besideCard({ mean: -40.31, error: 0.04 }, kept)?.deviates).toBe(true);
});

test("energies of sums over all configurations have no error: they deviate by more than rounding", () => {
  const exact = { mean: -40, error: 0 };
  expect(besideCard({ mean: -40 + 1e-12, error: 0 }, exact)?.deviates).toBe(false);
  expect(besideCard({ mean: -40 + 1e-5, error: 0 }, exact)?.deviates).toBe(true);
  expect(besideCard({ mean: 0, error: 0 }, { mean: 0, error: 0 })).toMatchObject({ errors: 0, deviates: false });
});

test("nothing is compared where one of them is not known", () => {
  expect(besideCard({ mean: -39, error: 0.04 }, undefined)).toBeNull();
  expect(besideCard({ mean: -39, error: 0.04 }, { mean: -40, error: null })).toBeNull();
  expect(besideCard({ mean: Number.NaN, error: Number.NaN }, kept)).toBeNull();
});

test("the line tells both per site", () => {
  const beside = besideCard({ mean: -39, error: 0.04 }, kept);
  expect(beside && deviationLine(beside, 40)).toMatch(
    /^the card tells -1\.00000\(75\) per site, what is measured lies 20 errors above it: /,
  );
  const far = besideCard({ mean: 60, error: 0.04 }, kept);
  expect(far && deviationLine(far, 40)).toContain("lies 2000 errors above it");
  const below = besideCard({ mean: -41, error: 0.04 }, kept);
  expect(below && deviationLine(below, 40)).toContain("20 errors below it");
});

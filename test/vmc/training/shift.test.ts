import { expect, test } from "vitest";
import { resolveTraining } from "../../../src/vmc/setup/defaults.ts";
import { shiftAt } from "../../../src/vmc/training/schedules/shift.ts";

test("the relative shift falls by a tenth from update to update, to 1e-4", () => {
  const options = resolveTraining({ shift: 0.25 });
  expect(shiftAt(options, { iteration: 0, stepFraction: 1 })).toEqual({ absolute: 0.25, relative: 1 });
  expect(shiftAt(options, { iteration: 10, stepFraction: 1 }).relative).toBeCloseTo(0.9 ** 10, 12);
  expect(shiftAt(options, { iteration: 1000, stepFraction: 1 }).relative).toBe(1e-4);
});

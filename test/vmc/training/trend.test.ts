import { describe, expect, test } from "vitest";
import { Trend } from "../../../src/vmc/training/schedules/trend.ts";
import { testStream } from "../../engine.ts";

/** A trend over energies per site with noise of the size given. */
function trendOf(count: number, energy: (update: number) => number, noise: number): Trend {
  const stream = testStream(count);
  const trend = new Trend();
  for (let update = 0; update < count; update++) {
    trend.add(energy(update) + noise * (stream.uniform() - 0.5));
  }
  return trend;
}

describe("whether the energy still falls", () => {
  test("a steady fall is told, in words that hold its size", () => {
    expect(trendOf(100, (n) => -1 - 1e-3 * n, 1e-4).stillFalling()).toBe("the energy per site still fell by 2.0e-2 from update 80 to 100");
  });

  test.each([
    ["an energy at rest", (_: number) => -1.27, 1e-3],
    ["a rise", (n: number) => -1 + 1e-3 * n, 1e-4],
    ["a fall that the noise hides", (n: number) => -1 - 1e-6 * n, 1e-2],
    ["a fall that does not matter", (n: number) => -1 - 1e-8 * n, 0],
    ["an early fall", (n: number) => -1.27 + (n < 50 ? 0.1 : 0), 1e-4],
  ])("%s is none", (_, energy, noise) => {
    expect(trendOf(200, energy, noise).stillFalling()).toBeNull();
  });

  test("a handful of updates say nothing", () => {
    expect(trendOf(24, (n) => -n, 0).stillFalling()).toBeNull();
  });
});

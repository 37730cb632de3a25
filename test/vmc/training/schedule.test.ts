import { describe, expect, test } from "vitest";
import { resolveTraining } from "../../../src/vmc/setup/defaults.ts";
import { Schedule } from "../../../src/vmc/training/schedules/schedule.ts";
import { boundsOfSum } from "../../../src/vmc/training/schedules/summedSchedule.ts";
import { testStream } from "../../engine.ts";

const scheduleOf = (iterations: number) => new Schedule(resolveTraining({ iterations }), 10);

/** Runs a schedule to its end over V-scores and energies, ten per cent of noise on the former. */
function run(iterations: number, vScore: (update: number) => number, energy = (_: number) => -1) {
  const stream = testStream(7);
  const schedule = scheduleOf(iterations);
  const parts: number[] = [];
  for (let n = 0; n < schedule.iterations; n++) {
    parts.push(schedule.at(n).stepFraction);
    schedule.add(energy(n), vScore(n) * (1 + 0.2 * (stream.uniform() - 0.5)));
  }
  return { schedule, parts };
}

describe("a training ends", () => {
  test("soon after its V-score stopped falling", () => {
    const { schedule, parts } = run(10_000, (n) => 1e-3 + Math.exp(-n / 20));
    expect(schedule.settled).toBe(true);
    expect(parts.length).toBeGreaterThanOrEqual(250);
    expect(parts.length).toBeLessThan(800);
    expect(schedule.doubt()).toBeNull();
  });

  test("not before the most updates while it falls, however slowly: the question is scale-free", () => {
    const { schedule, parts } = run(2000, (n) => 1 / (n + 1));
    expect(schedule.settled).toBe(false);
    expect(parts.length).toBe(2000);
  });

  test("not while the energy falls", () => {
    const { schedule } = run(
      600,
      () => 1,
      (n) => -1 - 1e-4 * n,
    );
    expect(schedule.settled).toBe(false);
    expect(schedule.doubt()).toMatch(/still fell by 9\.6e-3 from update 384 to 480/);
  });

  test("not where nothing moves: a V-score that is what it was at first says nothing", () => {
    expect(run(600, () => 0.2).schedule.settled).toBe(false);
  });

  test("where there is no variance at all: a V-score of zero rests", () => {
    const { schedule, parts } = run(10_000, (n) => (n < 20 ? 1 : 0));
    expect(schedule.settled).toBe(true);
    expect(parts.length).toBe(250);
  });

  test("at once where its V-score is far below what is asked for, if that is said", () => {
    const schedule = new Schedule({ iterations: 1000 }, 10, 1e-5);
    for (let n = 0; n < 40; n++) schedule.add(-1, 1e-4);
    expect(schedule.over).toBe(false);
    schedule.add(-1, 9e-6);
    expect([schedule.over, schedule.settled, schedule.doubt()]).toEqual([true, true, null]);
  });

  test("earlier where updates sum over much: their number and what is enough follow from the products of one", () => {
    const settings = resolveTraining({});
    expect(boundsOfSum(settings, 1e6)).toEqual({ iterations: 1000, enough: 0 });
    const dear = boundsOfSum(settings, 3e8);
    expect(dear.iterations).toBeLessThan(1000);
    expect(dear.enough).toBeCloseTo(1e-5, 12);
    expect(boundsOfSum(settings, 1e12).iterations).toBe(250);
    expect(boundsOfSum(resolveTraining({ iterations: 20 }), 1e12).iterations).toBe(20);
  });

  test("after the most updates, when those are few", () => {
    const { schedule, parts } = run(60, () => 1);
    expect(parts.length).toBe(60);
    expect(schedule.settled).toBe(false);
  });
});

test("steps shrink from full ones to a tenth, never growing, without a jump", () => {
  for (const { parts } of [run(1000, (n) => 1 / (n + 1)), run(1000, (n) => (n < 50 ? 1 : 0.1))]) {
    expect(parts[0]).toBe(1);
    expect(parts[parts.length - 1]).toBeGreaterThanOrEqual(0.1);
    expect(parts[parts.length - 1]).toBeLessThan(0.12);
    for (const [n, part] of parts.slice(1).entries()) {
      expect(part).toBeLessThan(parts[n]);
      expect(parts[n] - part).toBeLessThan(0.02);
    }
  }
});

test("a training of one update takes a full step", () => {
  expect(run(1, () => 1).parts).toEqual([1]);
});

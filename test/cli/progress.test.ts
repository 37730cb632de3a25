import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { waitingLine } from "../../src/cli/process/waiting.ts";
import { attemptLabel, barLine, progressOn } from "../../src/cli/terminal/progress.ts";
import type { Step } from "../../src/index.ts";

function written(work: (stream: PassThrough) => void): string {
  const stream = new PassThrough();
  work(stream);
  return String(stream.read() ?? "");
}

describe("progress in a pipe", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
  afterEach(() => void vi.useRealTimers());

  test("is one plain line when a label begins and one when it ends, none for every step", () => {
    const text = written((stream) => {
      const progress = progressOn(stream);
      for (let i = 1; i <= 100; i++) progress.update("ising born", i, 100, { mean: -1.25, error: 0.01 });
      vi.advanceTimersByTime(1000);
      for (let i = 1; i <= 100; i++) progress.update("ising classical", i, null);
      progress.stop();
    });
    const lines = text.trimEnd().split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^ising born {2}1\/100 {2}E\/N -1\.250\(10\) {2}0\.00 s$/);
    expect(lines[1]).toMatch(/^ising born {2}100\/100 /);
    expect(lines[2]).toMatch(/^ising classical {2}1 {2}1\.00 s$/);
    expect(lines[3]).toMatch(/^ising classical {2}100 /);
    expect(text).not.toContain("\u001b");
  });

  test("is a line a second of labels that follow each other faster, and one in five of a label", () => {
    const text = written((stream) => {
      const progress = progressOn(stream);
      for (let i = 1; i <= 125; i++) {
        progress.update(`learn, start ${i}`, i, null);
        vi.advanceTimersByTime(20);
      }
      for (let i = 126; i <= 250; i++) {
        progress.update("learn, start 126", i, null);
        vi.advanceTimersByTime(100);
      }
      progress.stop();
    });
    // At 0, 1 and 2 s; the next label begins at 2.5 s and is held until 7 s, then 12 s, and its last line.
    expect(text.match(/start \d+ {2}\d+/g)).toEqual(
      ["1  1", "51  51", "101  101", "126  171", "126  221", "126  250"].map((end) => `start ${end}`),
    );
  });
});

test("several starts and new beginnings are named", () => {
  const label = (start: number, starts: number, attempt = 0) => attemptLabel("dm born", { start, starts, attempt } as Step);
  expect([label(0, 4), label(1, 4, 2)]).toEqual(["dm born, start 1 of 4", "dm born, start 2 of 4, attempt 3"]);
  // The best of them, carried on.
  expect([label(2, 1), label(0, 1, 1)]).toEqual(["dm born", "dm born, attempt 2"]);
});

describe("progress in a terminal", () => {
  test("is a bar that ends with its line", () => {
    const text = written((stream) => {
      const terminal = Object.assign(stream, { isTTY: true, cursorTo: () => true, clearLine: () => true, moveCursor: () => true });
      const progress = progressOn(terminal);
      progress.update("ising born", 1, 2, { mean: -1.25, error: 0.01 });
      progress.update("ising born", 2, 2, { mean: -1.26, error: 0.01 });
      progress.stop();
    });
    expect(text).toContain("2/2 E/N -1.260(10)");
    expect(text.endsWith("\n")).toBe(true);
  });

  test("is one line in every width, with what there is room for", () => {
    const place = { label: "heisenberg born, start 1 of 4", done: 25, total: 100, beside: "E/N -1.7623(14)", seconds: 12.2, left: 36.4 };
    expect(barLine(place, 120)).toBe(
      `heisenberg born, start 1 of 4 ${"█".repeat(6)}${"░".repeat(18)} 25/100 E/N -1.7623(14) 12 s, 36 s left`,
    );
    expect(barLine(place, 80)).toBe("heisenberg born, start 1 of 4 ███░░░░░░░ 25/100 E/N -1.7623(14) 12 s, 36 s left");
    expect(barLine(place, 60)).toBe("heisenberg born, start 1 of 4 25/100 E/N -1.7623(14) 12 s");
    expect(barLine(place, 40)).toBe("heisenberg born, start 1 of 4 25/100");
    expect(barLine({ ...place, total: null, left: null }, 60)).toBe("heisenberg born, start 1 of 4 25 E/N -1.7623(14) 12 s");
    for (let columns = 1; columns < 200; columns++) expect(barLine(place, columns).length).toBeLessThan(Math.max(columns, 1) + 0.5);
  });
});

test("what is told in a silence is what a command is at, for how long, and how long it may still take", () => {
  expect(waitingLine("annealing", 12, { from: 0, done: 1, total: 4 })).toBe("annealing, 12 s, about 36 s left");
  expect(waitingLine("training", 30, { from: 10, done: 25, total: 100 })).toBe("training, 30 s, about 150 s left");
  expect(waitingLine("exact reference", 3.4, { from: 0, done: 0, total: 0 })).toBe("exact reference, 3 s");
  expect(waitingLine(undefined, 2, { from: 0, done: 0, total: 0 })).toBe("still at work, 2 s");
  expect(waitingLine("searching hidden modes", 99_999, { from: 0, done: 1, total: 10 }).length).toBeLessThanOrEqual(60);
});

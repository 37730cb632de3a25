import { expect, test } from "vitest";
import { savingInto } from "../../src/cli/commands/saving.ts";
import type { Recorder } from "../../src/cli/settings/record.ts";
import type { RunState } from "../../src/index.ts";

const state = {} as RunState;

/** A recorder that counts checkpoints. */
function recorder(path: string | null = "there") {
  const seen = { saved: 0, taken: 0 };
  const checkpoint = () => void seen.saved++;
  const take = () => {
    seen.taken++;
    return state;
  };
  return { seen, take, recorder: { path, checkpoint } as unknown as Recorder };
}

test("a run is saved when its time has come, at the end of the training, and once when it is to end", () => {
  const controller = new AbortController();
  const { seen, take, recorder: into } = recorder();
  const later = savingInto(into, "born", 1000, controller.signal);
  for (let n = 0; n < 3; n++) later(take, false);
  expect(seen.taken).toBe(0);
  later(take, true);
  expect(seen.saved).toBe(1);
  controller.abort();
  for (let n = 0; n < 2; n++) later(take, false);
  expect([seen.taken, seen.saved]).toEqual([2, 2]);
  const always = recorder();
  const each = savingInto(always.recorder, "born", Number.MIN_VALUE, new AbortController().signal);
  for (let n = 0; n < 3; n++) each(always.take, false);
  expect(always.seen.saved).toBe(3);
});

test("nothing is made where nothing is kept", () => {
  const { seen, take, recorder: into } = recorder(null);
  savingInto(into, "born", Number.MIN_VALUE, new AbortController().signal)(take, true);
  expect(seen.taken).toBe(0);
});

import { expect, test } from "vitest";
import { savingInto } from "../../src/cli/commands/saving.ts";
import type { Recorder } from "../../src/cli/settings/record.ts";
import type { RunState } from "../../src/index.ts";

const state = {} as RunState;

/** A recorder that counts checkpoints, and what is told beside it. */
function recorder(path: string | null = "there", fails = false) {
  const seen = { saved: 0, taken: 0, notes: [] as string[] };
  const checkpoint = () => {
    seen.saved++;
    if (fails) throw Object.assign(new Error("full"), { code: "ENOSPC" });
  };
  const take = () => {
    seen.taken++;
    return state;
  };
  return { seen, take, recorder: { path, checkpoint } as unknown as Recorder, note: (text: string) => void seen.notes.push(text) };
}

test("a run is saved when its time has come, at the end of the training, and once when it is to end", () => {
  const controller = new AbortController();
  const { seen, take, recorder: into, note } = recorder();
  const later = savingInto(into, "born", 1000, controller.signal, note);
  for (let n = 0; n < 3; n++) later(take, false);
  expect(seen.taken).toBe(0);
  later(take, true);
  expect(seen.saved).toBe(1);
  controller.abort();
  for (let n = 0; n < 2; n++) later(take, false);
  expect([seen.taken, seen.saved]).toEqual([2, 2]);
  const always = recorder();
  const each = savingInto(always.recorder, "born", Number.MIN_VALUE, new AbortController().signal, note);
  for (let n = 0; n < 3; n++) each(always.take, false);
  expect(always.seen.saved).toBe(3);
});

test("nothing is made where nothing is kept", () => {
  const { seen, take, recorder: into, note } = recorder(null);
  savingInto(into, "born", Number.MIN_VALUE, new AbortController().signal, note)(take, true);
  expect(seen.taken).toBe(0);
});

test("a disk that takes no checkpoint ends no training, and is told of once", () => {
  const { seen, take, recorder: into, note } = recorder("there", true);
  const save = savingInto(into, "born", Number.MIN_VALUE, new AbortController().signal, note);
  for (let n = 0; n < 3; n++) save(take, false);
  expect(seen.saved).toBe(3);
  expect(seen.notes).toEqual(["there: no checkpoint could be kept (ENOSPC); the training goes on"]);
});

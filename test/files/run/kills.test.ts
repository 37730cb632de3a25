import { expect, test } from "vitest";
import { kill } from "../../../scripts/kills.ts";

test("ten kills at random instants: every run goes on to the bits of an undisturbed one, no file is damaged, none is left", async () => {
  const { kills, different, damaged, left, refused } = await kill(10, 5, 3);
  expect({ different, damaged, left, refused }).toEqual({ different: [], damaged: [], left: [], refused: [] });
  expect(kills).toBe(10);
});

import { expect, test } from "vitest";
import { loseWorkers, losses } from "../../scripts/workers.ts";

test("a measurement that loses a thread, in whatever way, gives the numbers that it gives alone", async () => {
  const tries = await loseWorkers(losses.length, 1, ["evaluate"]);
  expect(tries.map(({ loss, fate }) => `${loss}: ${fate}`)).toEqual(losses.map((loss) => `${loss}: recovered`));
});

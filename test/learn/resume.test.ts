import { describe, expect, test } from "vitest";
import { randomStream } from "../../src/core/random.ts";
import { exactGroundState } from "../../src/exact/groundState.ts";
import { chain, heisenberg, ising, type LearnOptions, type LearnState, type LearnStep, learnState, outcomeOf } from "../../src/index.ts";
import { measured } from "./data.ts";

const hamiltonian = ising(chain(6), { field: 1 });
const state = exactGroundState(hamiltonian);
const alongZ = measured(state, ["ZZZZZZ"], 400, 5);
const bases = ["ZZZZ", "XZZZ", "ZXZZ", "XXZZ", "YYZZ"];

/** What is taught, and how many states of it are gone on from. */
const kinds: readonly (readonly [string, LearnOptions, number])[] = [
  ["amplitudes", { feed: { amplitudes: exactGroundState(heisenberg(chain(6))) }, iterations: 30, starts: 2 }, 3],
  ["measured rows, summed", { feed: { configurations: alongZ }, iterations: 60, starts: 2 }, 4],
  [
    "rows of several bases, signs and phases",
    { feed: { configurations: measured(exactGroundState(heisenberg(chain(4))), bases, 300, 6) }, iterations: 40, starts: 1 },
    4,
  ],
  ["measured rows, sampled", { feed: { configurations: alongZ }, samples: 64, iterations: 50 }, 4],
];

async function undisturbed(options: LearnOptions) {
  const states: { readonly state: LearnState; readonly after: number }[] = [];
  const steps: LearnStep[] = [];
  const checkpoint: LearnOptions["checkpoint"] = (take) => void states.push({ state: take(), after: steps.length });
  const outcome = await outcomeOf(learnState({ ...options, checkpoint }), (step) => void steps.push(step));
  return { steps, outcome, states };
}

describe("a learning that was stopped ends with the bits of one that was not", () => {
  test.each(kinds)("%s", async (name, options, count) => {
    const whole = await undisturbed(options);
    const { states } = whole;
    expect(states.length).toBeGreaterThan(count);
    const stream = randomStream(7, name);
    const some = Array.from({ length: count }, () => states[Math.floor(stream.uniform() * states.length)]);
    for (const { state: from, after } of [...some, states[states.length - 1]]) {
      const before = structuredClone(from);
      const steps: LearnStep[] = [];
      const outcome = await outcomeOf(learnState({ ...options, state: from }), (step) => void steps.push(step));
      expect(steps).toEqual(whole.steps.slice(after));
      expect(outcome).toEqual(whole.outcome);
      expect(from).toEqual(before);
    }
    expect(states[states.length - 1].after).toBe(whole.steps.length);
  });
});

test("a state of something else is refused, the difference named", async () => {
  const { states } = await undisturbed({ feed: { configurations: alongZ }, iterations: 5, starts: 1 });
  const begin = (options: Partial<LearnOptions>) =>
    learnState({ feed: { configurations: alongZ }, iterations: 5, starts: 1, ...options, state: states[0].state }).next();
  await expect(begin({ seed: 2 })).rejects.toThrow(
    "learnState.state: expected one of the run that is asked for, settings.seed 2, got one with settings.seed 1",
  );
  await expect(begin({ feed: { configurations: measured(state, ["ZZZZZZ"], 400, 6) } })).rejects.toThrow(/asked for, data "/);
});

import { expect, test } from "vitest";
import { rbm } from "../../src/ansatz/ansatz.ts";
import { Interrupted } from "../../src/core/interrupted.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { chain } from "../../src/lattice/chain.ts";
import { groundState } from "../../src/vmc/groundState.ts";
import { measure } from "../../src/vmc/measure.ts";
import { outcomeOf } from "../../src/vmc/outcomeOf.ts";
import type { RunState } from "../../src/vmc/state/runState.ts";
import type { GroundStateOptions, Measurement } from "../../src/vmc/types.ts";
import { everything } from "./runs.ts";

const hamiltonian = ising(chain(40), { field: 1 });
const options: GroundStateOptions = { hamiltonian, ansatz: rbm(), iterations: 3, samples: 512, chains: 16, finalSamples: 20_000 };

/** A signal that comes when it has been asked for so often: far more often than there are updates, so in the middle of one. */
function after(questions: number) {
  let asked = 0;
  return {
    get aborted() {
      return ++asked > questions;
    },
    get asked() {
      return asked;
    },
  };
}

const whole = everything(groundState(options));

test.each([
  ["while chains come to rest", 700, 0],
  ["in the first update", 2000, 0],
  ["in the second update", 3200, 1],
  ["in the final measurement", 9000, 3],
  ["between its batches", 40_000, 3],
])("a run that is left %s goes on with the same bits", async (_, questions, updates) => {
  const undisturbed = await whole;
  let state: RunState | undefined;
  const signal = after(questions);
  const first = await everything(groundState({ ...options, signal, checkpoint: (take) => (state = take()) }));
  expect(first.result.stopped.reason).toBe("interrupted");
  expect(first.steps).toHaveLength(updates);
  // Left at once: what follows a signal asks a few times, not thousands of times.
  expect(signal.asked).toBeLessThan(questions + 100);
  const second = await everything(groundState({ ...options, ...(state ? { state } : {}) }));
  expect([...first.steps, ...second.steps]).toEqual(undisturbed.steps);
  expect(second.result.final).toEqual(undisturbed.result.final);
  expect(second.result.network.parameters).toEqual(undisturbed.result.network.parameters);
});

test("a measurement that is left gives the batches that it has, and none before the first", async () => {
  const { network } = (await whole).result;
  const measured = (questions: number): Promise<Measurement> =>
    outcomeOf(measure({ hamiltonian, network, samples: 40_000, chains: 16, signal: after(questions) }));
  await expect(measured(2000)).rejects.toThrow(Interrupted);
  const cut = await measured(40_000);
  expect(cut.samples).toBeGreaterThan(0);
  expect(cut.samples).toBeLessThan(40_000);
  expect(cut.hiddenModes).toBeNull();
});

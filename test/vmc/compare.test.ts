import { expect, test } from "vitest";
import { rbm } from "../../src/ansatz/ansatz.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { chain } from "../../src/lattice/chain.ts";
import { readoutNames } from "../../src/readout/index.ts";
import { compareReadouts } from "../../src/vmc/compare.ts";
import { groundState } from "../../src/vmc/groundState.ts";
import { measure } from "../../src/vmc/measure.ts";
import type { CompareOptions } from "../../src/vmc/types.ts";
import { everything, last } from "./runs.ts";

const hamiltonian = ising(chain(6), { field: 1 });
const options = { hamiltonian, ansatz: rbm(), seed: 4, iterations: 8, samples: 64, chains: 8, finalSamples: 256 } satisfies CompareOptions;

test("each reading is trained as it would be alone, and each network is measured under every reading", async () => {
  const { steps, result } = await everything(compareReadouts(options));
  expect(Object.keys(result.outcomes)).toEqual([...readoutNames]);
  for (const readout of readoutNames) {
    const alone = await everything(groundState({ ...options, readout }));
    expect(result.outcomes[readout]).toEqual(alone.result);
    const own = steps.filter((step) => "iteration" in step && step.readout === readout);
    expect(own).toEqual(alone.steps.map((step) => ({ ...step, readout, iterations: 8 })));
    expect(result.matrix[readout]?.[readout]).toEqual(alone.result.final);
    for (const read of readoutNames) {
      if (read === readout) continue;
      const plan = { hamiltonian, network: alone.result.network, readout: read, seed: 4, samples: 256, chains: 8 };
      expect(result.matrix[readout]?.[read]).toEqual(await last(measure(plan)));
    }
  }
});

test("all readings start from the same weights", async () => {
  const { steps } = await everything(compareReadouts({ ...options, fullSum: true, starts: 1, iterations: 1 }));
  const first = steps.filter((step) => "iteration" in step);
  expect(first.map(({ readout }) => readout)).toEqual([...readoutNames]);
  // Nearly constant f: born and phaseless see the same small weights, so their energies differ by the phases only.
  expect(Math.abs(first[0].energy.mean - first[1].energy.mean)).toBeLessThan(0.1);
  expect(first[0].energy.mean).not.toBe(first[1].energy.mean);
});

test("an interrupted comparison returns what it has", async () => {
  const controller = new AbortController();
  const run = compareReadouts({ ...options, signal: controller.signal });
  let seen = 0;
  let next = await run.next();
  for (; !next.done; next = await run.next()) if (++seen === 10) controller.abort(); // in the second training
  expect(Object.keys(next.value.outcomes)).toEqual(["born", "phaseless"]);
  expect(next.value.outcomes.phaseless?.stopped.reason).toBe("interrupted");
  expect(next.value.matrix.phaseless).toBeUndefined();
});

test("aliases and doubles are one reading, unknown names are refused", async () => {
  const { result } = await everything(compareReadouts({ ...options, iterations: 1, readouts: ["quantum", "born"] }));
  expect(Object.keys(result.outcomes)).toEqual(["born"]);
  await expect(compareReadouts({ ...options, readouts: ["x" as "born"] }).next()).rejects.toThrow(/^readout: unknown "x"/);
});

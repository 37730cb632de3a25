import { expect, test } from "vitest";
import { chain, groundState, Interrupted, ising, measure, outcomeOf, rbm } from "../../src/index.ts";

test("a measurement that is interrupted before it has samples gives an Interrupted", async () => {
  const hamiltonian = ising(chain(20), { field: 1 });
  const options = { hamiltonian, ansatz: rbm(), iterations: 1, fullSum: false, samples: 64, chains: 16 };
  // Asked once where it begins, and then by the kernels.
  let asked = 0;
  const signal = {
    get aborted() {
      return ++asked > 10;
    },
  };
  const { network, stopped } = await outcomeOf(groundState({ ...options, finalSamples: 64 }));
  expect(stopped.reason).toBe("iterations");
  await expect(outcomeOf(measure({ hamiltonian, network, samples: 64, chains: 16, signal }))).rejects.toThrow(Interrupted);
});

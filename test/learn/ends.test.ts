import { expect, test } from "vitest";
import { chain, type LearnOptions, learnState, measurements, outcomeOf, rbm } from "../../src/index.ts";

const lattice = chain(6, "open");
/** Every configuration of six spins once, and some twice. */
const rows = measurements(Array.from({ length: 100 }, (_, k) => lattice.sites.map((i) => ((k >> i) & 1 ? -1 : 1))));
const ended = (options: Partial<LearnOptions>) =>
  outcomeOf(learnState({ feed: { configurations: rows }, lattice, iterations: 20, starts: 1, ...options }));

test("weights so large that the loss is not finite end it with that reason, summed and fed exactly, and stay finite", async () => {
  const ansatz = rbm({ density: 1, deviation: 1000 });
  const probabilities = new Float64Array(64).fill(1 / 64);
  for (const options of [{ ansatz }, { ansatz, feed: { probabilities } }]) {
    const { stopped, network } = await ended(options);
    expect(stopped.reason).toBe("not finite");
    expect(network.parameters.every(Number.isFinite)).toBe(true);
  }
});

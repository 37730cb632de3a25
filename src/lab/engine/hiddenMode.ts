// A network with a mode that its chains do not find: made by hand, for a story.
import { networkProblem, rbm } from "../../index.ts";
import { hamiltonianOf } from "./problem.ts";
import type { Task } from "./tasks.ts";
import { measuredAs } from "./weights.ts";

/** Of every spin, toward up. */
const FIELD = 0.5;
/** By which every spin pulls at the hidden unit, and the part of all spins that have to pull together. */
const PULL = 1.5;
const THRESHOLD = 0.7;

/**
 * One hidden unit and a pattern d of two domains, M = Σ d_i s_i: ln f = FIELD Σ s_i + PULL M + ln 2cosh(PULL M - PULL N THRESHOLD). Up to M = N THRESHOLD that is the
 * field alone and a constant, beyond it rises by 2 PULL: a hole that a chain meets only where it happens to be beside it.
 */
export const hiddenMode: Task<"hiddenMode"> = async (settings) => {
  const hamiltonian = await hamiltonianOf(settings);
  const { size } = hamiltonian.lattice;
  const pull = Array.from({ length: size }, (_, i) => (i < size / 2 ? PULL : -PULL));
  const weights = [...pull.map((w) => FIELD + w), -PULL * size * THRESHOLD, ...pull];
  const network = {
    ansatz: { ...rbm({ density: 1 / size }), symmetric: false, pointGroup: false, parity: "none", biases: true } as const,
    parameters: Float64Array.from(weights.flatMap((w) => [w, 0])),
    problem: networkProblem(hamiltonian),
  };
  return { network, settings: {}, reading: "born", note: null, result: await measuredAs(hamiltonian, network, "born") };
};

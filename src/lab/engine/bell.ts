// A Bell experiment on the state of a network, at any angles.
import {
  type BellPlanes,
  bestChshAngles,
  blockPlanes,
  chshAt,
  type DensityMatrix,
  type Estimate,
  measure,
  outcomeOf,
  pairPlanes,
  type State,
} from "../../index.ts";
import { isListed, listedGround, listedState } from "./listed.ts";
import { hamiltonianOf } from "./problem.ts";
import type { BellInput, ProblemSettings, Task } from "./tasks.ts";

/** Samples of a pair of sites where the state is not listed: errors of about 0.01. */
const SAMPLES = 16_384;

/** Two sides in their planes; `error` is that of the largest value, 0 where nothing is sampled. */
interface Sides {
  readonly planes: BellPlanes;
  readonly error: number;
}

/** The last experiment of each reading, so that turning an angle measures nothing anew. */
const last = new Map<string, { readonly key: string; readonly parameters: Float64Array; readonly sides: Sides }>();

/** A block of a state that is too large to be listed is answered with the most sites that are. */
export const bell: Task<"bell"> = async (input) => {
  const { settings, reading, network, parties, angles } = input;
  if ("block" in parties && !isListed(settings.sites, reading)) return { most: mostSites(reading) };
  const key = JSON.stringify([settings, parties]);
  const before = last.get(reading);
  const same = before?.key === key && before.parameters.every((value, k) => value === network.parameters[k]);
  const sides = same ? before.sides : await sidesOf(input);
  last.set(reading, { key, parameters: network.parameters, sides });
  const best = bestChshAngles(sides.planes);
  const chosen = angles === "best" ? best : angles;
  return { value: chshAt(sides.planes, chosen), angles: chosen, bound: chshAt(sides.planes, best), error: sides.error };
};

async function sidesOf(input: BellInput): Promise<Sides> {
  const { settings, reading, network, parties } = input;
  const state = await listedState(network, settings.sites, reading);
  if (state === null) return await measuredPair(input, "pair" in parties ? parties.pair : [0, 1]);
  return { planes: "pair" in parties ? pairPlanes(state, parties.pair) : await planesOfBlock(state, parties.block, settings), error: 0 };
}

/** From the expectation values of both sites, which any number of sites has. */
async function measuredPair({ settings, reading, network }: BellInput, pair: readonly [number, number]): Promise<Sides> {
  const hamiltonian = await hamiltonianOf(settings);
  const { observables } = await outcomeOf(
    measure({ hamiltonian, network, readout: reading, samples: SAMPLES, observables: ["density", "chsh"], pairs: [pair] }),
  );
  const name = pair.join("-");
  return { planes: pairPlanes(densityOfPair(observables.density?.[name] ?? {}), [0, 1]), error: observables.chsh?.[name]?.error ?? 0 };
}

/** X, Y and Z: whether they flip the spin, whether the sign of an element depends on it, and whether elements are imaginary. */
const paulis = { X: { flip: 1, sign: 0, turns: 0 }, Y: { flip: 1, sign: 1, turns: 1 }, Z: { flip: 0, sign: 1, turns: 0 } } as const;

/** Σ_PQ <P Q> P ⊗ Q / 4 with 1/4 of the identity: the part of ρ that correlations follow from. */
export function densityOfPair(means: Readonly<Record<string, Pick<Estimate, "mean">>>): DensityMatrix {
  const real = new Float64Array(16);
  const imaginary = new Float64Array(16);
  for (let s = 0; s < 4; s++) real[5 * s] = 1 / 4;
  for (const [p, a] of Object.entries(paulis)) {
    for (const [q, b] of Object.entries(paulis)) {
      const { mean } = means[p + q] ?? { mean: 0 };
      for (let s = 0; s < 4; s++) {
        const column = s ^ (a.flip | (b.flip << 1));
        // <↑|Y|↓> = -i, <↓|Y|↑> = i.
        const down = (a.sign & s) + (b.sign & (s >> 1));
        const turns = a.turns + b.turns;
        const value = (((down + Math.min(turns, 1)) % 2 === 0 ? 1 : -1) * mean) / 4;
        (turns === 1 ? imaginary : real)[4 * s + column] += value;
      }
    }
  }
  return { kind: "density", sites: 2, real, imaginary };
}

/** A mixture is measured with the instruments of the exact ground state. */
async function planesOfBlock(state: State, size: number, problem: ProblemSettings): Promise<BellPlanes> {
  const block = Array.from({ length: size }, (_, site) => site);
  return state.kind === "pure" ? blockPlanes(state, block) : blockPlanes(state, block, (await listedGround(problem)) ?? undefined);
}

function mostSites(reading: BellInput["reading"]): number {
  let sites = 1;
  while (isListed(sites + 1, reading)) sites++;
  return sites;
}

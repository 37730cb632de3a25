// A Bell experiment on the state of a network, at any angles.
import { type BellPlanes, bestChshAngles, blockPlanes, chshAt, InputError, pairPlanes, type State } from "../../index.ts";
import { isListed, listedGround, listedState } from "./listed.ts";
import type { BellInput, ProblemSettings, Task } from "./tasks.ts";

/** @throws InputError for a state that is too large to be listed. */
export const bell: Task<"bell"> = async ({ settings, reading, network, parties, angles }) => {
  const state = await listedState(network, settings.sites, reading);
  if (state === null) throw new InputError(`Bell: expected at most ${mostSites(reading)} sites under ${reading}, got ${settings.sites}`);
  const planes = "pair" in parties ? pairPlanes(state, parties.pair) : await planesOfBlock(state, parties.block, settings);
  const best = bestChshAngles(planes);
  const chosen = angles === "best" ? best : angles;
  return { value: chshAt(planes, chosen), angles: chosen, bound: chshAt(planes, best) };
};

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

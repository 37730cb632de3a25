// A Bell experiment on the state of a network, at any angles.
import { bestChshAngles, blockPlanes, chshAt, InputError, pairPlanes, type State } from "../../index.ts";
import { isListed, listedState } from "./listed.ts";
import type { BellInput, Task } from "./tasks.ts";

/** @throws InputError for a state that is too large to be listed, and for blocks of a mixture. */
export const bell: Task<"bell"> = async ({ settings, reading, network, parties, angles }) => {
  const state = await listedState(network, settings.sites, reading);
  if (state === null) throw new InputError(`Bell: expected at most ${mostSites(reading)} sites under ${reading}, got ${settings.sites}`);
  const planes = planesOf(state, parties);
  const best = bestChshAngles(planes);
  const chosen = angles === "best" ? best : angles;
  return { value: chshAt(planes, chosen), angles: chosen, bound: chshAt(planes, best) };
};

function planesOf(state: State, parties: BellInput["parties"]) {
  if ("pair" in parties) return pairPlanes(state, parties.pair);
  if (state.kind !== "pure")
    throw new InputError("Bell: expected a pure state for two blocks, got a mixture; choose a pair of sites, which any state has");
  return blockPlanes(
    state,
    Array.from({ length: parties.block }, (_, site) => site),
  );
}

function mostSites(reading: BellInput["reading"]): number {
  let sites = 1;
  while (isListed(sites + 1, reading)) sites++;
  return sites;
}

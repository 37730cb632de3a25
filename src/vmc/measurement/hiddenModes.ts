// The search for configurations that outweigh everything sampled.
import { randomStream } from "../../core/random.ts";
import type { Readout } from "../../readout/index.ts";
import { createChain, downSites, placeChain } from "../../sampler/createChain.ts";
import type { Samples } from "../../sampler/sampler.ts";
import { structuredConfiguration } from "../../sampler/structured.ts";
import { hiddenModeExcess } from "../../statistics/hiddenModes.ts";
import { STARTS } from "../memory/sizes.ts";
import type { Simulation } from "../setup/simulation.ts";
import type { HiddenModes } from "../types.ts";
import { logAmplitudes, logAmplitudesAt } from "./logAmplitudes.ts";

/** Sweeps of greedy ascent from each: moves that raise |f| only. */
const SWEEPS = 20;
/** Samples over which <ln|f|> is taken; its error is a few nats, small against what a hidden mode exceeds by. */
const AVERAGED = 1024;
/** In place of a number of halvings: only moves that do not lower |f|. */
const GREEDY = -1;

/**
 * Looks for configurations that outweigh everything sampled: climbs |f| from structured starts by the sampler's own moves and holds each summit
 * against the bound of {@link hiddenModeExcess}. None found is no proof that there is none; one found is a proof that there is.
 * @param typical <ln|f|> over the region that was sampled, see {@link chainLogs}
 */
export function searchHiddenModes(simulation: Simulation, readout: Readout, typical: number, seed: number): HiddenModes {
  const { kernels, network, magnetisation, moves } = simulation;
  const { sites, words, stateBytes } = network;
  const stream = randomStream(seed, "hidden modes");
  const summits = kernels.scratch("summits", 8 * words * STARTS);
  const states = kernels.scratch("summitStates", stateBytes * STARTS);
  const plans = Array.from({ length: STARTS }, (_, start) => {
    const chain = createChain(network, stream, `summit/${start}`);
    placeChain(network, chain, downSites(structuredConfiguration(stream, sites, magnetisation)));
    const climb = { chain, stale: true, halvings: GREEDY, thermalisation: SWEEPS, samples: 1, sweeps: 0 };
    return { ...climb, bits: summits + 8 * words * start, states: states + stateBytes * start };
  });
  network.draw(moves.rule, plans, moves.sets);
  const logDimension = logOfDimension(simulation);
  const logs = logAmplitudes(network, summits, states, STARTS);
  const excess = logs.map((log) => hiddenModeExcess(readout.exponent, log, typical, logDimension));
  const broken = excess.findIndex(Number.isNaN);
  const highest = broken < 0 ? excess.indexOf(Math.max(...excess)) : broken;
  return {
    starts: STARTS,
    found: excess.filter((value) => value > 0).length,
    excess: excess[highest],
    configuration: textOf(kernels.words(summits + 8 * words * highest, words), sites),
    energyPerSite: null,
  };
}

/** <ln|f|> of every chain of some samples that are in memory. */
export function chainLogs({ network }: Pick<Simulation, "network">, samples: Samples): number[] {
  const { measured, chains } = samples;
  const perChain = measured / chains;
  // Spread over each chain, whose samples follow each other.
  const taken = Math.min(perChain, Math.max(1, Math.floor(AVERAGED / chains)));
  const stride = Math.floor(perChain / taken);
  const rows = Array.from({ length: taken * chains }, (_, n) => Math.floor(n / taken) * perChain + (n % taken) * stride);
  const logs = logAmplitudesAt(network, samples, rows);
  return Array.from(
    { length: chains },
    (_, chain) => logs.slice(chain * taken, (chain + 1) * taken).reduce((sum, log) => sum + log, 0) / taken,
  );
}

/** ln of the number of configurations: 2^N, or N over the down spins. */
export function logOfDimension({ kernels: { call }, network: { sites }, magnetisation }: Simulation): number {
  if (magnetisation === null) return sites * call.log(2);
  const down = (sites - magnetisation) / 2;
  let log = 0;
  for (let k = 1; k <= down; k++) log += call.log((sites - down + k) / k);
  return log;
}

/** `+` and `-` for up and down. */
function textOf(bits: Uint32Array, sites: number): string {
  return Array.from({ length: sites }, (_, i) => ((bits[i >> 5] >>> (i & 31)) & 1 ? "-" : "+")).join("");
}

import { randomStream } from "../core/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { Readout } from "../readout/index.ts";
import type { Samples } from "../sampler/sampler.ts";
import { structuredConfiguration } from "../sampler/structured.ts";
import { hiddenModeExcess } from "../statistics/hiddenModes.ts";
import type { Simulation } from "./simulation.ts";
import type { HiddenModes } from "./types.ts";

/** Structured configurations from which the search climbs. */
const STARTS = 200;
/** Sweeps of greedy ascent from each: moves that raise |f| only. */
const SWEEPS = 20;
/** Samples over which <ln|f|> is taken; its error is a few nats, small against what a hidden mode exceeds by. */
const AVERAGED = 1024;

/**
 * Looks for configurations that outweigh everything sampled: climbs |f| from structured starts by the sampler's own moves and holds each summit
 * against the bound of {@link hiddenModeExcess}. None found is no proof that there is none; one found is a proof that there is.
 */
export function searchHiddenModes(simulation: Simulation, readout: Readout, samples: Samples, seed: number): HiddenModes {
  const { kernels, network, magnetisation } = simulation;
  const { sites, words } = network;
  const stream = randomStream(seed, "hidden modes");
  const chain = kernels.call.chainCreate(sites, network.chainBytes);
  kernels.int32(chain, 8).set(Int32Array.from({ length: 8 }, () => stream.int32()));
  const summits = kernels.scratch("summits", 8 * words * STARTS);
  const states = kernels.scratch("summitStates", network.stateBytes * STARTS);
  for (let start = 0; start < STARTS; start++) {
    const bits = kernels.words(kernels.call.chainBits(chain), words).fill(0);
    for (const [i, s] of structuredConfiguration(stream, sites, magnetisation).entries()) if (s < 0) bits[i >> 5] |= 1 << (i & 31);
    network.refresh(chain);
    const plan = {
      rule: magnetisation === null ? "flip" : "exchange",
      halvings: GREEDY,
      thermalisation: SWEEPS,
      samples: 1,
      sweeps: 0,
    } as const;
    network.draw(chain, plan, { count: 1, bits: summits + 8 * words * start, states });
  }
  const logs = logAmplitudes(simulation, summits, states, STARTS);
  const mean = meanLogAmplitude(simulation, samples);
  const logDimension = logOfDimension(kernels, sites, magnetisation);
  const excess = logs.map((log) => hiddenModeExcess(readout.exponent, log, mean, logDimension));
  const highest = excess.indexOf(Math.max(...excess));
  return {
    starts: STARTS,
    found: excess.filter((value) => value > 0).length,
    excess: excess[highest],
    configuration: textOf(kernels.words(summits + 8 * words * highest, words), sites),
  };
}

/** In place of a number of halvings: only moves that do not lower |f|. */
const GREEDY = -1;

/** ln|f| of configurations. */
function logAmplitudes({ kernels, network }: Simulation, bits: number, states: number, count: number): number[] {
  const logs = kernels.scratch("summitLogs", 16 * count);
  network.evaluate({ count, bits, states }, logs);
  return Array.from(kernels.float64(logs, 2 * count)).filter((_, index) => index % 2 === 0);
}

function meanLogAmplitude(simulation: Simulation, samples: Samples): number {
  const { kernels, network } = simulation;
  const count = Math.min(AVERAGED, samples.measured);
  // Spread over all chains, whose samples follow each other.
  const stride = Math.floor(samples.measured / count);
  const bytes = 8 * network.words;
  const bits = kernels.scratch("averagedBits", bytes * count);
  const states = kernels.scratch("averagedStates", network.stateBytes * count);
  const target = kernels.words(bits, network.words * count);
  for (let n = 0; n < count; n++) target.set(kernels.words(samples.bits + bytes * stride * n, network.words), 2 * network.words * n);
  const logs = logAmplitudes(simulation, bits, states, count);
  return logs.reduce((total, log) => total + log, 0) / count;
}

/** ln of the number of configurations: 2^N, or N over the down spins. */
function logOfDimension({ call }: Kernels, sites: number, magnetisation: number | null): number {
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

// Random configurations of a few ordered stretches, from which probe chains begin.
import type { RandomStream } from "../core/random.ts";

/** The longest period of an ordered pattern. */
const LONGEST_PERIOD = 4;
const MOST_DOMAINS = 6;

/**
 * A structured configuration, spins ±1: a few long stretches, each of them up, down or an ordered pattern of period up to 4. Random chains
 * never meet such configurations, and a network that was trained on what they meet may put any weight on them.
 * @param magnetisation Σ s_i it has to have, or `null` for any
 */
export function structuredConfiguration(stream: RandomStream, sites: number, magnetisation: number | null): Int8Array {
  const spins = new Int8Array(sites);
  const domains = 1 + Math.floor(stream.uniform() * Math.min(MOST_DOMAINS, sites));
  const cuts = Array.from({ length: domains - 1 }, () => Math.floor(stream.uniform() * sites)).sort((a, b) => a - b);
  const ordered = stream.uniform() < 0.5;
  let sign = stream.uniform() < 0.5 ? 1 : -1;
  for (const [index, end] of [...cuts, sites].entries()) {
    const begin = index === 0 ? 0 : cuts[index - 1];
    // Domains alternate; in half of the configurations some are patterns instead.
    const period = ordered && stream.uniform() < 0.5 ? 2 * (1 + Math.floor(stream.uniform() * (LONGEST_PERIOD / 2))) : 0;
    for (let i = begin; i < end; i++) spins[i] = period > 0 && i % period >= period / 2 ? -sign : sign;
    sign = -sign;
  }
  if (magnetisation !== null) balance(spins, magnetisation, Math.floor(stream.uniform() * sites));
  return spins;
}

/** Turns spins of the majority, site after site from `begin`, until Σ s_i is as asked: the stretches stay long. */
function balance(spins: Int8Array, magnetisation: number, begin: number): void {
  let total = spins.reduce((sum, s) => sum + s, 0);
  for (let n = 0; n < spins.length && total !== magnetisation; n++) {
    const i = (begin + n) % spins.length;
    const majority = total > magnetisation ? 1 : -1;
    if (spins[i] !== majority) continue;
    spins[i] = -majority as 1 | -1;
    total -= 2 * majority;
  }
}

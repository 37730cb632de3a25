// Random restricted Boltzmann machines and how entangled half of their chain is.
import { blockEntropy, chain, type PureState, stateOf } from "../../index.ts";
import { type Machine, networkOf, randomMachine } from "../support/machine.ts";
import type { RandomNumbers } from "../support/random.ts";
import { halfOf } from "./courses.ts";

/** What the weights are: real ones give positive amplitudes, imaginary ones amplitudes that are products of cosines. */
export const kinds = ["real", "imaginary", "complex"] as const;
export type Kind = (typeof kinds)[number];

/** Weights whose <|w|²> is σ², so that the kinds can be compared. */
export function randomOf(kind: Kind, sites: number, hidden: number, scale: number, random: RandomNumbers): Machine {
  const each = kind === "complex" ? scale * Math.SQRT1_2 : scale;
  return randomMachine(sites, hidden, { real: kind === "imaginary" ? 0 : each, imaginary: kind === "real" ? 0 : each }, random);
}

/** The same without the weights between a hidden unit and sites farther than `range` from its own; a hidden unit for each site of an open chain. */
export function shortRange(machine: Machine, range: number): Machine {
  const { sites, hidden } = machine;
  const parameters = machine.parameters.slice();
  for (let i = 0; i < sites; i++) {
    for (let j = 0; j < hidden; j++) {
      if (Math.abs(i - j) > range) parameters.fill(0, 2 * (sites + hidden + i * hidden + j), 2 * (sites + hidden + i * hidden + j) + 2);
    }
  }
  return { ...machine, parameters };
}

/** The state of the machine, by the library's instrument. */
export function stateOfMachine(machine: Machine): Promise<PureState> {
  return stateOf(networkOf(machine), { lattice: chain(machine.sites, "open") });
}

/** S of the first half of the chain, in nats. */
export async function halfEntropy(machine: Machine): Promise<number> {
  return blockEntropy(await stateOfMachine(machine), halfOf(machine.sites));
}

/**
 * The mean entropy of a random state, Σ_{k=n+1}^{mn} 1/k - (m - 1)/(2n), m <= n the dimensions of the two parts (Page, Phys. Rev. Lett. 71, 1291 (1993)); here
 * m = n = 2^(N/2).
 */
export function pageEntropy(sites: number): number {
  const half = 2 ** (sites / 2);
  let sum = 0;
  for (let k = half * half; k > half; k--) sum += 1 / k;
  return sum - (half - 1) / (2 * half);
}

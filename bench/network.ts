import type { Batch, Network } from "../src/ansatz/network.ts";
import { randomStream } from "../src/core/random.ts";
import { chain, type Hamiltonian, ising } from "../src/index.ts";
import { gaussian } from "../src/kernels/gaussian.ts";
import type { Kernels, Pointer } from "../src/kernels/kernels.ts";
import { resolveAnsatz } from "../src/vmc/setup/resolve.ts";
import { createSimulation } from "../src/vmc/setup/simulation.ts";
import { dense } from "./problems.ts";

/** A dense RBM with biases on a periodic chain, its weights random, one chain of configurations, and the Ising operator. */
export interface Fixture {
  readonly kernels: Kernels;
  readonly network: Network;
  readonly hamiltonian: Hamiltonian;
  /** The Hamiltonian in the memory of the kernels. */
  readonly operator: Pointer;
  /** Loads another operator. */
  load(operator: Hamiltonian): Pointer;
  readonly parameters: Float64Array;
  readonly chain: Pointer;
}

/**
 * Standard deviation of the weights: about a third of the flips are accepted, as in an Ising network that has been trained. (A fresh one,
 * with weights near zero, accepts nearly all of them and moves its look-ups each time.)
 */
function deviation(sites: number, hidden: number): number {
  return 0.1 * Math.sqrt(40 / Math.sqrt(sites * hidden));
}

export async function fixtureOf(sites: number, hidden: number): Promise<Fixture> {
  const hamiltonian = ising(chain(sites), { field: 1 });
  const ansatz = resolveAnsatz(dense(hidden / sites), hamiltonian);
  const { kernels, network, energyOperator, load } = await createSimulation(hamiltonian, ansatz);
  const stream = randomStream(1, "bench/parameters");
  const scale = deviation(sites, hidden);
  const parameters = network.parameters().map(() => scale * gaussian(kernels, stream));
  network.setParameters(parameters);
  return { kernels, network, hamiltonian, operator: energyOperator, load, parameters, chain: chainOf(network) };
}

function chainOf(network: Network): Pointer {
  const { kernels, sites, words } = network;
  const stream = randomStream(1, "bench/chain");
  const pointer = kernels.call.chainCreate(sites, network.chainBytes);
  kernels.int32(pointer, 8).set(Int32Array.from({ length: 8 }, () => stream.int32()));
  const bits = kernels.words(kernels.call.chainBits(pointer), words).fill(0);
  for (let site = 0; site < sites; site++) if (stream.uniform() < 0.5) bits[site >> 5] |= 1 << (site & 31);
  return pointer;
}

export function batchOf({ kernels, words, stateBytes }: Network, count: number): Batch {
  return { count, bits: kernels.allocate(8 * words * count), states: kernels.allocate(stateBytes * count) };
}

/** Samples of the fixture's chain, one sweep apart, after some of thermalisation. */
export function samplesOf({ network, chain }: Fixture, count: number): Batch {
  const batch = batchOf(network, count);
  const { bits, states } = batch;
  network.draw("flip", [{ chain, stale: true, halvings: 0, thermalisation: 100, samples: count, sweeps: 1, bits, states }]);
  return batch;
}

/** Accepted / proposed moves since the chain was made. */
export function acceptance({ kernels: { call }, chain }: Fixture): number {
  return call.chainAccepted(chain) / call.chainProposed(chain);
}

// What trainings and measurements hold in memory, from sizes alone: upper bounds, within a factor of two of what is used.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { type Extent, type NetworkMemory, networkMemory } from "../../ansatz/memory.ts";
import { walkOfImages } from "../../ansatz/walk.ts";
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import type { ObservablePlan } from "../../observables/list.ts";
import { type UpdateExtent, updateMemory } from "../../optimizer/memory.ts";
import { MOST_FOR_TOLERANCE } from "../setup/defaults.ts";
import { distinctPairs, flippedPairs } from "../setup/operator.ts";
import { batchOf, PROBE, STARTS } from "./sizes.ts";

/** Bytes that are held at once. */
export interface Held {
  /** In the kernels, and the largest single allocation. */
  readonly kernels: number;
  readonly largest: number;
  /** Beside them, in arrays and objects of the program. */
  readonly heap: number;
}

/** The sizes that everything follows from. */
export interface Sizes extends Extent {
  readonly ansatz: ResolvedAnsatz;
  /** Groups of terms that flip the same sites, their flips, and all terms. */
  readonly groups: number;
  readonly flips: number;
  readonly terms: number;
}

/** Of a network on a problem. */
export function sizesOf(
  hamiltonian: Hamiltonian,
  ansatz: ResolvedAnsatz,
  threads: number,
  more: Hamiltonian["lattice"]["bonds"] = [],
): Sizes {
  const { lattice, groups } = hamiltonian;
  const shares = ansatz.name === "rbm" && ansatz.symmetric;
  return {
    ansatz,
    sites: lattice.size,
    pairs: distinctPairs([...flippedPairs(hamiltonian), ...more]).length,
    translations: lattice.translations.length,
    steps: shares ? walkOfImages(lattice.translations).walk.length : 0,
    turns: lattice.pointGroup.length,
    threads,
    groups: groups.length,
    flips: groups.reduce((total, { flips }) => total + flips.length, 0),
    terms: groups.reduce((total, { terms }) => total + terms.length, 0),
  };
}

/** Single allocations in the kernels, and bytes beside them. */
export function allocations(bytes: readonly number[], heap: number): Held {
  return { kernels: bytes.reduce((total, own) => total + own, 0), largest: Math.max(0, ...bytes), heap };
}

/** All of it at once. */
export function joined(...parts: readonly Held[]): Held {
  return {
    kernels: parts.reduce((total, { kernels }) => total + kernels, 0),
    largest: Math.max(...parts.map(({ largest }) => largest)),
    heap: parts.reduce((total, { heap }) => total + heap, 0),
  };
}

/** What kernels hold that nothing was asked of yet, and the header and the alignment of every allocation of a chain. */
const KERNELS = 1 << 17;
/** A stream of random numbers and the plan of a chain, in training and in measurement. */
export const CHAIN_HEAP = 8192;
/** Copies of the parameters: of the network, the first, the best and the last ones, a direction, a state. */
const PARAMETER_HEAP = 192;
/** Local energies, weights and what is made of them for each sample. */
export const SAMPLE_HEAP = 256;

/** A network and its Hamiltonian. */
export function ofSimulation({ groups, flips, terms, sites }: Sizes, { network, parameters, words }: NetworkMemory): Held {
  // The Hamiltonian, <ZZ> and <X>, the sets that chains flip.
  const operator = 20 * groups + 4 * flips + 16 * terms + 8 * words * terms;
  const bonds = (40 + 8 * words) * (terms + 2 * sites);
  return allocations([KERNELS, ...network, operator, bonds, 12 * (groups + flips)], PARAMETER_HEAP * parameters + 256 * terms);
}

/** Chains that each keep what the network knows of their configuration. */
export function ofChains(chains: number, { words, chainBytes }: NetworkMemory, sites: number): Held {
  const each = 8 * words + 12 * sites + chainBytes + 192;
  return { kernels: chains * each, largest: chainBytes, heap: chains * (CHAIN_HEAP + 2 * each) };
}

/** Rows of samples, what the network keeps about each, and their local estimates. */
export function ofRows(rows: number, { words, stateBytes }: NetworkMemory): number[] {
  return [8 * words * rows, stateBytes * rows, 8 * rows, 16 * rows];
}

/** How many samples a training takes, and what it does with them. */
export interface TrainingSizes extends Pick<UpdateExtent, "optimizer" | "metric"> {
  readonly samples: number;
  readonly chains: number;
  /** Configurations that are summed in place of them; `null` where they are sampled. */
  readonly summed: number | null;
}

/** Chains beside those that are asked for, and rows of them. */
const PROBES = { chains: 4, rows: 16 } as const;

/** A training and the measurement after it, in the same kernels. */
export function trainingHolds(sizes: Sizes, training: TrainingSizes, measuring: MeasuringSizes): Held {
  const network = networkMemory(sizes.ansatz, sizes);
  const { samples, summed } = training;
  const chains = summed === null ? training.chains + PROBES.chains : 0;
  const rows = summed ?? samples + PROBES.rows;
  const update = updateMemory({ ...network, ...training, samples: rows, gramFactors: network.gramFactors(rows), threads: sizes.threads });
  const own = [...ofRows(rows, network), 16 * rows, 8 * rows, 32 * chains, ...ofRows(chains, network)];
  return joined(
    ofSimulation(sizes, network),
    ofChains(chains, network, sizes.sites),
    allocations([...own, ...update], SAMPLE_HEAP * rows),
    beside(sizes, network, measuring),
  );
}

/** How many samples a measurement takes, and what is measured beside the energy. */
export interface MeasuringSizes {
  readonly samples: number;
  readonly chains: number;
  readonly summed: number | null;
  readonly observables: ObservablePlan | undefined;
}

/** A measurement alone. */
export function measuringHolds(sizes: Sizes, measuring: MeasuringSizes): Held {
  const network = networkMemory(sizes.ansatz, sizes);
  return joined(ofSimulation(sizes, network), beside(sizes, network, measuring));
}

/** Local estimates of the energy, <ZZ> and <X>, and what is made of them, for each sample that is kept. */
export const MEASURED_HEAP = 2 * 48 + 128;

function beside(sizes: Sizes, network: NetworkMemory, { samples, chains, summed, observables }: MeasuringSizes): Held {
  const { sites, groups } = sizes;
  const { words, stateBytes } = network;
  const rows = summed ?? batchOf({ samples, chains }, stateBytes);
  const averaged = Math.max(1024, chains);
  const sampled = summed === null;
  const connected = sampled ? ofRows(groups + 1, network) : [16 * rows];
  const strings = observables?.strings.length ?? 0;
  // As many blocks as chains, see `blockingOf`.
  const blocks = strings > 0 ? Math.max(8, chains) : 0;
  const swapped = observables?.renyi2 ? [...ofRows(2048, network), ...ofRows(Math.min(rows, samples), network)] : [];
  const kept = Math.min(samples, MOST_FOR_TOLERANCE);
  return joined(
    ofChains(sampled ? chains + PROBE.chains + STARTS : 0, network, sites),
    allocations(
      [
        ...ofRows(rows, network),
        ...connected,
        ...(sampled ? [...ofRows(PROBE.samples, network), ...ofRows(STARTS, network), ...ofRows(averaged, network), 32 * chains] : []),
        ...swapped,
        (256 + 8 * words) * strings,
      ],
      MEASURED_HEAP * (summed ?? kept) + 64 * rows + 32 * strings * blocks + 512 * strings + 8 * words * rows,
    ),
  );
}

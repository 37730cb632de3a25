// Whether memory holds a learning.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { networkMemory } from "../../ansatz/memory.ts";
import { sum } from "../../hamiltonian/hamiltonian.ts";
import type { Lattice } from "../../lattice/lattice.ts";
import { updateMemory } from "../../optimizer/memory.ts";
import type { Readout } from "../../readout/index.ts";
import { type Asked, checkMemory, isHeld } from "../../vmc/memory/check.ts";
import { allocations, type Held, joined, ofChains, ofRows, ofSimulation, SAMPLE_HEAP, sizesOf } from "../../vmc/memory/held.ts";
import { configurationsOf } from "../../vmc/setup/summable.ts";
import type { Measurements } from "../measurements.ts";
import type { LearnSettings } from "../types.ts";

/** What is learnt, and with which networks. */
interface Planned<Candidate> {
  readonly settings: LearnSettings;
  readonly lattice: Lattice;
  readonly readout: Readout;
  readonly rows: { readonly all: Measurements } | null;
  readonly candidates: readonly Candidate[];
}

/** A network that is tried. */
interface Tried {
  readonly ansatz: ResolvedAnsatz;
}

/** Chains of a sampled learning. */
export const CHAINS = 64;
/** Bytes of measured rows for each word of 32 sites and for each row, with what counts and parts them. */
const [WORD_HEAP, ROW_HEAP] = [64, 256];
/** Of vectors over all 2^N configurations, of a state and its rotations. */
const CONFIGURATION_HEAP = 256;

/**
 * The candidates that memory holds; those that nobody asked for are left out where it does not.
 * @throws InputError where it holds none of them
 */
export function heldCandidates<Candidate extends Tried>(plan: Planned<Candidate>): readonly Candidate[] {
  const fitting = plan.candidates.filter(({ ansatz }) => {
    const asked = askedOf(plan, ansatz);
    return isHeld(holdsLearning(plan, asked));
  });
  if (fitting.length > 0) return fitting;
  const [{ ansatz }] = plan.candidates;
  const places = { samples: "learnState.samples", chains: "learnState.samples", ansatz: "ansatz" };
  checkMemory(places, askedOf(plan, ansatz), (asked) => holdsLearning(plan, asked));
  return plan.candidates;
}

function askedOf({ settings, lattice }: Planned<Tried>, ansatz: ResolvedAnsatz): Asked {
  const chains = Math.min(CHAINS, settings.samples);
  const samples = Math.ceil(settings.samples / chains) * chains;
  return { sizes: sizesOf(sum("learn", lattice, []), ansatz, 1), ...(settings.fullSum ? { samples: 0, chains: 0 } : { samples, chains }) };
}

function holdsLearning({ settings, lattice, rows, readout }: Planned<Tried>, { sizes, samples, chains }: Asked): Held {
  const { fullSum, magnetisation } = settings;
  const network = networkMemory(sizes.ansatz, sizes);
  const count = fullSum ? configurationsOf(lattice, { magnetisation }) : 2 * samples;
  const metric = settings.phases ? readout.metric : "real";
  const extent = { ...network, samples: count, metric, optimizer: "sr", gramFactors: network.gramFactors(count), threads: 1 } as const;
  // Weights that are penalised need the metric of the parameters.
  const update = updateMemory({ ...extent, ...(rows === null ? {} : { form: "primal" as const }) });
  const data = rows === null ? 0 : rows.all.counts.length * (ROW_HEAP + WORD_HEAP * Math.ceil(sizes.sites / 32));
  return joined(
    ofSimulation(sizes, network),
    ofChains(chains, network, sizes.sites),
    allocations([...ofRows(count, network), ...ofRows(samples + sizes.sites, network), 16 * count, ...update], SAMPLE_HEAP * count + data),
    { kernels: 0, largest: 0, heap: fullSum ? CONFIGURATION_HEAP * count : 0 },
  );
}

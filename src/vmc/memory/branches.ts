// Whether memory holds a mixture of branches, its training and its measurement.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import type { ObservablePlan } from "../../observables/list.ts";
import { MOST_FOR_TOLERANCE } from "../setup/defaults.ts";
import type { TrainingSettings } from "../types.ts";
import { type Asked, checkMemory, type Places } from "./check.ts";
import { CHAIN_HEAP, type Held, MEASURED_HEAP, SAMPLE_HEAP, type Sizes, sizesOf } from "./held.ts";
import { BLOCH_BATCH as BATCH, PAIRED } from "./sizes.ts";

/** What a mixture was asked for. */
export interface AskedMixture {
  readonly hamiltonian: Hamiltonian;
  readonly ansatz: ResolvedAnsatz;
  /** Branches of an update; `null` where nothing is trained. */
  readonly samples: number | null;
  /** Those of the measurement, and whether all branches are summed in place of both. */
  readonly finalSamples: number;
  readonly chains: number;
  readonly fullSum: boolean;
  readonly observables: ObservablePlan | undefined;
}

/** A training of branches, as planned. */
interface PlannedMixture extends Pick<AskedMixture, "hamiltonian" | "ansatz"> {
  readonly settings: Pick<TrainingSettings, "samples" | "finalSamples" | "chains" | "fullSum">;
}

/** Where a training of branches says what it was asked for. */
const TRAINED: Places = { samples: "training.samples", chains: "training.chains", ansatz: "ansatz" };

/** @throws InputError where memory does not hold the training of a plan and its measurement. */
export function checkBranchTraining({ hamiltonian, ansatz, settings }: PlannedMixture, observables: ObservablePlan | undefined): void {
  checkBranchMemory(TRAINED, { hamiltonian, ansatz, ...settings, observables });
}

/** @throws InputError where memory does not hold it. */
export function checkBranchMemory(places: Places, mixture: AskedMixture): void {
  const { hamiltonian, ansatz, samples, finalSamples, chains, fullSum, observables } = mixture;
  const asked: Asked = {
    sizes: sizesOf(hamiltonian, ansatz, 1),
    ...(fullSum ? { samples: 0, chains: 0 } : { samples: samples ?? chains, chains }),
  };
  checkMemory(places, asked, (now) => {
    const rows = fullSum ? branchesOf(now.sizes) : now.samples;
    const measured = { chains: Math.max(1, now.chains), count: fullSum ? rows : finalSamples, observables };
    return {
      kernels: 0,
      largest: 0,
      heap: (samples === null ? 0 : trainingOf(now.sizes, rows, now.chains)) + measuringOf(now.sizes, measured),
    };
  });
}

/** All of them; more than 2^30 are none that a sum is asked for. */
function branchesOf(sizes: Sizes): number {
  return 1 << Math.min(30, hiddenOf(sizes));
}

function hiddenOf({ ansatz, sites }: Sizes): number {
  return ansatz.name === "rbm" ? Math.round(ansatz.density * sites) : 0;
}

/** Signs, Bloch vectors, their gradients, and what a metric moves, of every branch; vectors over the parameters. */
function trainingOf(sizes: Sizes, rows: number, chains: number): Held["heap"] {
  const { sites, terms } = sizes;
  const hidden = hiddenOf(sizes);
  const parameters = (sites + 1) * (hidden + 1);
  return 8 * rows * (2 * hidden + 9 * sites) + SAMPLE_HEAP * rows + 16 * 24 * parameters + chains * (CHAIN_HEAP + 8 * hidden) + 512 * terms;
}

interface Measured {
  readonly chains: number;
  readonly count: number;
  readonly observables: ObservablePlan | undefined;
}

function measuringOf(sizes: Sizes, { chains, count, observables }: Measured): Held["heap"] {
  const { sites } = sizes;
  const hidden = hiddenOf(sizes);
  const rows = Math.min(count, Math.max(chains, BATCH / (3 * sites)));
  const strings = observables?.strings.length ?? 0;
  const blocks = strings > 0 ? Math.max(8, chains) : 0;
  const pairs = observables?.renyi2 ? 16 * Math.min(PAIRED, count * (3 * sites + hidden)) : 0;
  const held = pairs + 8 * rows * (2 * hidden + 6 * sites) + MEASURED_HEAP * Math.min(count, MOST_FOR_TOLERANCE);
  return held + chains * (CHAIN_HEAP + 8 * hidden) + 32 * blocks * (strings + sites) + 512 * strings;
}

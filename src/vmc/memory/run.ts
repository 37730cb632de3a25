// Whether memory holds a training, a measurement, a mixture of branches: told by what they were asked for.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import type { ObservablePlan } from "../../observables/list.ts";
import type { Readout } from "../../readout/index.ts";
import { MOST_FULL_SUM_SITES } from "../../sampler/mostSites.ts";
import type { ResolvedTraining } from "../setup/defaults.ts";
import { optimizerUnder } from "../setup/optimizer.ts";
import { configurationsOf, termsOf } from "../setup/summable.ts";
import { type Asked, checkMemory, isHeld } from "./check.ts";
import { type Held, measuringHolds, sizesOf, trainingHolds } from "./held.ts";

/** A training as planned, or one stage of it. */
interface Planned {
  readonly hamiltonian: Hamiltonian;
  readonly ansatz: ResolvedAnsatz;
  readonly magnetisation: number | null;
  readonly readout: Readout;
  readonly settings: ResolvedTraining;
}

/** @throws InputError where memory does not hold a run of `groundState`, its training and the measurement after it. */
export function checkTrainingMemory(plan: Planned, observables: ObservablePlan | undefined): void {
  const asked = trainingOf(plan, observables);
  if (asked === null) return;
  const places = { samples: "training.samples", chains: "training.chains", ansatz: "ansatz" };
  checkMemory(places, asked, asked.held);
}

/** Whether memory holds the training of another network in place of that of a plan. */
export function holdsTraining(plan: Planned, ansatz: ResolvedAnsatz): boolean {
  const asked = trainingOf({ ...plan, ansatz }, undefined);
  return asked === null || isHeld(asked.held(asked));
}

/** What a training and its measurement hold; `null` for a sum that is refused for its size. */
export function trainingOf(
  plan: Planned,
  observables: ObservablePlan | undefined,
): (Asked & { readonly held: (asked: Asked) => Held }) | null {
  const { hamiltonian, ansatz, magnetisation, readout, settings } = plan;
  const { fullSum, samples, chains, finalSamples, workers } = settings;
  const { lattice } = hamiltonian;
  if (fullSum && lattice.size > MOST_FULL_SUM_SITES) return null;
  const sector = { magnetisation };
  const update = { metric: readout.metric, optimizer: optimizerUnder(readout, settings.optimizer) };
  const summed = fullSum ? termsOf(hamiltonian, ansatz, sector) : null;
  const everything = fullSum ? configurationsOf(lattice, sector) : null;
  const held = (asked: Asked) =>
    trainingHolds(
      asked.sizes,
      { ...update, samples: asked.samples, chains: asked.chains, summed },
      { samples: ceilTo(finalSamples, asked.chains), chains: asked.chains, summed: everything, observables },
    );
  const sizes = sizesOf(hamiltonian, ansatz, workers);
  return { sizes, held, ...(fullSum ? { samples: 0, chains: 0 } : { samples, chains }) };
}

/** As `resolveTraining` rounds. */
function ceilTo(samples: number, chains: number): number {
  return Math.ceil(samples / Math.max(1, chains)) * Math.max(1, chains);
}

/** What a measurement of a stored network was asked for. */
export interface Measuring {
  readonly hamiltonian: Hamiltonian;
  readonly ansatz: ResolvedAnsatz;
  readonly magnetisation: number | null;
  readonly samples: number;
  readonly chains: number;
  readonly fullSum: boolean;
  readonly workers: number;
  readonly observables: ObservablePlan | undefined;
  /** Pairs that are exchanged beside those that the operator flips. */
  readonly exchanged: Hamiltonian["lattice"]["bonds"];
}

/** @throws InputError where memory does not hold the measurement of a stored network. */
export function checkMeasuringMemory(measuring: Measuring): void {
  const { hamiltonian, ansatz, magnetisation, samples, chains, fullSum, workers, observables, exchanged } = measuring;
  if (fullSum && hamiltonian.lattice.size > MOST_FULL_SUM_SITES) return;
  const summed = fullSum ? configurationsOf(hamiltonian.lattice, { magnetisation }) : null;
  const sizes = sizesOf(hamiltonian, ansatz, workers, exchanged);
  const places = { samples: "measure.samples", chains: "measure.chains", ansatz: "measure.network" };
  const asked = { sizes, ...(fullSum ? { samples: 0, chains: 0 } : { samples: chains, chains }) };
  checkMemory(places, asked, (now) =>
    measuringHolds(now.sizes, { samples: ceilTo(samples, now.chains), chains: Math.max(1, now.chains), summed, observables }),
  );
}

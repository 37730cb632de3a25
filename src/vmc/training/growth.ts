// Hidden units added to a network, and networks that begin from a product state.
import type { ResolvedRbm } from "../../ansatz/ansatz.ts";
import { randomParameters } from "../../ansatz/create.ts";
import { type Grown, grown, unshared } from "../../ansatz/grow.ts";
import { randomStream } from "../../core/random.ts";
import { type ProductState, productLogs } from "../../exact/productState.ts";
import { groundStateSymmetry } from "../../hamiltonian/symmetry.ts";
import { holdsTraining } from "../memory/run.ts";
import { termsOf } from "../setup/summable.ts";
import type { Run } from "./run.ts";
import { affords } from "./schedules/summedSchedule.ts";

/** The largest density that a network grows to, summed and sampled, and the most complex parameters. */
const MOST_DENSITY = { summed: 8, sampled: 4 };
/** Up to here a network grows for the sake of levels that lie close, once its V-score is as low as was asked for. */
const MOST_CHEAP_DENSITY = 4;
const MOST_PARAMETERS = 2500;
/** Larger lattices are left to the density that is asked for. */
const MOST_SITES = 36;
const MOST_SHARED_SITES = 128;

/** Whether the network of a run may still become larger. */
export function canGrow(run: Run): boolean {
  const { ansatz, hamiltonian, settings } = run.stage.plan;
  if (ansatz.name !== "rbm" || !run.plan.grows || ansatz.pointGroup) return false;
  // Where more than the energy is asked for, and few parameters are shared by all sites, a larger lattice is no burden.
  const most = run.plan.target < settings.accuracy && keepsSharing(run, ansatz) ? MOST_SHARED_SITES : MOST_SITES;
  if (hamiltonian.lattice.size > most) return false;
  const { density, parameters } = sizeAfter(run, ansatz);
  const enough = run.vScore <= run.plan.target ? MOST_CHEAP_DENSITY : MOST_DENSITY[settings.fullSum ? "summed" : "sampled"];
  if (density > enough || !holdsTraining(run.stage.plan, { ...ansatz, density, symmetric: keepsSharing(run, ansatz) })) return false;
  if (!settings.fullSum) return parameters <= MOST_PARAMETERS;
  const terms = termsOf(hamiltonian, ansatz, run.plan);
  return parameters <= mostSummed(terms) && affords(run.spent, terms * parameters * parameters);
}

/** As many parameters as there are configurations write any state down; and products of derivatives in an update, of which more take seconds. */
const SPARE = 1.5;
const MOST_PRODUCTS = 8e8;

function mostSummed(terms: number): number {
  return Math.min(MOST_PARAMETERS, SPARE * terms, Math.sqrt(MOST_PRODUCTS / terms));
}

/** Weights that are shared stay so where somebody asked for it, or the ground state is known to be symmetric. */
function keepsSharing({ plan }: Run, { symmetric }: ResolvedRbm): boolean {
  return symmetric && (!plan.free || groundStateSymmetry(plan.hamiltonian).translations === true);
}

function sizeAfter(run: Run, ansatz: ResolvedRbm): { readonly density: number; readonly parameters: number } {
  const { size, translations } = run.plan.hamiltonian.lattice;
  const density = 2 * ansatz.density;
  return { density, parameters: (density * size * size) / (keepsSharing(run, ansatz) ? translations.length : 1) };
}

/** Deviation of the weights beside the fields of a product state. */
const NEAR_PRODUCT = 0.02;

/**
 * Begins again from a product state: the fields of an RBM with biases, its other weights small and random. For a run that came to rest above one, in a trap that no
 * other start of small weights avoids (the domain walls of an Ising chain without a transverse field).
 */
export async function beginFromProduct(run: Run, { bloch }: Pick<ProductState, "bloch">): Promise<void> {
  const { stage, plan } = run;
  const { lattice } = plan.hamiltonian;
  const ansatz: ResolvedRbm = { ...(stage.training.current().ansatz as ResolvedRbm), symmetric: false, pointGroup: false, biases: true };
  const { kernels } = stage.simulation;
  const stream = randomStream(plan.settings.seed, "parameters/product");
  const parameters = randomParameters(kernels, { ...ansatz, deviation: NEAR_PRODUCT }, lattice, stream);
  parameters.set(productLogs({ bloch }));
  await run.restage(ansatz, parameters);
}

/** Whether the network of a run can be begun from a product state. */
export function canBeginFromProduct({ plan, stage }: Run): boolean {
  return plan.grows && plan.free && stage.plan.ansatz.name === "rbm" && !stage.plan.ansatz.real && plan.magnetisation === null;
}

/** Doubles the hidden units of a run's network: new ones with small weights join the trained ones. */
export async function grow(run: Run): Promise<void> {
  const { stage, plan } = run;
  const { ansatz, parameters } = stage.training.current();
  const { lattice } = plan.hamiltonian;
  const own: Grown = { ansatz: ansatz as ResolvedRbm, parameters };
  const shared = keepsSharing(run, own.ansatz) ? own : unshared(own, lattice);
  const { density } = sizeAfter(run, own.ansatz);
  const stream = randomStream(plan.settings.seed, `growth/${density}`);
  const larger = grown(stage.simulation.kernels, shared, density, lattice, stream);
  await run.restage(larger.ansatz, larger.parameters);
}

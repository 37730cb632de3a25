// A measured energy held against what is known exactly.
import { exactGroundEnergy } from "../exact/exactEnergy.ts";
import { bestProductState } from "../exact/productState.ts";
import { lowestWithoutPhases } from "../exact/withoutPhases.ts";
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import { inFrame } from "../hamiltonian/rotate.ts";
import { isStoquastic } from "../hamiltonian/signs.ts";
import { type Reading, readoutOf } from "../readout/index.ts";
import { resolveTraining } from "./setup/defaults.ts";
import { diagonalBound } from "./setup/diagonalBound.ts";
import { energyIn, energyOf, inUnits, unitsOf } from "./setup/units.ts";
import { judgeFinal, stopOf } from "./training/diagnose.ts";
import type { Bound, GroundStateOptions, Measurement, Stop, TrainedNetwork, Verdict } from "./types.ts";
import { agreementOf, verdictOf } from "./verdict.ts";

/** More sites than this, and the search for the best product state costs more than it tells. */
export const MOST_PRODUCT_SITES = 100;

/** The most sites for which the library looks for the exact energy by itself. */
const MOST_JUDGED_SITES = 14;

/** The exact energy that a training is held against. To be asked after it: nothing before may know it. */
export function exactOf({ exactEnergy, hamiltonian }: Pick<GroundStateOptions, "exactEnergy" | "hamiltonian">): number | null {
  if (exactEnergy !== undefined) return exactEnergy;
  return exactGroundEnergy(hamiltonian, { closedFormOnly: hamiltonian.lattice.size > MOST_JUDGED_SITES })?.energy ?? null;
}

/**
 * What a reading looks for, if it is known: the exact energy, the minimum of the diagonal where that alone decides, what is left without phases, or for a mixture of
 * branches the best product state. Energies in J.
 * @param framed H in the basis of the network, in J
 */
export function targetOf(
  reading: Reading,
  floor: number | null,
  exact: number | null,
  framed: Hamiltonian,
): { readonly energy: number; readonly name: string } | null {
  if (reading.sampled === "hidden branches") {
    if (framed.lattice.size > MOST_PRODUCT_SITES) return null;
    return { energy: bestProductState(framed).energy, name: "the best product state" };
  }
  const { ratio } = reading;
  if (ratio !== "complex" && floor !== null) return { energy: floor, name: "the minimum of the diagonal" };
  if (exact === null || ratio === "none") return null;
  if (ratio === "complex" || isStoquastic(framed)) return { energy: exact, name: "the exact energy" };
  const lowest = lowestWithoutPhases(framed);
  return lowest === null ? null : { energy: lowest, name: "the ground energy of Re H" };
}

/** The best product state as a bound, where the verdict needs one: no exact energy is known, or the network is a product itself. */
export function productBound(given: Hamiltonian, reading: Reading, ansatz: TrainedNetwork["ansatz"], exact: number | null): Bound | null {
  // A mixture of branches has it for a target.
  if (reading.sampled === "hidden branches" || reading.ratio === "none" || given.magnetisation !== undefined) return null;
  if (given.lattice.size > MOST_PRODUCT_SITES || (exact !== null && ansatz.name !== "product")) return null;
  return { energy: bestProductState(given).energy, error: 0, of: "a product state" };
}

/** What a measurement is worth. */
export interface Judgement {
  /** What is wrong with it: NaN, a hidden mode, chains that disagree, frozen ones, an energy below the exact one. */
  readonly trouble: Stop | null;
  readonly verdict: Verdict;
}

/**
 * Judges the measurement of a stored network. Of another operator than the one it was trained on only the chains can be judged.
 * @param exactEnergy the exact ground energy of `hamiltonian`, `null` where it is not known or the state is not meant to have it
 */
export function judgeMeasurement(
  hamiltonian: Hamiltonian,
  network: TrainedNetwork,
  measurement: Measurement,
  exactEnergy: number | null = null,
): Judgement {
  const readout = readoutOf(measurement.readout);
  const framed = network.problem ? inFrame(hamiltonian, network.problem.frame) : hamiltonian;
  const units = unitsOf(framed);
  const scaled = inUnits(framed, units);
  const floor = readout.sampled === "configurations" ? diagonalBound(scaled, readout) : null;
  const { energy, variance, connectedVariance } = measurement;
  const own: Measurement = {
    ...measurement,
    energy: { mean: energyIn(energy.mean, units), error: energy.error / units.unit },
    variance: variance / (units.unit * units.unit),
    connectedVariance: connectedVariance / (units.unit * units.unit),
  };
  const found = judgeFinal(own, floor, exactEnergy === null ? undefined : energyIn(exactEnergy, units), units);
  const trouble = found && stopOf(found, 0);
  if (!measurement.sameProblem) {
    const text = found ? `not converged (${found.reason}): ${found.detail}` : agreementOf(measurement);
    return { trouble, verdict: { name: found ? "not converged" : "at rest", converged: found === null, text } };
  }
  const product = productBound(hamiltonian, readout, network.ansatz, exactEnergy);
  const verdict = verdictOf({
    measurement,
    readout,
    ansatz: network.ansatz.name,
    trivial: scaled.groups.length === 0,
    offset: units.offset,
    target: targetOf(readout, floor === null ? null : energyOf(floor, units), exactEnergy, framed),
    exact: exactEnergy,
    productState: product?.energy ?? null,
    bounds: product === null ? [] : [product],
    trouble: found,
    doubt: null,
    starts: 1,
    accuracy: resolveTraining({}).accuracy,
  });
  return { trouble, verdict };
}

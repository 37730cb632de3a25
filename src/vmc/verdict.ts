// The verdict on a run, from everything that is known at its end.
import type { AnsatzName } from "../ansatz/ansatz.ts";
import { type Reading, seeksGroundState } from "../readout/index.ts";
import type { Trouble } from "./training/diagnose.ts";
import type { Bound, Measurement, Verdict } from "./types.ts";

/** An energy this many of its errors away from another one differs from it. */
const SURE_ERRORS = 5;
/** V-score above which no energy is called that of an eigenstate where no exact one is known. */
const MOST_VSCORE = 2e-2;
/** Rounding in a sum of local energies, relative. */
const ROUNDING = 1e-9;

/** What is known at the end of a run. Energies in J. */
export interface Knowledge {
  readonly measurement: Measurement;
  readonly readout: Reading;
  readonly ansatz: AnsatzName;
  /** Whether H has no other term than the identity. */
  readonly trivial: boolean;
  /** The coefficient of the identity: what is relative is so to the energy without it. */
  readonly offset: number;
  /** The lowest energy the reading can have, if it is known, and what it is called. */
  readonly target: { readonly energy: number; readonly name: string } | null;
  /** The exact ground energy, if it is known. */
  readonly exact: number | null;
  /** The best product state found; `null` where nobody looked. */
  readonly productState: number | null;
  /** The lowest energy that anything else has shown. */
  readonly bounds: readonly Bound[];
  readonly trouble: Trouble | null;
  /** What speaks against a training that is at rest. */
  readonly doubt: string | null;
  /** How many starts were compared. */
  readonly starts: number;
  readonly accuracy: number;
}

/** What an energy is worth: see {@link Verdict}. The exact energy, where it is known, has the last word. */
export function verdictOf(knowledge: Knowledge): Verdict {
  const { target, trouble, measurement, trivial } = knowledge;
  if (trivial) return { name: "at rest", converged: false, text: "every state has this energy: H is a multiple of the identity" };
  if (!Number.isFinite(measurement.energy.mean)) return stoppedVerdict(trouble ?? { reason: "not finite", detail: "no finite energy" });
  if (target === null) return withoutTarget(knowledge);
  const frozen = trouble?.reason === "frozen chains";
  if (isAt(knowledge, target.energy)) {
    if (trouble !== null && !frozen) return notConverged(trouble.detail, trouble.reason);
    return {
      name: "right",
      converged: true,
      text: `right: ${distanceText(knowledge, target.energy, target.name)}, ${qualityOf(measurement)}`,
    };
  }
  if (trouble !== null && !frozen && trouble.reason !== "below exact") return notConverged(trouble.detail, trouble.reason);
  if (trouble?.reason === "below exact") return { name: "wrong", converged: false, text: `cannot be trusted: ${trouble.detail}` };
  const distance = distanceText(knowledge, target.energy, target.name);
  if (Math.abs(measurement.energy.mean - target.energy) <= SURE_ERRORS * measurement.energy.error) {
    return notConverged(`${distance}, and within ${SURE_ERRORS} errors of it: too few samples to tell; try more --final-samples`);
  }
  if (isBestProduct(knowledge)) return { name: "at rest", converged: false, text: `the best product state: ${distance}` };
  if (knowledge.readout.sampled === "hidden branches" && measurement.energy.mean < target.energy) {
    return { name: "at rest", converged: false, text: `lower than ${target.name} that was found: ${distance}` };
  }
  const what = seeksGroundState(knowledge.readout) ? "not the ground state" : `not ${target.name}`;
  return { name: "wrong", converged: false, text: `${what}: ${distance}${whyWrong(knowledge)}` };
}

/** Nothing but the run itself, and what it met on the way, can speak. */
function withoutTarget(knowledge: Knowledge): Verdict {
  const { measurement, trouble, doubt, bounds, starts, readout, exact } = knowledge;
  if (trouble !== null) return notConverged(trouble.detail, trouble.reason);
  const { energy, vScore } = measurement;
  if (isBestProduct(knowledge) && knowledge.ansatz === "product")
    return { name: "at rest", converged: false, text: "the best product state" };
  const lower = bounds.find((bound) => energy.mean - bound.energy > allowedFrom(knowledge, bound));
  if (lower) {
    const text = `not the ground state: ${lower.of} has the lower energy ${lower.energy.toPrecision(8)}`;
    return { name: "wrong", converged: false, text };
  }
  if (!seeksGroundState(readout)) {
    const above = exact === null ? "" : `, ${distanceText(knowledge, exact, "the exact energy")}`;
    return { name: "at rest", converged: false, text: `at rest: how low this reading can go is not known${above}` };
  }
  if (!(vScore <= MOST_VSCORE)) return notConverged(`V-score ${vScore.toPrecision(2)}: ${TOO_SMALL}`);
  if (doubt !== null) return notConverged(doubt);
  const among = starts > 1 ? `; lowest of ${starts} starts` : "";
  return {
    name: "eigenstate",
    converged: true,
    text: `eigenstate to V-score ${vScore.toExponential(1)}${among}, ${agreementOf(measurement)}`,
  };
}

const TOO_SMALL = "the network is too small or the signs too hard; try a larger --density, or more --starts";

function whyWrong({ measurement: { vScore }, doubt, readout }: Knowledge): string {
  if (doubt !== null) return `; ${doubt}`;
  if (readout.sampled === "hidden branches") return "; try more --starts";
  return vScore > MOST_VSCORE
    ? `; V-score ${vScore.toPrecision(2)}: ${TOO_SMALL}`
    : `, although the V-score is ${vScore.toExponential(1)}; try more --starts`;
}

function notConverged(detail: string, reason?: string): Verdict {
  return { name: "not converged", converged: false, text: `not converged${reason ? ` (${reason})` : ""}: ${detail}` };
}

/** The verdict on a run that ended before its measurement. */
export function stoppedVerdict({ reason, detail }: { readonly reason: string; readonly detail?: string | undefined }): Verdict {
  return { name: "stopped", converged: false, text: `stopped (${reason})${detail ? `: ${detail}` : ""}` };
}

/** Whether the measured energy is this one: within the accuracy that was asked for, or five errors that are no larger than that. */
function isAt(knowledge: Knowledge, energy: number): boolean {
  const { measurement, accuracy, offset } = knowledge;
  const scale = Math.abs(energy - offset);
  const { mean, error } = measurement.energy;
  const known = scale === 0 || error <= accuracy * scale;
  const allowed = Math.max(known ? SURE_ERRORS * error : 0, accuracy * scale) + ROUNDING * (scale + Math.abs(offset));
  return Math.abs(mean - energy) <= allowed;
}

function isBestProduct(knowledge: Knowledge): boolean {
  return knowledge.productState !== null && isAt(knowledge, knowledge.productState);
}

/** How far above a bound an energy may be by its errors and by what is not worth telling apart. */
function allowedFrom({ measurement, accuracy, offset }: Knowledge, { energy, error }: Bound): number {
  const both = Math.sqrt(measurement.energy.error * measurement.energy.error + error * error);
  return SURE_ERRORS * both + accuracy * Math.abs(energy - offset) + ROUNDING * Math.abs(offset);
}

/** `within its error of the exact energy`, `7.1 % above the exact energy`. */
function distanceText({ measurement, offset }: Knowledge, energy: number, name: string): string {
  const { mean, error } = measurement.energy;
  const scale = Math.abs(energy - offset);
  const difference = mean - energy;
  if (Math.abs(difference) <= error || Math.abs(difference) <= ROUNDING * (scale + Math.abs(offset))) {
    return error > 0 ? `within its error of ${name}` : `at ${name}`;
  }
  const side = difference > 0 ? "above" : "below";
  // Where no state can be, only errors reach.
  const errors = difference < 0 && error > 0 ? `(${Number((-difference / error).toPrecision(2))} errors) ` : "";
  if (scale === 0) return `${Math.abs(difference).toPrecision(2)} ${errors}${side} ${name}`;
  const part = Math.abs(difference) / scale;
  return `${part < 1e-3 ? part.toExponential(1) : `${Number((100 * part).toPrecision(2))} %`} ${errors}${side} ${name}`;
}

function qualityOf(measurement: Measurement): string {
  return `V-score ${measurement.vScore === 0 ? "0" : measurement.vScore.toExponential(1)}, ${agreementOf(measurement)}`;
}

/** What the chains of a measurement, and the search beside them, agree on. */
export function agreementOf({ readout, summed, splitRhat, hiddenModes, reannealed }: Measurement): string {
  if (summed) return readout === "branches" ? "every branch summed" : "every configuration summed";
  const again = reannealed === 0 ? "" : `, annealed again ${reannealed === 1 ? "once" : `${reannealed} times`}`;
  const searched = hiddenModes === null ? "" : `, no hidden mode found in ${hiddenModes.starts} starts`;
  return `the chains agree (split R-hat ${splitRhat.toFixed(3)}${again})${searched}`;
}

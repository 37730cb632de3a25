// The state of a learning, out and in.
import { sha256 } from "../core/sha256.ts";
import { fingerprintOf } from "../hamiltonian/fingerprint.ts";
import { named, refuseOtherState } from "../vmc/resume.ts";
import type { Told } from "./sampled/learnSampled.ts";
import type { LearnPlan } from "./setup/plan.ts";
import { type LearningNow, Resumable } from "./setup/resumable.ts";
import type { LearnState } from "./state.ts";
import type { LearnOptions } from "./types.ts";

/** Of {@link LearnState}; raised whenever a learning would go on otherwise from the same state. */
const VERSION = 1;

/** A learning that begins, or goes on from a state, and its count of steps. @throws InputError for a state of another version, feed or setting. */
export function resumed(plan: LearnPlan, { state, checkpoint }: LearnOptions): { readonly resumable: Resumable; readonly told: Told } {
  let known: LearnState["about"] | null = null;
  const about = () => {
    known ??= aboutOf(plan);
    return known;
  };
  if (state !== undefined) refuseOtherState("learnState.state", VERSION, state, about());
  const progress = state === undefined ? null : structuredClone(state.progress);
  const told = { made: progress?.made ?? 0 };
  const stateOf = ({ ansatz, parameters, progress: now }: LearningNow): LearnState => {
    const network = { ansatz, parameters, problem: plan.problem };
    return structuredClone({ version: VERSION, about: about(), network, progress: { ...now, made: told.made } });
  };
  const resumable = new Resumable(progress, (take, trained) => checkpoint?.(() => stateOf(take()), trained));
  return { resumable, told };
}

function aboutOf({ settings, lattice, hamiltonian, candidates, fed, rows }: LearnPlan): LearnState["about"] {
  const measured = rows && [rows.all.words, rows.all.basisOf, rows.all.counts, new TextEncoder().encode(rows.all.bases.join())];
  return {
    ...named("settings", settings),
    hamiltonian: hamiltonian && fingerprintOf(hamiltonian),
    lattice: lattice.name,
    networks: JSON.stringify(candidates),
    data: sha256((measured ?? (fed ? [fed.amplitudes] : [])).map(bytesOf)),
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Uint32Array | Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

// The state of a run, out and in.
import { InputError, refuse, show } from "../core/errors.ts";
import { given } from "../core/given.ts";
import { sha256 } from "../core/sha256.ts";
import { fingerprintOf } from "../hamiltonian/fingerprint.ts";
import { frameText } from "../hamiltonian/frame.ts";
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import { type ReadoutName, readoutOf } from "../readout/index.ts";
import type { BranchPlan } from "./branches/plan.ts";
import type { BranchResume } from "./branches/run.ts";
import { streams } from "./measurement/gathered.ts";
import type { Resume } from "./measurement/measureFrozen.ts";
import type { BranchMeasurementState, MeasureState } from "./state/measurementState.ts";
import type { BranchProgress, RunProgress, RunState } from "./state/runState.ts";
import type { RunPlan } from "./training/plan.ts";
import { Run } from "./training/run.ts";
import type { GroundStateOptions, MeasureOptions } from "./types.ts";

/** Of {@link RunState}; raised whenever a run would go on otherwise from the same state. */
const VERSION = 1;

type About = RunState["about"];

/** Begins a run, or goes on with one from a state. @throws InputError for a state of another version, problem or setting. */
export async function beginOrResume(plan: RunPlan, { state }: Pick<GroundStateOptions, "state">): Promise<Run> {
  if (state === undefined) return await Run.begin(plan);
  const longer = checkState(state, aboutOf(plan), plan.settings.iterations);
  return await Run.resume(plan, structuredClone(state.progress) as RunProgress, longer);
}

/** How a run tells its user where it is, in terms of the library. */
export function offerOf(plan: RunPlan, { checkpoint }: Pick<GroundStateOptions, "checkpoint">): RunPlan {
  return checkpoint === undefined ? plan : { ...plan, offer: offering(checkpoint, aboutOf(plan), plan.settings.iterations) };
}

/** Where the final measurement of a run goes on, if the same was being measured, and how it tells where it is. */
export function measurementOf(run: Run, options: GroundStateOptions): Resume {
  return sameMeasurement(run.measurement, measuredAs(run.plan.settings.finalSamples, options), (take) => run.measuring(take));
}

/** The same under the branches reading. @param offer told where it is */
export function branchMeasurementOf(
  progress: BranchProgress | null,
  options: GroundStateOptions,
  finalSamples: number,
  offer: (take: () => BranchMeasurementState) => void,
): Resume<Omit<BranchMeasurementState, "of">> {
  return sameMeasurement(progress?.measurement ?? null, measuredAs(finalSamples, options), offer);
}

function sameMeasurement<State extends { readonly of: string }>(
  known: State | null,
  of: string,
  offer: (take: () => State) => void,
): Resume<Omit<State, "of">> {
  return { state: known?.of === of ? known : null, offer: (take) => offer(() => ({ of, ...take() }) as State) };
}

/** What a measurement is of, as text. */
function measuredAs(finalSamples: number, { observables = [], operators = {}, pairs = [] }: GroundStateOptions): string {
  return JSON.stringify([finalSamples, observables, formulasOf(operators), pairs, ...(streams(finalSamples) ? ["streamed"] : [])]);
}

/** Where a measurement of stored weights goes on, and how it tells where it is. @throws InputError for a state of other weights, or of another measurement. */
export function resumeOfMeasure(options: MeasureOptions): Resume<MeasureState["measurement"]> {
  const { checkpoint, state, hamiltonian, network, operators = {}, observables = [], pairs = [] } = options;
  if (checkpoint === undefined && state === undefined) return {};
  const { readout = "born", seed, samples, tolerance, chains, fullSum } = options;
  const { parameters, ansatz } = network;
  const about = {
    ...problemOf(hamiltonian, readoutOf(readout).name),
    weights: sha256([new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength)]),
    ...named("ansatz", ansatz),
    ...named("measurement", {
      ...given({ seed, samples, tolerance, chains, fullSum }),
      observables,
      pairs,
      operators: formulasOf(operators),
    }),
  };
  if (state !== undefined) refuseOtherState("measure.state", VERSION, state, about);
  return {
    state: state === undefined ? null : structuredClone(state.measurement),
    offer: (take) => checkpoint?.(() => structuredClone({ version: VERSION, about, measurement: take() })),
  };
}

function formulasOf(operators: NonNullable<MeasureOptions["operators"]>): [string, string][] {
  return Object.entries(operators).map(([name, operator]) => [name, fingerprintOf(operator)]);
}

/** Both for the branches reading. */
export function resumeOfBranches(plan: BranchPlan, { checkpoint = () => {}, state, initial }: GroundStateOptions): BranchResume {
  const { framed, ansatz } = plan;
  const { iterations, finalSamples: _, ...training } = plan.settings;
  const about = {
    ...problemOf(framed, "branches"),
    ...named("ansatz", ansatz),
    ...named("training", training),
    initial: initial !== undefined,
  };
  const longer = state !== undefined && checkState(state, about, iterations);
  const progress = state === undefined ? null : (structuredClone(state.progress) as BranchProgress);
  return { progress, longer, offer: offering(checkpoint, about, iterations) };
}

type Checkpoint = NonNullable<GroundStateOptions["checkpoint"]>;

function offering(checkpoint: Checkpoint, about: About, iterations: number) {
  return (take: () => Pick<RunState, "network" | "progress">, trained: boolean) =>
    checkpoint(() => structuredClone({ version: VERSION, about, iterations, ...take() }), trained);
}

/** Whether more updates are asked for than the state was made with. @throws InputError as above. */
function checkState(state: RunState, own: About, asked: number): boolean {
  refuseOtherState("groundState.state", VERSION, state, own);
  const { iterations } = state;
  if (asked < iterations) refuse("training.iterations", `at least the ${iterations} that the state was made with`, asked);
  return asked > iterations;
}

/** @throws InputError for a state of another version, or about something else than what is asked for. */
export function refuseOtherState(
  where: string,
  expected: number,
  { version, about }: Pick<MeasureState, "version" | "about">,
  own: About,
): void {
  if (version !== expected || typeof about !== "object") refuse(where, `a state of version ${expected}`, version, "begin the run again");
  const names = new Set([...Object.keys(own), ...Object.keys(about)]);
  const [name] = [...names].filter((key) => own[key] !== about[key]);
  if (name === undefined) return;
  const [asked, got] = [own[name], about[name]].map((value) => (value === undefined ? "none" : show(value)));
  throw new InputError(`${where}: expected one of the run that is asked for, ${name} ${asked}, got one with ${name} ${got}`);
}

/** The problem and everything that the training depends on; what is measured afterwards may differ. */
function aboutOf(plan: RunPlan): About {
  const { framed, readout, magnetisation, settings, ansatz, parities, grows, free, target, initial } = plan;
  const { iterations: _, workers: _workers, finalSamples: _samples, ...training } = settings;
  return {
    ...problemOf(framed, readout.name),
    magnetisation,
    ...named("ansatz", { ...ansatz, parities: parities.join(), grows, free }),
    ...named("training", { ...training, target }),
    initial: initial !== undefined,
  };
}

function problemOf(framed: Hamiltonian, readout: ReadoutName): About {
  const { name, frame, lattice } = framed;
  return {
    hamiltonian: `${name} (${fingerprintOf(framed)})`,
    lattice: lattice.name,
    frame: frameText(frame, lattice.sublattices, lattice.size) ?? "as given",
    readout,
  };
}

/** Values by their names in a group. */
export function named(group: string, values: object): About {
  const entries = Object.entries(values).map(([name, value]) => {
    const plain = value === null || ["string", "number", "boolean"].includes(typeof value);
    return [`${group}.${name}`, plain ? value : JSON.stringify(value)];
  });
  return Object.fromEntries(entries) as About;
}

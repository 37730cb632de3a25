// What the page asks of its workers and gets from them: plain data, task by task.
import type {
  ChshAngles,
  LearnFigures,
  LearnStep,
  LearnStopReason,
  Measurement,
  ReadoutName,
  Step,
  StopReason,
  TrainedNetwork,
  Verdict,
} from "../../index.ts";
import type { LabSettings, readingNames } from "../settings/settings.ts";

/** What of the settings the Hamiltonian follows from. */
export type ProblemSettings = Pick<LabSettings, "model" | "formula" | "couplings" | "sites" | "boundary">;

/** A reading of the page. */
export type ReadingName = (typeof readingNames)[number];

/** One network in training. */
export interface TrainInput {
  readonly settings: LabSettings;
  readonly reading: ReadingName;
  readonly threads: number;
  /** Weights to go on from. */
  readonly initial?: TrainedNetwork;
}

/** What a step tells the page. Energies per site. */
export interface StepEvent extends Pick<Step, "iteration" | "iterations" | "parameters" | "starts"> {
  readonly kind: "step";
  readonly mean: number;
  /** 0 where everything is summed. */
  readonly error: number;
}

/** The network of the moment, on demand. */
export interface NetworkEvent {
  readonly kind: "network";
  readonly network: TrainedNetwork;
}

/** How a training ended. */
export interface TrainResult {
  readonly reason: StopReason;
  readonly verdict: Verdict;
  readonly network: TrainedNetwork;
  readonly final: Pick<Measurement, "energy" | "energyPerSite" | "vScore" | "summed"> | null;
}

/** Energies per site in units of J; `null` where nothing reaches the problem. */
export interface References {
  readonly exact: number | null;
  /** How the exact energy was got. */
  readonly method: string | null;
  /** Of the best product state. */
  readonly product: number | null;
  /** The minimum of the diagonal: where a diagonal mixture ends. */
  readonly diagonal: number | null;
}

/** A network to be looked into, and the problem it is held against. */
export interface InspectInput {
  readonly settings: LabSettings;
  readonly reading: ReadingName;
  readonly network: TrainedNetwork;
}

/** A value at a distance or a cut, its error, 0 where it is exact, and that of the exact ground state where it is known. */
export interface Reading {
  readonly at: number;
  readonly mean: number;
  readonly error: number;
  readonly exact: number | null;
}

/** Numbers of a matrix, row by row. */
export interface Matrix {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** What the instruments show of a network. */
export interface Instruments {
  /** <Z_i Z_j> by distance in bonds, from 1. */
  readonly correlations: readonly Reading[];
  /** Entropy of the first l sites in nats, l = 1 … N - 1; none where the state is not listed. */
  readonly entropy: readonly Reading[];
  /** Over the cut in the middle. */
  readonly negativity: { readonly mean: number; readonly exact: number | null } | null;
  /** Probabilities of configurations, the likeliest first: `at` counts from 1. */
  readonly distribution: readonly Reading[];
  /** The parameters, block by block. */
  readonly weights: readonly Matrix[];
  /** Configurations of ±1: sampled, or where the state is listed in proportion to their probabilities. */
  readonly shots: readonly Int8Array[];
}

/** A Bell experiment on a network: two sites, or the first so many sites and the rest. */
export interface BellInput extends InspectInput {
  readonly parties: { readonly pair: readonly [number, number] } | { readonly block: number };
  /** α, α', β, β' in radians; `best` for those of the bound. */
  readonly angles: ChshAngles | "best";
}

/** What it gives. */
export interface BellResult {
  readonly value: number;
  readonly angles: ChshAngles;
  /** The largest value that angles can give. */
  readonly bound: number;
  /** Of the bound, and about that of the value; 0 where nothing is sampled. */
  readonly error: number;
}

/** A block of a state that is too large to be listed: the most sites that are. */
export interface BellTooLarge {
  readonly most: number;
}

/** What a network is fed: the exact ground state of the problem, its probabilities alone, or measured rows as text. */
export type LabFeed =
  | { readonly kind: "amplitudes" | "probabilities" }
  | { readonly kind: "rows"; readonly name: string; readonly text: string; readonly bases: string | null };

export interface LearnInput {
  readonly settings: LabSettings;
  readonly feed: LabFeed;
}

/** A step of a learning: its loss in nats, that of the held-out rows, `null` where it is not known. */
export interface LearnEvent extends Pick<LearnStep, "iteration" | "iterations" | "start" | "loss" | "heldOut"> {
  readonly kind: "learnt";
  /** With the state whose amplitudes are fed. */
  readonly fidelity: number | null;
}

/** The state that a network has learnt, read as born; `exact` of a reading is what it was fed, along Z. */
export interface Learnt extends Pick<Instruments, "correlations" | "distribution"> {
  /** Measured rows along Z; 0 where the state that was fed is exact. */
  readonly rows: number;
  /** -Σ P ln P along Z, in nats. */
  readonly entropy: number;
  /** The largest CHSH value of sites 0 and 1; `null` where phases were not taught. */
  readonly chsh: number | null;
}

/** What a network has learnt. */
export interface LearnResult {
  readonly reason: LearnStopReason;
  readonly network: TrainedNetwork;
  readonly sites: number;
  readonly figures: LearnFigures;
  /** `null` where the state is too large to be listed. */
  readonly learnt: Learnt | null;
  /** Whose fidelity the figures tell. */
  readonly target: string | null;
  /** Per site, under every reading that has one. */
  readonly energies: readonly { readonly reading: ReadoutName; readonly mean: number; readonly error: number }[];
}

/** A network as a file. */
export interface EncodeInput extends InspectInput {
  readonly energy: { readonly mean: number; readonly error: number } | null;
  readonly format: "safetensors" | "wf";
}

/** Its bytes, the name to save it under, and what that name and the file do not tell. */
export interface Encoded {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly note: string | null;
}

export interface DecodeInput {
  readonly bytes: Uint8Array;
  readonly name: string;
  /** Of the page: their problem is taken where the file tells none. */
  readonly settings: LabSettings;
}

/** A network from a file, what its file tells of it, and its energy per site there. */
export interface Opened {
  readonly network: TrainedNetwork;
  /** The settings of the page that speak of its problem; what else is left as it was. */
  readonly settings: Partial<LabSettings>;
  readonly reading: ReadingName;
  /** What the file did not tell, and what was taken for it. */
  readonly note: string | null;
  readonly result: TrainResult;
}

/** The tasks of a worker by name. */
export interface Tasks {
  readonly train: { readonly input: TrainInput; readonly event: StepEvent | NetworkEvent; readonly result: TrainResult };
  /** Whether there is such a problem. */
  readonly check: { readonly input: ProblemSettings; readonly event: never; readonly result: null };
  readonly references: { readonly input: ProblemSettings; readonly event: never; readonly result: References };
  readonly instruments: { readonly input: InspectInput; readonly event: never; readonly result: Instruments };
  readonly bell: { readonly input: BellInput; readonly event: never; readonly result: BellResult | BellTooLarge };
  readonly learn: { readonly input: LearnInput; readonly event: LearnEvent; readonly result: LearnResult };
  readonly encode: { readonly input: EncodeInput; readonly event: never; readonly result: Encoded };
  readonly decode: { readonly input: DecodeInput; readonly event: never; readonly result: Opened };
  readonly hiddenMode: { readonly input: LabSettings; readonly event: never; readonly result: Opened };
}

/** The name of a task. */
export type TaskName = keyof Tasks;

/** How a task is told to end, to wait, or to show what it has. */
export interface Control {
  /** The signal of a driver. */
  readonly aborted: boolean;
  /** True once for each time that the network was asked for. */
  takeLook(): boolean;
  /** Comes back at once, or when a pause is over. */
  unpaused(): Promise<void>;
}

/** A task as a function of the worker. */
export type Task<Name extends TaskName> = (
  input: Tasks[Name]["input"],
  tell: (event: Tasks[Name]["event"]) => void,
  control: Control,
) => Promise<Tasks[Name]["result"]>;

/** From the page to a worker. */
export type Request =
  | { readonly [Name in TaskName]: { readonly id: number; readonly task: Name; readonly input: Tasks[Name]["input"] } }[TaskName]
  | { readonly id: number; readonly control: "stop" | "pause" | "resume" | "look" };

/** From a worker to the page. A mistake is the user's, in one line; a fault is ours. */
export type Reply =
  | { readonly id: number; readonly kind: "event"; readonly event: unknown }
  | { readonly id: number; readonly kind: "result"; readonly result: unknown }
  | { readonly id: number; readonly kind: "mistake" | "fault"; readonly text: string };

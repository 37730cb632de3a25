// What a user gives to `learnState` and gets from it.
import type { Complex } from "complex.js";
import type { Ansatz } from "../ansatz/ansatz.ts";
import type { ExactGroundState } from "../exact/groundState.ts";
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import type { Lattice } from "../lattice/lattice.ts";
import type { ReadoutName } from "../readout/index.ts";
import type { Estimate } from "../statistics/estimate.ts";
import type { Measurement, StopSignal, TrainedNetwork } from "../vmc/types.ts";
import type { Measurements } from "./measurements.ts";
import type { LearnState } from "./state.ts";

/** The readings whose weight is |f|^q, so that a network can be taught for them. */
export const taughtReadouts = ["born", "phaseless", "classical"] as const satisfies readonly ReadoutName[];

/**
 * A wave function φ(s) of N spins, of any norm but zero and infinity: 2^N amplitudes as a complex interleaved `Float64Array` or as values of complex.js; a ground
 * state of `exactGroundState`; or a network of at most 16 sites, read as amplitudes. The number of an amplitude is a binary number whose first (most significant)
 * digit is site 0, 0 for up, as in <s_0 s_1 … s_{N-1}|φ> and in a Kronecker product.
 */
export type WaveFunction = Float64Array | readonly Pick<Complex, "re" | "im">[] | ExactGroundState | TrainedNetwork;

/** What a network is fed: amplitudes; probabilities |φ|², 2^N of them in the same order, or those of a wave function; measured configurations. */
export type Feed =
  | { readonly amplitudes: WaveFunction }
  | { readonly probabilities: readonly number[] | Float64Array | ExactGroundState | TrainedNetwork }
  | { readonly configurations: Measurements };

/** What `learnState` is told. Another name among them is refused. */
export interface LearnOptions {
  readonly feed: Feed;
  /**
   * Default: an RBM, complex where phases can be learnt (amplitudes, several bases), with real weights where they cannot; one hidden unit for each site for
   * measured configurations, two and, where that is not enough, four and eight for an exact target. `"auto"` symmetries hold where an exact target has them, never for
   * measured configurations: ask for `symmetric`, `pointGroup`, `parity`.
   */
  readonly ansatz?: Ansatz;
  /** Whose lattice, basis and sector the state has; its energy is then measured under every reading. */
  readonly hamiltonian?: Hamiltonian;
  /** Where no Hamiltonian is given. Default: an open chain. */
  readonly lattice?: Lattice;
  /** For which reading the network is taught: |f|² (born, phaseless) or |f| (classical) becomes the probability. Default born; without amplitudes only |φ|² is taught. */
  readonly readout?: (typeof taughtReadouts)[number] | "quantum";
  /** The state itself, where it is known: the outcome then tells the fidelity. An amplitude feed is its own target. */
  readonly target?: WaveFunction;
  /** Default 1. */
  readonly seed?: number;
  /** The most steps of each start. Default 400. */
  readonly iterations?: number;
  /** Trainings from different initial weights, of which the best is kept. Default 3; of rows along X or Y 12, above 6 sites 2, and four times as many of a real function with the phases of a product state. */
  readonly starts?: number;
  /**
   * The part of the measured rows that are held out: they say which penalty of weights, which network and which start is kept, and are learnt from last of all. From
   * 0 to 0.5, default 0.1.
   */
  readonly holdOut?: number;
  /** Samples of the model for each step, of rows along Z, where its sector is too large to be summed or where they are asked for. Default 1024. */
  readonly samples?: number;
  /** Threads that share the work of the measurement at the end. Default 1. */
  readonly workers?: number;
  /** Ends the run after the current step; the outcome holds the best weights so far. */
  readonly signal?: StopSignal;
  /**
   * Told after steps, and once when everything is learnt (`trained`), before the energies are measured, that the run can go on from here: `take` makes the state, at a cost only
   * where it is called.
   */
  readonly checkpoint?: (take: () => LearnState, trained: boolean) => void;
  /** Go on from here: the run ends with the same bits as one that was never stopped. The options have to be those that it was begun with, but for `workers`. */
  readonly state?: LearnState;
}

/** One step of the weights. */
export interface LearnStep {
  /** From 0, all starts together. */
  readonly iteration: number;
  /** Steps at most, all starts together. */
  readonly iterations: number;
  /** From 0. */
  readonly start: number;
  /**
   * The loss after the step, in nats: -ln F for amplitudes; KL(p || P) for probabilities and for measured rows, of which the entropy is taken away. `null` where the
   * model is sampled, whose normalisation is not known.
   */
  readonly loss: number | null;
  /** -<ln P> of the held-out rows at the beginning of the stage, where there are any; of a sampled model the mean of -ln P(s_i | the other spins) over rows and sites. */
  readonly heldOut: number | null;
  /** τ: weights w cost c τ Σ |w|² / (1 + |w|²/ν). 0 for exact targets. */
  readonly decay: number;
  /** Norm of the change of the parameters. */
  readonly stepNorm: number;
}

/**
 * Why a learning ended: no step lowered the loss any more; the held-out rows were predicted worse; the most steps were made; it was interrupted; the loss or a
 * step was not finite, and the last weights before it are kept.
 */
export const learnStopReasons = ["converged", "held-out rows", "iterations", "interrupted", "not finite"] as const;
/** One of {@link learnStopReasons}. */
export type LearnStopReason = (typeof learnStopReasons)[number];

/** How well the network knows what it was taught. Entropies and divergences in nats. */
export interface LearnFigures {
  /** |<φ|f>|² / (<φ|φ> <f|f>) with the target; `null` where no target is known. Under the classical reading (Σ √(p P))² of the probabilities. */
  readonly fidelity: Estimate | null;
  /** KL(|φ|² || P), P the probabilities of configurations under the reading; `null` where no target is known. */
  readonly divergence: Estimate | null;
  /** Entropy -Σ p ln p of what was fed: of |φ|², or of the shares of measured rows, the mean over their bases. */
  readonly entropy: number;
  /** -<ln P> of what was fed less its entropy, KL(p || P); `null` where the model is sampled. */
  readonly loss: number | null;
  /** -<ln P> of the held-out rows before they were learnt from too; see {@link LearnStep.heldOut}. `null` where there are none. */
  readonly heldOut: number | null;
  /** How many rows there were, and how many of them were held out. 0 for exact targets. */
  readonly rows: number;
  readonly heldOutRows: number;
}

/** The energy under one reading, or why it cannot be measured. */
export interface ReadEnergy {
  readonly readout: ReadoutName;
  readonly measurement: Measurement | null;
  /** One line, where there is no measurement. */
  readonly reason?: string;
}

/** With what a network was taught, nothing left open. */
export interface LearnSettings {
  readonly feed: "amplitudes" | "probabilities" | "configurations";
  /** The bases of the measured rows, none for exact targets. */
  readonly bases: number;
  /** Whether what is fed can teach phases; they are 0 where it cannot. */
  readonly phases: boolean;
  readonly readout: (typeof taughtReadouts)[number];
  readonly seed: number;
  readonly iterations: number;
  readonly starts: number;
  readonly holdOut: number;
  readonly samples: number;
  /** Whether the model was summed over its sector; else it was sampled. */
  readonly fullSum: boolean;
  /** Σ s_i of the configurations, `null` for all. */
  readonly magnetisation: number | null;
}

/** What `learnState` returns. */
export interface LearnOutcome {
  readonly stopped: { readonly reason: LearnStopReason; readonly iteration: number };
  /** It can be measured and stored, and is an `initial` of `groundState`. */
  readonly network: TrainedNetwork;
  readonly figures: LearnFigures;
  /** One entry for every reading; empty where no Hamiltonian is given. */
  readonly energies: readonly ReadEnergy[];
  readonly settings: LearnSettings;
}

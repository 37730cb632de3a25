// What a training of branches is about, checked before any work.
import type { Ansatz, ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { parameterCount } from "../../ansatz/tensors.ts";
import { checkBranches, parameterMap } from "../../branches/network.ts";
import { sumsBranches } from "../../branches/samples.ts";
import { refuse } from "../../core/errors.ts";
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import { inTrainingFrame } from "../setup/basis.ts";
import { learningRates, resolveTraining } from "../setup/defaults.ts";
import { energyScale } from "../setup/energyScale.ts";
import { resolveAnsatz } from "../setup/resolve.ts";
import { inUnits, type Units, unitsOf } from "../setup/units.ts";
import type { GroundStateOptions, TrainingSettings } from "../types.ts";

/** Hidden units whose branches are summed where nobody asks for samples: 4096 of them. */
const MOST_SUMMED = 12;
/** Samples of an update and chains, unless asked otherwise: near the end all branches have one energy, and few suffice. */
const SAMPLES = 256;
const CHAINS = 32;
/** γ, in units of 1/√(Σ c²/N). */
const RATE = 0.2;
/** Short trainings that are compared: the landscape of product states has traps, domain walls among them. */
const STARTS = 4;

/** Nothing left open; energies, and with them the learning rate, in the units of the plan. */
export type BranchSettings = TrainingSettings;

/** A training of branches: everything that can be wrong was checked. */
export interface BranchPlan {
  /** H in the basis of training, in J; `hamiltonian` is the same in the units. */
  readonly framed: Hamiltonian;
  readonly hamiltonian: Hamiltonian;
  readonly units: Units;
  readonly ansatz: ResolvedAnsatz;
  readonly settings: BranchSettings;
}

/** @throws InputError for anything wrong in the options, and for a network or a Hamiltonian that the reading does not know. */
export function planBranches(options: GroundStateOptions): BranchPlan {
  const { hamiltonian: given, initial, samples, chains } = options;
  const { magnetisation } = given;
  if (magnetisation !== undefined) {
    const got = `Σ s_i = ${magnetisation}`;
    refuse("groundState.hamiltonian", "no chosen Σ s_i: under branches a mixture has all of them", got, "leave the magnetisation out");
  }
  const framed = inTrainingFrame(options, ["branches"]);
  const units = unitsOf(framed);
  const hamiltonian = inUnits(framed, units);
  const ansatz = initial?.ansatz ?? resolveForBranches(options.ansatz, hamiltonian);
  const { hidden } = parameterMap("groundState.ansatz", ansatz, hamiltonian.lattice);
  if (initial) checkParameters(initial.parameters, parameterCount(ansatz, hamiltonian.lattice));
  const resolved = resolveTraining(options, hidden <= MOST_SUMMED ? { complex: false } : undefined);
  sumsBranches({ hidden }, resolved);
  const optimizer = resolved.optimizer === "adam" ? ("adam" as const) : ("sr" as const);
  const usualRate = optimizer === "adam" ? learningRates.adam : RATE / energyScale(hamiltonian);
  const { learningRate } = options;
  const asked = optimizer === "sr" && learningRate !== undefined ? learningRate * units.unit : learningRate;
  const usual = samples === undefined && chains === undefined ? { samples: SAMPLES, chains: CHAINS } : {};
  const { workers: _, ...kept } = resolved;
  const settings = {
    ...kept,
    ...usual,
    optimizer,
    learningRate: asked ?? usualRate,
    starts: initial ? 1 : (resolved.starts ?? STARTS),
  };
  return { framed, hamiltonian, units, ansatz, settings };
}

/**
 * What is left to the problem is settled for product states: they break symmetries, so every weight stands for itself and has biases beside it.
 * @throws InputError for a network without branches.
 */
export function resolveForBranches(ansatz: Ansatz, hamiltonian: Hamiltonian): ResolvedAnsatz {
  const { symmetric, pointGroup, parity, biases } = ansatz;
  const settled = {
    symmetric: symmetric === "auto" ? false : symmetric,
    pointGroup: pointGroup === "auto" ? false : pointGroup,
    parity: parity === "auto" ? ("none" as const) : parity,
    biases: biases === "auto" ? true : biases,
  };
  checkBranches("groundState.ansatz", { name: ansatz.name, ...settled });
  return resolveAnsatz({ ...ansatz, ...settled }, hamiltonian);
}

function checkParameters({ length }: Float64Array, count: number): void {
  if (length !== 2 * count) refuse("training.initial", `${count} complex parameters`, length / 2);
}

/** The settings in the units of the Hamiltonian as it was given. */
export function settingsIn({ settings, units }: BranchPlan): TrainingSettings {
  const { learningRate, optimizer } = settings;
  return optimizer === "sr" ? { ...settings, learningRate: learningRate / units.unit } : settings;
}

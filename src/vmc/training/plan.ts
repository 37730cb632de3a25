// What a run is about, checked before any work.
import type { Parity, ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { parameterCount } from "../../ansatz/tensors.ts";
import { refuse } from "../../core/errors.ts";
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import type { Sector } from "../../hamiltonian/sector.ts";
import { isStoquastic } from "../../hamiltonian/signs.ts";
import { groundStateSymmetry } from "../../hamiltonian/symmetry.ts";
import { allowsGaussNewton, type Readout } from "../../readout/index.ts";
import { Profile } from "../profile.ts";
import { inTrainingFrame } from "../setup/basis.ts";
import { type ResolvedTraining, resolveTraining } from "../setup/defaults.ts";
import { diagonalBound } from "../setup/diagonalBound.ts";
import { resolveAnsatz } from "../setup/resolve.ts";
import { sampledSector } from "../setup/sampledSector.ts";
import { canSum, configurationsOf } from "../setup/summable.ts";
import { inUnits, type Units, unitsOf } from "../setup/units.ts";
import type { RunProgress } from "../state/runState.ts";
import type { GroundStateOptions, StopSignal, TrainedNetwork } from "../types.ts";
import type { StagePlan } from "./stage.ts";

/** What a run is about: everything that can be wrong was checked. */
export interface RunPlan extends StagePlan {
  /** As the user gave it. `hamiltonian` is the same in its frame, in the units below. */
  readonly given: Hamiltonian;
  readonly framed: Hamiltonian;
  readonly units: Units;
  /** The lowest energy under the reading, in those units, where the diagonal alone decides it. */
  readonly floor: number | null;
  /** Whether a positive off-diagonal element is left in this frame. */
  readonly signs: boolean;
  /** Whether the network may become larger than it begins: nobody chose its density. */
  readonly grows: boolean;
  /** The V-score at which it need not. */
  readonly target: number;
  /** Whether nobody chose which weights are shared or left out. */
  readonly free: boolean;
  /** What the network may be projected on: where H commutes with the flip of all spins, and nothing says how the ground state behaves under it, both. */
  readonly parities: readonly Parity[];
  readonly initial: TrainedNetwork | undefined;
  readonly signal: StopSignal | undefined;
  /** Told where the run is, whenever it can go on from there. */
  readonly offer?: (take: () => Offered, trained: boolean) => void;
}

/** Where a run is, and its best network. */
export interface Offered {
  readonly network: TrainedNetwork;
  readonly progress: RunProgress;
}

/** @throws InputError for anything wrong in the options, before any work. */
export function planRun(options: GroundStateOptions, readout: Readout): RunPlan {
  const { initial, signal, hamiltonian: given } = options;
  resolveTraining(options);
  const framed = inTrainingFrame(options, [readout.name]);
  const units = unitsOf(framed);
  const hamiltonian = inUnits(framed, units);
  const ansatz = initial?.ansatz ?? resolveAnsatz(options.ansatz, hamiltonian);
  if (initial) checkParameters(initial, hamiltonian);
  const sector = sampledSector(hamiltonian, readout);
  const summable = canSum(hamiltonian, ansatz, sector)
    ? { complex: allowsGaussNewton(readout) && isSmall(ansatz, hamiltonian, sector) }
    : undefined;
  const settings = inUnitsOf(units, resolveTraining(options, summable));
  const profile = options.clock ? new Profile(options.clock) : undefined;
  const floor = diagonalBound(hamiltonian, readout);
  const grows = !initial && options.ansatz.name === "rbm" && options.ansatz.grows === true && readout.ratio === "complex";
  const { symmetric, pointGroup, biases } = options.ansatz;
  const free = [symmetric, pointGroup, biases].every((choice) => choice === "auto");
  const { magnetisation } = sector;
  const open = grows && free && settings.fullSum && options.ansatz.parity === "auto" && (magnetisation ?? 0) === 0;
  const parities: readonly Parity[] = open && groundStateSymmetry(hamiltonian).spinFlip === null ? ["even", "odd"] : [ansatz.parity];
  return {
    given,
    framed,
    units,
    hamiltonian,
    magnetisation,
    ansatz,
    readout,
    settings,
    profile,
    floor,
    signs: !isStoquastic(hamiltonian),
    grows,
    target: targetOf(options, settings),
    free,
    parities,
    initial,
    signal,
  };
}

/** An energy is off by the square of what the state is; correlations, entropies and the like by the first power. */
const TARGET_OF_OBSERVABLES = 1e-4;

function targetOf({ accuracy, observables = [], operators = {} }: GroundStateOptions, settings: ResolvedTraining): number {
  const asked = observables.length > 0 || Object.keys(operators).length > 0;
  return asked && accuracy === undefined ? TARGET_OF_OBSERVABLES : settings.accuracy;
}

/** Parameters for each configuration, above which the matrix of RGN, parameters², costs far more than the metric of the samples. */
const MOST_FOR_EACH = 8;

function isSmall(ansatz: ResolvedAnsatz, hamiltonian: Hamiltonian, sector: Sector): boolean {
  return parameterCount(ansatz, hamiltonian.lattice) <= MOST_FOR_EACH * configurationsOf(hamiltonian.lattice, sector);
}

/** A learning rate multiplies energies. */
function inUnitsOf({ unit }: Units, settings: ResolvedTraining): ResolvedTraining {
  const { learningRate, optimizer } = settings;
  return learningRate === undefined || optimizer !== "sr" ? settings : { ...settings, learningRate: learningRate * unit };
}

function checkParameters({ ansatz, parameters }: TrainedNetwork, { lattice }: Hamiltonian): void {
  const count = parameterCount(ansatz, lattice);
  if (parameters.length !== 2 * count) refuse("training.initial", `${count} complex parameters`, parameters.length / 2);
}

// One run of the driver: its plan, its stages, its end.
import type { Parity, ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { parameterCount } from "../../ansatz/tensors.ts";
import { breathe } from "../../core/breathe.ts";
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
import { networkProblem } from "../setup/networkProblem.ts";
import { resolveAnsatz } from "../setup/resolve.ts";
import { sampledSector } from "../setup/sampledSector.ts";
import { canSum, configurationsOf, termsOf } from "../setup/summable.ts";
import { inUnits, restored, type Units, unitsOf } from "../setup/units.ts";
import type { GroundStateOptions, Step, StopReason, StopSignal, TrainedNetwork } from "../types.ts";
import { diverged, FrozenWatch, notFinite, type Trouble } from "./diagnose.ts";
import { Schedule, type TrainingSchedule } from "./schedule.ts";
import { Stage, type StagePlan } from "./stage.ts";
import { boundsOfSum, SummedSchedule } from "./summedSchedule.ts";

/** How often a training whose chains froze, or whose numbers broke down where everything is summed, begins again from new initial weights. */
const RESTARTS = 10;
const SUMMED_RESTARTS = 2;

/** A training of fewer updates did not rest, whatever its V-score: it was cut short. */
const LEAST_RESTED = 200;

/** Where updates cost next to nothing a network grows until its V-score is this part of what is asked for: levels may lie close. */
const CHEAPLY = 1e-2;

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

/** How a piece of training ended; `null` where its schedule did. */
export type End = Trouble | null;

/** A training on its way: the network of the moment, and what was met so far. */
export class Run {
  readonly plan: RunPlan;
  stage: Stage;
  schedule: TrainingSchedule;
  /** Updates of the schedule of the moment that were made, and all of them. */
  iteration = 0;
  made = 0;
  /** What its sums have cost, in products of derivatives. */
  spent = 0;
  attempt = 0;
  start = 0;
  /** Starts that are being compared. */
  starts = 1;
  /** Of the last update. */
  vScore = Number.POSITIVE_INFINITY;
  /** The lowest energy that a start came to rest at, in the units of the plan. */
  lowest: { readonly energy: number; readonly error: number } | null = null;
  /** While starts are compared: the network of the best one so far. */
  kept: { readonly energy: number; readonly network: TrainedNetwork } | null = null;

  private constructor(plan: RunPlan, stage: Stage) {
    this.plan = plan;
    this.stage = stage;
    this.schedule = this.newSchedule();
  }

  static async begin(plan: RunPlan): Promise<Run> {
    return new Run(plan, await Stage.begin(plan, plan.initial, 0));
  }

  /** Goes on in another network: with the parameters given, or random ones. */
  async restage(ansatz: ResolvedAnsatz, parameters?: Float64Array): Promise<void> {
    const { plan } = this.stage;
    this.stage.close();
    this.stage = await Stage.begin({ ...plan, ansatz }, parameters && { ansatz, parameters }, 0);
    this.schedule = this.newSchedule();
  }

  newSchedule(): TrainingSchedule {
    const { settings, readout, hamiltonian } = this.plan;
    const { fullSum, optimizer } = settings;
    const { size } = hamiltonian.lattice;
    if (!fullSum) return new Schedule(settings, size);
    const { parameterCount } = this.stage.training;
    const terms = termsOf(hamiltonian, this.stage.plan.ansatz, this.plan);
    const products = (unknowns: number) => terms * unknowns * unknowns;
    if (optimizer === "rgn" && allowsGaussNewton(readout)) return new SummedSchedule(settings, products(parameterCount), this.spent);
    // Real and imaginary parts are unknowns of their own where the metric is real.
    const bounds = boundsOfSum(settings, products(readout.metric === "real" ? 2 * parameterCount : parameterCount));
    return new Schedule(bounds, size, bounds.enough);
  }

  /** Whether the training was long enough to say something about the network. */
  get rested(): boolean {
    return this.schedule.settled || this.iteration >= LEAST_RESTED;
  }

  /** Whether a training that came to its end left a V-score that a larger network should lower. */
  get wantsMore(): boolean {
    const cheap = this.schedule instanceof SummedSchedule && !this.schedule.dear;
    return this.rested && this.vScore > (cheap ? CHEAPLY : 1) * this.plan.target;
  }

  get interrupted(): boolean {
    return this.plan.signal?.aborted === true;
  }

  /** Updates until the schedule ends, or so many of them. Where chains freeze everything begins again from new weights. Yields once per update. */
  async *train(most = Number.POSITIVE_INFINITY): AsyncGenerator<Step, End> {
    for (;;) {
      const end = yield* this.#updates(most);
      if (!this.#mayRestart(end)) return end;
      await this.#restart();
    }
  }

  #mayRestart(end: End): boolean {
    if (end === null || this.interrupted) return false;
    const { fullSum } = this.plan.settings;
    const reasons: readonly StopReason[] = fullSum ? ["frozen chains", "not finite"] : ["frozen chains"];
    return reasons.includes(end.reason) && this.attempt < (fullSum ? SUMMED_RESTARTS : RESTARTS);
  }

  /** Other initial weights; and where chains froze at free Σ s_i, moves that flip whole blocks, which cross domain walls. */
  async #restart(): Promise<void> {
    const { plan } = this;
    this.attempt++;
    const blocks = plan.magnetisation === null && !plan.settings.fullSum;
    const { plan: before } = this.stage;
    this.stage.close();
    this.stage = await Stage.begin(blocks ? { ...before, rule: "mixed" } : before, plan.initial, this.attempt);
    this.schedule = this.newSchedule();
  }

  async *#updates(most: number): AsyncGenerator<Step, End> {
    const { hamiltonian, settings, floor, profile, units } = this.plan;
    const { size } = hamiltonian.lattice;
    let watch = new FrozenWatch(floor);
    for (this.iteration = 0; this.iteration < Math.min(most, this.schedule.iterations); this.iteration++) {
      const { iteration, schedule } = this;
      await breathe();
      if (schedule.cools(iteration) && !this.stage.whole) {
        this.stage = await this.stage.summed();
        watch = new FrozenWatch(floor);
      }
      const { simulation, training } = this.stage;
      simulation.kernels.team?.check();
      if (this.interrupted) return { reason: "interrupted", detail: "" };
      const update = () => training.update(schedule.at(iteration));
      const { statistics, robust, accepted, stepNorm } = profile ? profile.iteration(update) : update();
      // Without noise that happens where nothing is left to gain: the measurement tells.
      if (stepNorm === null && accepted && settings.fullSum && iteration > 0) return null;
      if (stepNorm === null) return notFinite(statistics) ?? (accepted ? NO_DIRECTION : diverged(training.rollbacks));
      const { attempt, start, starts } = this;
      this.made++;
      const { rollbacks } = this.stage;
      const parameters = training.parameterCount;
      yield {
        iteration,
        iterations: schedule.iterations,
        attempt,
        start,
        starts,
        parameters,
        ...restored(statistics, units, size),
        stepNorm,
        rollbacks,
      };
      schedule.add(robust.energy / size, robust.vScore);
      this.vScore = robust.vScore;
      if (schedule instanceof SummedSchedule) this.spent += schedule.products;
      if (schedule.over) {
        this.iteration++;
        break;
      }
      const frozen = settings.fullSum ? null : watch.look(statistics, () => training.connectedVariance());
      if (frozen !== null) return frozen;
    }
    return null;
  }

  /** The best network so far: of the start of the moment, or of one before it. */
  get best(): TrainedNetwork {
    const { training } = this.stage;
    const { kept } = this;
    return this.carrying(kept !== null && kept.energy < training.lowestEnergy ? kept.network : training.best());
  }

  /** A network of this run with the problem it belongs to. */
  carrying(network: TrainedNetwork): TrainedNetwork {
    return { ...network, problem: networkProblem(this.plan.framed, this.plan.magnetisation) };
  }
}

const NO_DIRECTION: Trouble = {
  reason: "not finite",
  detail: "the metric is not positive definite in floating point: the last good weights are kept; try a larger shift",
};

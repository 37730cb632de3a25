// One run of the driver: its plan, its stages, its end.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { breathe } from "../../core/breathe.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import type { RobustEnergy } from "../measurement/robustEnergy.ts";
import { networkProblem } from "../setup/networkProblem.ts";
import { restored } from "../setup/units.ts";
import type { MeasurementState } from "../state/measurementState.ts";
import type { RaceState, RunPhase, RunProgress } from "../state/runState.ts";
import type { EnergyStatistics, Step, StopReason, TrainedNetwork } from "../types.ts";
import { diverged, FrozenWatch, frozenChains, neverGood, notFinite, type Trouble } from "./diagnose.ts";
import type { RunPlan } from "./plan.ts";
import { scheduleOf } from "./scheduleOf.ts";
import type { TrainingSchedule } from "./schedules/schedule.ts";
import { SummedSchedule } from "./schedules/summedSchedule.ts";
import { Stage } from "./stage.ts";
import type { Training } from "./training.ts";

/** How often a training whose chains froze, or whose numbers broke down where everything is summed, begins again from new initial weights. */
const RESTARTS = 10;
const SUMMED_RESTARTS = 2;

/** Pieces of work of the kernels, for each chain, that make an update a long one: it is remembered where the run is before each that follows. */
const LONG_UPDATE = 120;
/** And those after which it is remembered whatever the updates are like. */
const PIECES = 500;

/** A training of fewer updates did not rest, whatever its V-score: it was cut short. */
const LEAST_RESTED = 200;

/** Where updates cost next to nothing a network grows until its V-score is this part of what is asked for: levels may lie close. */
const CHEAPLY = 1e-2;

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
  phase: RunPhase = "starts";
  /** Whether it began once more from the best product state. */
  fromProduct = false;
  /** Chains that were frozen to the last attempt, in a run whose phase is `trained`. */
  frozen: Trouble | null = null;
  /** How far the final measurement was that is gone on with. */
  measurement: MeasurementState | null = null;
  /** What it was at the end of the training, for states in the measurement after it. */
  #trained: RunProgress | null = null;
  /** Where the comparison of starts is, while there is one. */
  race: RaceState | null = null;
  #watch: FrozenWatch;
  /** Whether the next piece of training goes on where a run was stopped. */
  #goesOn: boolean;
  /** Whether the run was interrupted: what it is from there on is no state to go on from. */
  #over = false;
  /** Where it last was whole: before the update of the moment, or between two batches of the final measurement. */
  #whole: RunProgress | null = null;
  /** The kernels, and the pieces of work that they had done, when it was remembered where the run is. */
  #rememberedIn: Kernels | null = null;
  #rememberedAt = 0;
  /** The pieces that had been done when the last update began. */
  #begunAt = 0;
  /** How a worker was lost, after which the run goes on with one thread; `null` for none. */
  lost: string | null = null;

  private constructor(plan: RunPlan, stage: Stage, progress?: RunProgress) {
    this.plan = plan;
    this.stage = stage;
    this.schedule = this.newSchedule();
    this.#watch = new FrozenWatch(plan.floor, progress?.still);
    this.#goesOn = progress !== undefined;
  }

  static async begin(plan: RunPlan): Promise<Run> {
    return new Run(plan, await Stage.begin(plan, plan.initial, 0));
  }

  /**
   * Goes on where a run was.
   * @param longer whether more updates are asked for than then
   */
  static async resume(plan: RunPlan, progress: RunProgress, longer: boolean): Promise<Run> {
    const run = new Run(plan, await Stage.resume(plan, progress.stage), progress);
    const { phase, fromProduct, iteration, made, spent, attempt, start, starts, vScore, lowest, kept, race } = progress;
    Object.assign(run, { phase, fromProduct, iteration, made, spent, attempt, start, starts, vScore, lowest, kept, race });
    run.schedule.resume(progress.schedule, longer);
    if (progress.frozen !== null) run.frozen = frozenChains(progress.frozen);
    if (phase === "trained" && longer) Object.assign(run, { phase: "training", frozen: null });
    else run.measurement = progress.measurement;
    return run;
  }

  /** The same run with one thread, from where it last was whole, after a worker was lost. This one ends. */
  async alone(lost: string): Promise<Run> {
    this.stage.close();
    const plan = { ...this.plan, settings: { ...this.plan.settings, workers: 1 } };
    const run = this.#whole === null ? await Run.begin(plan) : await Run.resume(plan, structuredClone(this.#whole), false);
    run.lost = lost;
    return run;
  }

  /** Between two updates, or once it is trained. */
  progress(): RunProgress {
    const { phase, fromProduct, iteration, made, spent, attempt, start, starts, vScore, lowest, kept, race } = this;
    const { still } = this.#watch;
    const frozen = this.frozen?.detail ?? null;
    const [schedule, stage] = [this.schedule.state(), this.stage.state()];
    const counted = { iteration, made, spent, attempt, start, starts, vScore, lowest, kept, still };
    return { phase, fromProduct, frozen, ...counted, race, schedule, stage, measurement: null };
  }

  /** Lets the user keep where the run is. */
  offer(): void {
    if (this.#over) return;
    const trained = this.phase === "trained";
    const network = () => (trained ? this.carrying(this.stage.training.current()) : this.best);
    this.plan.offer?.(() => ({ network: network(), progress: this.progress() }), trained);
  }

  /** Lets the user keep where the run last was whole, once an update or a measurement was left. */
  offerWhole(): void {
    const whole = this.#whole;
    if (this.#over || whole === null) return;
    this.end();
    const trained = whole.phase === "trained";
    const network = () => (trained ? this.carrying(this.stage.training.current()) : this.best);
    this.plan.offer?.(() => ({ network: network(), progress: whole }), trained);
  }

  /**
   * An update, before which it is remembered where the run is: it may be left then, and a lost worker costs no more than the updates since. Where
   * updates are so short that remembering each would slow the run down, most of them are made to their end.
   */
  #made<T>(update: () => T): T {
    const { plan, stage } = this;
    const { kernels } = stage.simulation;
    const wanted = kernels.team !== null || (plan.offer !== undefined && plan.signal !== undefined);
    const chains = plan.settings.fullSum ? 0 : plan.settings.chains;
    const since = this.#rememberedIn === kernels ? kernels.pieces - this.#rememberedAt : Number.POSITIVE_INFINITY;
    const last = kernels.pieces - this.#begunAt;
    this.#begunAt = kernels.pieces;
    if (!wanted || (since < PIECES * chains && last < LONG_UPDATE * chains)) return update();
    return kernels.heeding(plan.signal, () => {
      this.#whole = this.progress();
      plan.signal?.doing?.("training", this.iteration, this.schedule.iterations);
      this.#rememberedIn = kernels;
      this.#rememberedAt = kernels.pieces;
      return update();
    });
  }

  /** The training is at its end. @param frozen chains that were frozen to the last attempt */
  trained(frozen: End): void {
    const known = this.phase === "trained";
    this.frozen = frozen;
    this.phase = "trained";
    this.#trained = this.progress();
    this.#whole = this.#trained;
    if (!known) this.offer();
  }

  /** Lets the user keep where the final measurement is. */
  measuring(take: () => MeasurementState): void {
    const trained = this.#trained;
    if (trained === null) return;
    const network = () => this.carrying(this.stage.training.current());
    const whole = { ...trained, measurement: take() };
    this.#whole = whole;
    this.plan.offer?.(() => ({ network: network(), progress: whole }), true);
  }

  /** The run was interrupted: from here on it only comes to an end. */
  end(): void {
    this.#over = true;
  }

  /** Whether the next piece of training was begun before the run was stopped. */
  get goesOn(): boolean {
    return this.#goesOn;
  }

  /** Goes on in another network: with the parameters given, or random ones. */
  async restage(ansatz: ResolvedAnsatz, parameters?: Float64Array): Promise<void> {
    const { plan } = this.stage;
    this.stage.close();
    this.stage = await Stage.begin({ ...plan, ansatz }, parameters && { ansatz, parameters }, 0);
    this.schedule = this.newSchedule();
  }

  /** What the network reads after the last update, see `Training.settle`. @throws Interrupted */
  settle(): RobustEnergy {
    const { simulation, training } = this.stage;
    return simulation.kernels.heeding(this.plan.signal, () => training.settle());
  }

  newSchedule(): TrainingSchedule {
    const { training, plan } = this.stage;
    return scheduleOf(this.plan, plan.ansatz, training.parameterCount, this.spent);
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
    if (!this.#goesOn) {
      this.iteration = 0;
      this.#watch = new FrozenWatch(floor);
    }
    this.#goesOn = false;
    for (; this.iteration < Math.min(most, this.schedule.iterations); this.iteration++, this.offer()) {
      const { iteration, schedule } = this;
      await breathe();
      if (schedule.cools(iteration) && !this.stage.whole) {
        this.stage = await this.stage.summed();
        this.#watch = new FrozenWatch(floor);
      }
      const { simulation, training } = this.stage;
      simulation.kernels.team?.check();
      if (this.interrupted) {
        this.offer();
        this.end();
        return { reason: "interrupted", detail: "" };
      }
      const update = () => training.update(schedule.at(iteration));
      const { statistics, robust, accepted, stepNorm } = this.#made(() => (profile ? profile.iteration(update) : update()));
      // Without noise that happens where nothing is left to gain: the measurement tells.
      if (stepNorm === null && accepted && settings.fullSum && iteration > 0) return null;
      if (stepNorm === null) return troubleOf(statistics, accepted, training);
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
      const frozen = settings.fullSum ? null : this.#watch.look(statistics, () => training.connectedVariance());
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

/** Why no update was made. */
function troubleOf(statistics: EnergyStatistics, accepted: boolean, { lowestEnergy, rollbacks }: Training): Trouble {
  if (accepted) return NO_DIRECTION;
  if (!Number.isFinite(lowestEnergy)) return neverGood(statistics);
  return notFinite(statistics) ?? diverged(rollbacks);
}

const NO_DIRECTION: Trouble = {
  reason: "not finite",
  detail: "the metric is not positive definite in floating point: the last good weights are kept; try a larger shift",
};

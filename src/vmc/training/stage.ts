// One stage of a run: one network trained until it rests.
import { type ResolvedAnsatz, unprojected } from "../../ansatz/ansatz.ts";
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import type { Readout } from "../../readout/index.ts";
import type { Profile } from "../profile.ts";
import type { ResolvedTraining } from "../setup/defaults.ts";
import { createSimulation, type FreeRule, type Simulation } from "../setup/simulation.ts";
import type { StageState } from "../state/runState.ts";
import type { TrainedNetwork } from "../types.ts";
import { Training } from "./training.ts";

/** What the stages of a training have in common. */
export interface StagePlan {
  readonly hamiltonian: Hamiltonian;
  /** Σ s_i of the sampled configurations, or `null` for all of them. */
  readonly magnetisation: number | null;
  /** The network as it is at the end. */
  readonly ansatz: ResolvedAnsatz;
  readonly readout: Readout;
  readonly settings: ResolvedTraining;
  /** The rule of the chains where it is not the usual one. */
  readonly rule?: FreeRule;
  readonly profile: Profile | undefined;
}

/**
 * A network in training and the kernels it lives in. The sum over the point group multiplies the cost of an update, and the last part of a
 * training is enough to gain by it: before, the same parameters are trained without the sum.
 */
export class Stage {
  readonly simulation: Simulation;
  readonly training: Training;
  readonly plan: StagePlan;
  readonly #projected: boolean;
  readonly #rollbacks: number;

  private constructor(plan: StagePlan, simulation: Simulation, training: Training, projected: boolean, rollbacks: number) {
    this.plan = plan;
    this.simulation = simulation;
    this.training = training;
    this.#projected = projected;
    this.#rollbacks = rollbacks;
  }

  /** Begins from random parameters without the sum, or goes on from others as they are. */
  static async begin(plan: StagePlan, initial: TrainedNetwork | undefined, attempt: number): Promise<Stage> {
    if (!initial) await checkMemory(plan);
    const ansatz = initial?.ansatz ?? unprojected(plan.ansatz);
    const stage = await Stage.#open(plan, ansatz, "training", initial?.parameters, 0);
    if (attempt > 0) stage.training.restart(attempt);
    return stage;
  }

  static async #open(plan: StagePlan, ansatz: ResolvedAnsatz, label: string, parameters: Float64Array | undefined, rollbacks: number) {
    const { readout, settings } = plan;
    const simulation = await simulationOf(plan, ansatz);
    try {
      const training = new Training(simulation, ansatz, readout, settings, label, parameters);
      return new Stage(plan, simulation, training, ansatz.pointGroup, rollbacks);
    } catch (error) {
      simulation.kernels.close();
      throw error;
    }
  }

  /** Goes on where a stage was. */
  static async resume(common: StagePlan, { ansatz, rule, projected, rollbacks, training }: StageState): Promise<Stage> {
    const plan = { ...common, ansatz, ...(rule === null ? {} : { rule }) };
    const simulation = await simulationOf(plan, training.network.ansatz);
    try {
      const resumed = new Training(simulation, training.network.ansatz, plan.readout, plan.settings, "", undefined, training);
      return new Stage(plan, simulation, resumed, projected, rollbacks);
    } catch (error) {
      simulation.kernels.close();
      throw error;
    }
  }

  state(): StageState {
    const { ansatz, rule = null } = this.plan;
    return { ansatz, rule, projected: this.#projected, rollbacks: this.#rollbacks, training: this.training.state() };
  }

  /** Whether the network is what it is to be at the end. */
  get whole(): boolean {
    return this.#projected === this.plan.ansatz.pointGroup;
  }

  /** How often parameters were taken back, in all stages. */
  get rollbacks(): number {
    return this.#rollbacks + this.training.rollbacks;
  }

  /** The stage in which the network is summed over the point group. This one ends. */
  summed(): Promise<Stage> {
    this.training.settle();
    const { parameters } = this.training.current();
    this.close();
    return Stage.#open(this.plan, this.plan.ansatz, "training/summed", parameters, this.rollbacks);
  }

  close(): void {
    this.simulation.kernels.close();
  }
}

function simulationOf({ hamiltonian, magnetisation, settings, profile, rule }: StagePlan, ansatz: ResolvedAnsatz): Promise<Simulation> {
  return createSimulation(hamiltonian, ansatz, { workers: settings.workers, magnetisation, profile, rule });
}

/** @throws InputError if the samples of the summed network do not fit the memory, before hours of training without the sum. */
async function checkMemory({ hamiltonian, magnetisation, ansatz, settings }: StagePlan): Promise<void> {
  if (!ansatz.pointGroup || settings.fullSum) return;
  const { kernels, network } = await createSimulation(hamiltonian, ansatz, { magnetisation });
  kernels.allocate(network.stateBytes * settings.samples);
  kernels.close();
}

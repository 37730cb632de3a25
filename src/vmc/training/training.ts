// The loop over updates: sample, estimate, solve, move.
import { type ResolvedAnsatz, usualDeviation } from "../../ansatz/ansatz.ts";
import { randomParameters } from "../../ansatz/create.ts";
import { randomStream } from "../../core/random.ts";
import type { Readout } from "../../readout/index.ts";
import type { ChainsState } from "../../sampler/chainsState.ts";
import type { Sampler, Samples } from "../../sampler/sampler.ts";
import { connectedVariance } from "../measurement/connectedVariance.ts";
import { energyStatistics, localEstimates } from "../measurement/energies.ts";
import { type RobustEnergy, robustEnergy } from "../measurement/robustEnergy.ts";
import type { ResolvedTraining } from "../setup/defaults.ts";
import { leastEnergy } from "../setup/leastEnergy.ts";
import { optimizerUnder } from "../setup/optimizer.ts";
import type { Simulation } from "../setup/simulation.ts";
import type { DescentState, TrainingState } from "../state/runState.ts";
import type { EnergyStatistics, OptimizerName, TrainedNetwork } from "../types.ts";
import { adamDescent, type Descent, length, reconfiguration } from "./descent.ts";
import { GaussNewton } from "./gaussNewton.ts";
import { Guard } from "./guard.ts";
import { trainingSampler } from "./samplers.ts";
import { sampleWeightsOf } from "./sampleWeights.ts";
import type { Pace } from "./schedules/schedule.ts";
import { SpotCheck } from "./spotCheck.ts";

/** What a draw with the parameters of the moment says about them. */
interface Draw {
  readonly samples: Samples;
  readonly energies: Float64Array;
  readonly statistics: EnergyStatistics;
  readonly robust: RobustEnergy;
}

/** What one update found and did. */
export interface Update {
  readonly statistics: EnergyStatistics;
  readonly robust: RobustEnergy;
  /** `null` if the parameters are unchanged: no direction could be found, or the energy left the best one behind too often. */
  readonly stepNorm: number | null;
  /** Whether the energy was one to go on from. */
  readonly accepted: boolean;
}

/** The state of a training that changes from update to update: the network's parameters, its chains, the best parameters so far. */
export class Training {
  readonly #simulation: Simulation;
  readonly #ansatz: ResolvedAnsatz;
  readonly #readout: Readout;
  readonly #options: ResolvedTraining;
  readonly #optimizer: OptimizerName;
  readonly #spotCheck: SpotCheck;
  #descent: Descent;
  #sampler: Sampler;
  #guard: Guard;
  #first: Float64Array;
  #last: { readonly samples: Samples; readonly energy: number; readonly parameters: Float64Array } | null = null;

  /**
   * @param label of the chains' random numbers
   * @param initial parameters to start from; random ones, the same for every reading of a seed, if left out
   * @param state to go on from
   */
  constructor(
    simulation: Simulation,
    ansatz: ResolvedAnsatz,
    readout: Readout,
    options: ResolvedTraining,
    label = "training",
    initial?: Float64Array,
    state?: TrainingState,
  ) {
    this.#simulation = simulation;
    this.#ansatz = ansatz;
    this.#readout = readout;
    this.#options = options;
    this.#optimizer = optimizerUnder(readout, options.optimizer);
    this.#spotCheck = new SpotCheck(options.seed);
    this.#descent = this.#newDescent(state?.descent);
    this.#guard = new Guard(leastEnergy(simulation.hamiltonian), state?.guard);
    const known = state?.network.parameters ?? initial;
    if (known) simulation.network.setParameters(known);
    else this.#randomise("parameters", ansatz.deviation);
    this.#first = state?.first ?? simulation.network.parameters();
    this.#sampler = this.#newSampler(label, state?.chains);
  }

  /** After an update. */
  state(): TrainingState {
    return {
      network: this.current(),
      first: this.#first,
      guard: this.#guard.state(),
      descent: this.#descent.state(),
      chains: this.#sampler.state(),
    };
  }

  #randomise(label: string, deviation: number): void {
    const { kernels, network, hamiltonian } = this.#simulation;
    const stream = randomStream(this.#options.seed, label);
    network.setParameters(randomParameters(kernels, { ...this.#ansatz, deviation }, hamiltonian.lattice, stream));
  }

  #newDescent(state?: DescentState): Descent {
    const make = {
      rgn: () => new GaussNewton(this.#simulation, this.#options, state),
      sr: () => reconfiguration(this.#simulation, this.#readout, this.#options, state),
      adam: () => adamDescent(this.#simulation, this.#readout, this.#options, state),
    };
    return make[this.#optimizer]();
  }

  #newSampler(label: string, state?: ChainsState | null): Sampler {
    return trainingSampler(this.#simulation, this.#ansatz, this.#readout, this.#options, label, state);
  }

  /**
   * Begins again from new initial weights and new chains. The energies of chains that froze are not to be compared with. Weights larger than
   * usual freeze chains, so the deviation is halved each time until it is the usual one.
   */
  restart(attempt: number): void {
    this.#randomise(`parameters/${attempt}`, this.#deviationOf(attempt));
    this.#anew(`training/${attempt}`);
  }

  /** Begins one of several starts: other random weights, their deviation so many times the usual. */
  begin(start: number, factor: number): void {
    this.#randomise(start === 0 ? "parameters" : `parameters/start/${start}`, factor * this.#ansatz.deviation);
    this.#anew(`training/start/${start}`);
  }

  /** Goes on from parameters that were trained before. */
  resume(parameters: Float64Array, label: string): void {
    this.#simulation.network.setParameters(parameters);
    this.#anew(`training/${label}`);
  }

  #anew(label: string): void {
    this.#first = this.#simulation.network.parameters();
    this.#guard = new Guard(leastEnergy(this.#simulation.hamiltonian));
    this.#last = null;
    this.#descent = this.#newDescent();
    this.#sampler = this.#newSampler(label);
  }

  #deviationOf(attempt: number): number {
    const usual = usualDeviation(this.#ansatz);
    let { deviation } = this.#ansatz;
    for (let n = 0; n < attempt && deviation > usual; n++) deviation = Math.max(deviation / 2, usual);
    return deviation;
  }

  #draw(): Draw {
    const { network, energyOperator } = this.#simulation;
    const samples = this.#sampler.draw();
    const energies = localEstimates(network, energyOperator, this.#readout, samples);
    this.#spotCheck.look(network, energyOperator, this.#readout, samples, energies);
    const statistics = energyStatistics(network, samples, energies);
    return { samples, energies, statistics, robust: robustEnergy(this.#simulation, samples, energies, statistics) };
  }

  /**
   * Samples, estimates, and moves the parameters. Where the energy has left the best one behind, or nothing finite comes out, the best parameters are
   * taken up again with new chains, and the steps are shorter from there on.
   */
  update(pace: Pace): Update {
    const { network } = this.#simulation;
    for (;;) {
      const { samples, energies, statistics, robust } = this.#draw();
      const accepted = Number.isFinite(statistics.variance) && this.#guard.accepts(robust, () => network.parameters());
      if (accepted) {
        const weighting = sampleWeightsOf(this.#simulation, this.#readout, samples, energies, robust);
        if (this.#guard.aboveBest) this.#descent.released();
        const change = this.#descent.change(samples, energies, weighting, pace);
        if (change !== null) {
          const parameters = network.parameters();
          this.#last = { samples, energy: statistics.energy.mean, parameters };
          this.#moveTo(parameters.map((value, k) => value - change[k]));
          return { statistics, robust, accepted, stepNorm: length(change) };
        }
      }
      if (!this.#rollBack()) return { statistics, robust, accepted, stepNorm: null };
    }
  }

  /** What the parameters after the last update read; the best ones in their place if the energy has left those behind. */
  settle(): RobustEnergy {
    const { network } = this.#simulation;
    const { robust } = this.#draw();
    if (this.#guard.accepts(robust, () => network.parameters()) && !this.#guard.aboveBest) return robust;
    this.#restore(this.#guard.rollBackAtEnd() ?? this.#first);
    return this.#draw().robust;
  }

  #rollBack(): boolean {
    const better = this.#guard.rollBack();
    if (better === null) return false;
    this.#descent.rolledBack();
    this.#restore(better);
    return true;
  }

  #restore(parameters: Float64Array): void {
    this.#simulation.network.setParameters(parameters);
    this.#sampler.anew();
  }

  #moveTo(parameters: Float64Array): void {
    this.#simulation.network.setParameters(parameters);
    this.#sampler.moved();
  }

  /** That of the best parameters; infinite before the first update. */
  get lowestEnergy(): number {
    return this.#guard.lowest;
  }

  /** Complex parameters of the network. */
  get parameterCount(): number {
    return this.#simulation.network.parameterCount;
  }

  /** How often parameters were taken back. */
  get rollbacks(): number {
    return this.#guard.rollbacks;
  }

  /** The connected variance of the last samples, with the parameters they were drawn from. */
  connectedVariance(): number {
    if (this.#last === null) return 0;
    const { network } = this.#simulation;
    const now = network.parameters();
    network.setParameters(this.#last.parameters);
    const variance = connectedVariance(this.#simulation, this.#readout, this.#last.samples, this.#last.energy);
    network.setParameters(now);
    return variance;
  }

  /** The network as it is now. */
  current(): TrainedNetwork {
    return { ansatz: this.#ansatz, parameters: this.#simulation.network.parameters() };
  }

  /** The last good state: what is kept when a run does not reach its end. */
  best(): TrainedNetwork {
    return { ansatz: this.#ansatz, parameters: this.#guard.best ?? this.#first };
  }
}

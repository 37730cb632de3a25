import { type ResolvedAnsatz, usualDeviation } from "../ansatz/ansatz.ts";
import { randomParameters } from "../ansatz/create.ts";
import { randomStream } from "../core/random.ts";
import type { Readout } from "../readout/index.ts";
import { FullSum } from "../sampler/fullSum.ts";
import { Metropolis } from "../sampler/metropolis.ts";
import type { Sampler, Samples } from "../sampler/sampler.ts";
import type { ResolvedTraining } from "./defaults.ts";
import { adamDescent, type Descent, length, reconfiguration } from "./descent.ts";
import { energyStatistics, localEstimates } from "./energies.ts";
import { GaussNewton } from "./gaussNewton.ts";
import { Guard } from "./guard.ts";
import { influenceOf } from "./influence.ts";
import { neighbourVariance } from "./neighbours.ts";
import type { Pace } from "./schedule.ts";
import type { Simulation } from "./simulation.ts";
import { foldsFlips } from "./summable.ts";
import type { EnergyStatistics, OptimizerName, TrainedNetwork } from "./types.ts";
import { type TypicalEnergy, typicalEnergy } from "./typical.ts";

/** Sweeps of a new chain before training. */
const BURN_IN = 100;
/** Samples of each of the extra chains below: the rows of the Gram matrix are dear, and a chain's next samples say little new. */
const WATCHED_SAMPLES = 4;
/**
 * Scouts, beside the other chains. Without anything of the kind one of five Heisenberg rings of 20 sites ended with a domain state hidden in it;
 * chains that sample the flatter |f| left one in one of ten of 60 sites and cost accuracy, scouts none in what was tried of 20, 60 and 80.
 */
const SCOUTS = 4;
/**
 * Sentinels, in their place under a reading without complex ratios: it can come to rest on one configuration, where only chains that sample a
 * flatter |f| still see that the network is not as sharp as it could be.
 */
const SENTINELS = 4;
/** Annealed sweeps of the chain that begins anew at each update. */
const RENEWAL = 40;
/** Sweeps after each update, before the first sample: the network has changed a little. */
const THERMALISATION = 2;
/** Sweeps (N proposals) before each sample. */
const SWEEPS = 1;

/** What a draw with the parameters of the moment says about them. */
interface Draw {
  readonly samples: Samples;
  readonly energies: Float64Array;
  readonly statistics: EnergyStatistics;
  readonly typical: TypicalEnergy;
}

/** What one update found and did. */
export interface Update {
  readonly statistics: EnergyStatistics;
  readonly typical: TypicalEnergy;
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
  #descent: Descent;
  #sampler: Sampler;
  #guard = new Guard();
  #first: Float64Array;
  #last: { readonly samples: Samples; readonly energy: number; readonly parameters: Float64Array } | null = null;

  /**
   * @param label of the chains' random numbers
   * @param initial parameters to start from; random ones, the same for every reading of a seed, if left out
   */
  constructor(
    simulation: Simulation,
    ansatz: ResolvedAnsatz,
    readout: Readout,
    options: ResolvedTraining,
    label = "training",
    initial?: Float64Array,
  ) {
    this.#simulation = simulation;
    this.#ansatz = ansatz;
    this.#readout = readout;
    this.#options = options;
    this.#optimizer = optimizerOf(readout, options);
    this.#descent = this.#newDescent();
    if (initial) simulation.network.setParameters(initial);
    else this.#randomise("parameters", ansatz.deviation);
    this.#first = simulation.network.parameters();
    this.#sampler = this.#newSampler(label);
  }

  #randomise(label: string, deviation: number): void {
    const { kernels, network, hamiltonian } = this.#simulation;
    const stream = randomStream(this.#options.seed, label);
    network.setParameters(randomParameters(kernels, { ...this.#ansatz, deviation }, hamiltonian.lattice, stream));
  }

  #newDescent(): Descent {
    const make = {
      rgn: () => new GaussNewton(this.#simulation, this.#options),
      sr: () => reconfiguration(this.#simulation, this.#readout, this.#options),
      adam: () => adamDescent(this.#simulation, this.#readout, this.#options),
    };
    return make[this.#optimizer]();
  }

  #newSampler(label: string): Sampler {
    const { hamiltonian, network, magnetisation, moves } = this.#simulation;
    const { fullSum, seed, chains, samples } = this.#options;
    if (fullSum) {
      const folded = foldsFlips(hamiltonian, this.#ansatz, { magnetisation });
      return new FullSum(network, this.#readout, magnetisation, folded);
    }
    const plan = {
      seed,
      label,
      chains,
      ...(this.#readout.ratio === "complex" ? { sentinels: 0, scouts: SCOUTS } : { sentinels: SENTINELS, scouts: 0 }),
      sentinelSamples: WATCHED_SAMPLES,
      samples,
      sweeps: SWEEPS,
      annealed: true,
      burnIn: BURN_IN,
      renewal: RENEWAL,
      thermalisation: THERMALISATION,
      magnetisation,
      moves,
    };
    return new Metropolis(network, this.#readout, plan);
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
    this.#guard = new Guard();
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
    const statistics = energyStatistics(network, samples, energies);
    return { samples, energies, statistics, typical: typicalEnergy(this.#simulation, samples, energies, statistics) };
  }

  /**
   * Samples, estimates, and moves the parameters. Where the energy has left the best one behind, or nothing finite comes out, the best parameters are
   * taken up again with new chains, and the steps are shorter from there on.
   */
  update(pace: Pace): Update {
    const { network } = this.#simulation;
    for (;;) {
      const { samples, energies, statistics, typical } = this.#draw();
      const accepted = Number.isFinite(statistics.variance) && this.#guard.accepts(typical, () => network.parameters());
      if (accepted) {
        const influence = influenceOf(this.#simulation, this.#readout, samples, energies, typical);
        if (this.#guard.adrift) this.#descent.released();
        const change = this.#descent.change(samples, energies, influence, pace);
        if (change !== null) {
          const parameters = network.parameters();
          this.#last = { samples, energy: statistics.energy.mean, parameters };
          this.#moveTo(parameters.map((value, k) => value - change[k]));
          return { statistics, typical, accepted, stepNorm: length(change) };
        }
      }
      if (!this.#rollBack()) return { statistics, typical, accepted, stepNorm: null };
    }
  }

  /** What the parameters after the last update read; the best ones in their place if the energy has left those behind. */
  settle(): TypicalEnergy {
    const { network } = this.#simulation;
    const { typical } = this.#draw();
    if (this.#guard.accepts(typical, () => network.parameters()) && !this.#guard.adrift) return typical;
    this.#goBack(this.#guard.giveUp() ?? this.#first);
    return this.#draw().typical;
  }

  #rollBack(): boolean {
    const better = this.#guard.retreat();
    if (better === null) return false;
    this.#descent.retreated();
    this.#goBack(better);
    return true;
  }

  #goBack(parameters: Float64Array): void {
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
  get retreats(): number {
    return this.#guard.retreats;
  }

  /** The variance that the neighbours of the last samples see, with the parameters they were drawn from. */
  neighbourVariance(): number {
    if (this.#last === null) return 0;
    const { network } = this.#simulation;
    const now = network.parameters();
    network.setParameters(this.#last.parameters);
    const variance = neighbourVariance(this.#simulation, this.#readout, this.#last.samples, this.#last.energy);
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

/** RGN needs complex ratios: where the reading takes none, stochastic reconfiguration stands in. */
function optimizerOf({ ratio }: Readout, { optimizer }: ResolvedTraining): OptimizerName {
  return optimizer === "rgn" && ratio !== "complex" ? "sr" : optimizer;
}

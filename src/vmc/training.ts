import type { ResolvedAnsatz } from "../ansatz/ansatz.ts";
import { randomParameters } from "../ansatz/create.ts";
import { randomStream } from "../core/random.ts";
import { naturalGradient } from "../optimizer/naturalGradient.ts";
import type { Readout } from "../readout/index.ts";
import { FullSum } from "../sampler/fullSum.ts";
import { Metropolis } from "../sampler/metropolis.ts";
import type { Sampler, Samples } from "../sampler/sampler.ts";
import { learningRateAt, type ResolvedTraining, shiftAt } from "./defaults.ts";
import { energyStatistics, localEstimates, sampleWeights, weightedMean } from "./energies.ts";
import { neighbourVariance } from "./neighbours.ts";
import type { Simulation } from "./simulation.ts";
import type { EnergyStatistics, TrainedNetwork } from "./types.ts";

/** Sweeps of a new chain before training. */
const BURN_IN = 100;
/** Sentinel chains, beside the others. Without them one of five Heisenberg rings of 20 sites ended with a domain state hidden in it. */
const SENTINELS = 4;
/** Samples of each sentinel: the rows of the Gram matrix are dear, and a chain's next samples say little new. */
const SENTINEL_SAMPLES = 4;
/** Annealed sweeps of the chain that begins anew at each update. */
const RENEWAL = 40;
/** Sweeps after each update, before the first sample: the network has changed a little. */
const THERMALISATION = 2;
/** Sweeps (N proposals) before each sample. */
const SWEEPS = 1;
/** The most the parameters may move in one update, |Δθ|: beyond it the linear step no longer describes the network. */
const LONGEST_STEP = 0.3;

/** What one update found and did. `stepNorm` is `null` if no direction could be found; the parameters are then unchanged. */
export interface Update {
  readonly statistics: EnergyStatistics;
  readonly stepNorm: number | null;
}

/** The state of a training that changes from update to update: the network's parameters, its chains, the best parameters so far. */
export class Training {
  readonly #simulation: Simulation;
  readonly #ansatz: ResolvedAnsatz;
  readonly #readout: Readout;
  readonly #options: ResolvedTraining;
  #sampler: Sampler;
  #last: { readonly samples: Samples; readonly energy: number; readonly parameters: Float64Array } | null = null;
  #best: { readonly parameters: Float64Array; readonly energy: number };

  /** @param initial parameters to start from; random ones, the same for every reading of a seed, if left out */
  constructor(simulation: Simulation, ansatz: ResolvedAnsatz, readout: Readout, options: ResolvedTraining, initial?: Float64Array) {
    this.#simulation = simulation;
    this.#ansatz = ansatz;
    this.#readout = readout;
    this.#options = options;
    if (initial) simulation.network.setParameters(initial);
    else this.#randomise("parameters");
    this.#sampler = this.#newSampler("training");
    this.#best = { parameters: simulation.network.parameters(), energy: Number.POSITIVE_INFINITY };
  }

  #randomise(label: string): void {
    const { kernels, network, hamiltonian } = this.#simulation;
    network.setParameters(randomParameters(kernels, this.#ansatz, hamiltonian.lattice, randomStream(this.#options.seed, label)));
  }

  #newSampler(label: string): Sampler {
    const { network, magnetisation } = this.#simulation;
    const { fullSum, seed, chains, samples } = this.#options;
    if (fullSum) return new FullSum(network, this.#readout, magnetisation);
    const plan = {
      seed,
      label,
      chains,
      sentinels: SENTINELS,
      sentinelSamples: SENTINEL_SAMPLES,
      samples,
      sweeps: SWEEPS,
      annealed: true,
      burnIn: BURN_IN,
      renewal: RENEWAL,
      thermalisation: THERMALISATION,
      magnetisation,
    };
    return new Metropolis(network, this.#readout, plan);
  }

  /** Begins again from new initial weights and new chains. The energies of chains that froze are not to be compared with. */
  restart(attempt: number): void {
    this.#randomise(`parameters/${attempt}`);
    this.#best = { parameters: this.#simulation.network.parameters(), energy: Number.POSITIVE_INFINITY };
    this.#last = null;
    this.#sampler = this.#newSampler(`training/${attempt}`);
  }

  /** Samples, estimates, and moves the parameters by -γ δ. */
  update(iteration: number): Update {
    const { network, energyOperator } = this.#simulation;
    const samples = this.#sampler.draw();
    const energies = localEstimates(network, energyOperator, this.#readout, samples);
    const statistics = energyStatistics(network, samples, energies);
    const direction = Number.isFinite(statistics.variance) ? this.#direction(samples, energies, iteration) : null;
    if (direction === null) return { statistics, stepNorm: null };
    this.#keepBest(statistics);
    this.#last = { samples, energy: statistics.energy.mean, parameters: network.parameters() };
    return { statistics, stepNorm: this.#move(direction, learningRateAt(this.#options, iteration)) };
  }

  /** δ, complex interleaved. Overwrites `energies` with their deviations from the mean. */
  #direction(samples: Samples, energies: Float64Array, iteration: number): Float64Array | null {
    const { network } = this.#simulation;
    const [meanRe, meanIm] = weightedMean(energies, sampleWeights(network, samples));
    for (let x = 0; x < samples.count; x++) {
      energies[2 * x] -= meanRe;
      energies[2 * x + 1] -= meanIm;
    }
    return naturalGradient(network.logDerivatives(samples), {
      estimates: energies,
      roots: samples.roots,
      metric: this.#readout.metric,
      shift: shiftAt(this.#options, iteration),
    });
  }

  #move(direction: Float64Array, learningRate: number): number {
    const { network } = this.#simulation;
    const norm = Math.sqrt(direction.reduce((total, value) => total + value * value, 0));
    const rate = norm * learningRate > LONGEST_STEP ? LONGEST_STEP / norm : learningRate;
    const parameters = network.parameters();
    for (let k = 0; k < parameters.length; k++) parameters[k] -= rate * direction[k];
    network.setParameters(parameters);
    this.#sampler.moved();
    return rate * norm;
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

  /** The parameters that gave the lowest energy, the error added so that a lucky sample does not win. */
  #keepBest({ energy }: EnergyStatistics): void {
    const pessimistic = energy.mean + (Number.isFinite(energy.error) ? energy.error : 0);
    if (pessimistic < this.#best.energy) this.#best = { parameters: this.#simulation.network.parameters(), energy: pessimistic };
  }

  /** The network as it is now. */
  current(): TrainedNetwork {
    return { ansatz: this.#ansatz, parameters: this.#simulation.network.parameters() };
  }

  /** The last good state: what is kept when a run does not reach its end. */
  best(): TrainedNetwork {
    return { ansatz: this.#ansatz, parameters: this.#best.parameters };
  }
}

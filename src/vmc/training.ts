import type { ResolvedAnsatz } from "../ansatz/ansatz.ts";
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
import { neighbourVariance } from "./neighbours.ts";
import type { Simulation } from "./simulation.ts";
import type { EnergyStatistics, OptimizerName, TrainedNetwork } from "./types.ts";

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
  readonly #optimizer: OptimizerName;
  #descent: Descent;
  #sampler: Sampler;
  #last: { readonly samples: Samples; readonly energy: number; readonly parameters: Float64Array } | null = null;
  #best: { readonly parameters: Float64Array; readonly energy: number };

  /** @param initial parameters to start from; random ones, the same for every reading of a seed, if left out */
  constructor(simulation: Simulation, ansatz: ResolvedAnsatz, readout: Readout, options: ResolvedTraining, initial?: Float64Array) {
    this.#simulation = simulation;
    this.#ansatz = ansatz;
    this.#readout = readout;
    this.#options = options;
    this.#optimizer = optimizerOf(readout, options);
    this.#descent = this.#newDescent();
    if (initial) simulation.network.setParameters(initial);
    else this.#randomise("parameters");
    this.#sampler = this.#newSampler("training");
    this.#best = { parameters: simulation.network.parameters(), energy: Number.POSITIVE_INFINITY };
  }

  #randomise(label: string): void {
    const { kernels, network, hamiltonian } = this.#simulation;
    network.setParameters(randomParameters(kernels, this.#ansatz, hamiltonian.lattice, randomStream(this.#options.seed, label)));
  }

  #newDescent(): Descent {
    const make = {
      rgn: () => new GaussNewton(this.#simulation, this.#readout, this.#options),
      sr: () => reconfiguration(this.#simulation, this.#readout, this.#options),
      adam: () => adamDescent(this.#simulation, this.#readout, this.#options),
    };
    return make[this.#optimizer]();
  }

  #newSampler(label: string): Sampler {
    const { network, magnetisation } = this.#simulation;
    const { fullSum, seed, chains, samples } = this.#options;
    if (fullSum) return new FullSum(network, this.#readout, magnetisation);
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
    };
    return new Metropolis(network, this.#readout, plan);
  }

  /** Begins again from new initial weights and new chains. The energies of chains that froze are not to be compared with. */
  restart(attempt: number): void {
    this.#randomise(`parameters/${attempt}`);
    this.#best = { parameters: this.#simulation.network.parameters(), energy: Number.POSITIVE_INFINITY };
    this.#last = null;
    this.#descent = this.#newDescent();
    this.#sampler = this.#newSampler(`training/${attempt}`);
  }

  /** Samples, estimates, and moves the parameters. Where the last move proves to have been wrong, it is taken back and another one made. */
  update(iteration: number): Update {
    const { network, energyOperator } = this.#simulation;
    for (;;) {
      const samples = this.#sampler.draw();
      const energies = localEstimates(network, energyOperator, this.#readout, samples);
      const statistics = energyStatistics(network, samples, energies);
      const change = Number.isFinite(statistics.variance) ? this.#descent.change(samples, energies, iteration) : null;
      const parameters = network.parameters();
      if (change !== null) {
        this.#keepBest(statistics);
        this.#last = { samples, energy: statistics.energy.mean, parameters };
        this.#moveTo(parameters.map((value, k) => value - change[k]));
        return { statistics, stepNorm: length(change) };
      }
      const better = this.#descent.retreat();
      if (better === null) return { statistics, stepNorm: null };
      this.#moveTo(better);
    }
  }

  #moveTo(parameters: Float64Array): void {
    this.#simulation.network.setParameters(parameters);
    this.#sampler.moved();
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

/** RGN needs complex ratios: where the reading takes none, stochastic reconfiguration stands in. */
function optimizerOf({ ratio }: Readout, { optimizer }: ResolvedTraining): OptimizerName {
  return optimizer === "rgn" && ratio !== "complex" ? "sr" : optimizer;
}

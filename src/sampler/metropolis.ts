// Markov chains by the Metropolis rule, annealed at first, and the probe chains beside them.
import type { ChainPlan, Moves, Network } from "../ansatz/network.ts";
import { refuse } from "../core/errors.ts";
import { loadStreams, type RandomStream, randomStream, saveStreams } from "../core/random.ts";
import type { Pointer } from "../kernels/kernels.ts";
import type { Readout } from "../readout/index.ts";
import type { ChainsState } from "./chainsState.ts";
import { createChain, downSites, placeChain, randomDownSpins } from "./createChain.ts";
import type { Probes, Sampler, Samples } from "./sampler.ts";
import { loadChains, saveChains } from "./saveChains.ts";
import { structuredConfiguration } from "./structured.ts";

export interface MetropolisOptions {
  readonly seed: number;
  /**
   * Chains of different labels draw different numbers: training, final measurement. What is before the first `/` is the place that they have in memory: new chains
   * take that of older ones, which are not to be used any more.
   */
  readonly label: string;
  readonly chains: number;
  /**
   * Chains whose rows follow the measured ones and enter the gradient and the metric only. Tempered ones meet weight that no ordinary chain reaches, and their local
   * energies lower |f| there (cf. arXiv:2507.01905); seeded ones relax unless the network has a hidden mode where they begin. Each is asked for so many
   * samples, as far apart as lets it run as long as an ordinary chain; those of a tempered chain weigh as much as the samples of an ordinary one, those of a seeded
   * one each as much as one sample.
   */
  readonly probes: Probes | null;
  /** Samples of one draw, all chains together; a multiple of the chains. */
  readonly samples: number;
  /** Sweeps (N proposals) before each sample. */
  readonly sweeps: number;
  /** Whether a new chain is annealed, so that it comes to rest where the weight of |f|^q is. */
  readonly annealed: boolean;
  /** Sweeps of a chain before its very first sample; see {@link ANNEALING}. */
  readonly burnIn: number;
  /** Sweeps of the annealing with which one chain after another begins anew when the parameters change; 0 for none. */
  readonly renewal: number;
  /** Sweeps after each change of the parameters. */
  readonly thermalisation: number;
  /** Σ s_i of all configurations, or `null` for all of them. */
  readonly magnetisation: number | null;
  /** How chains move; if left out single flips, or exchanges at fixed Σ s_i. */
  readonly moves?: Moves;
}

/**
 * A new chain first samples |f|^(q/8), then |f|^(q/4), |f|^(q/2) and |f|^q, a quarter of the burn-in each: a random start would otherwise
 * freeze into a domain state of next to no weight.
 */
const ANNEALING = [3, 2, 1, 0];
/** Without annealing a chain stays near where it begins for as long as the network holds it there. */
const PLAIN = [0];
/** Sweeps of a seeded chain before its first sample. */
const RELAXATION = 10;

/**
 * Many persistent Metropolis chains, each with its own random stream: they move by the rule that is asked for, by exchanges where Σ s_i is fixed.
 * Chains start from independent random configurations.
 * @throws InputError if the lattice has no configuration of that Σ s_i, or only one, which no exchange could leave, or if moves are asked for that do not keep it.
 */
export class Metropolis implements Sampler {
  readonly #network: Network;
  readonly #readout: Readout;
  readonly #options: MetropolisOptions;
  readonly #chains: readonly Pointer[];
  readonly #moves: Moves;
  /** As asked for, with no more samples of each chain than an ordinary one has. */
  readonly #probes: Probes | null;
  readonly #batch: { readonly bits: Pointer; readonly states: Pointer; readonly roots: Pointer };
  #streams: readonly RandomStream[];
  /** Sweeps due before the next sample. */
  #due = 0;
  /** Chains whose look-ups belong to other parameters or another configuration. */
  #stale: boolean[];
  /** The next chain to begin anew. */
  #next = 0;
  /** Whether the chains have begun: they do so when they are first needed, as it may take long. */
  #begun = false;

  /** @param state to go on from: no new chains come to rest then */
  constructor(network: Network, readout: Readout, options: MetropolisOptions, state: ChainsState | null = null) {
    const { kernels, sites, words, stateBytes } = network;
    const { magnetisation, seed, label } = options;
    const { probes } = options;
    const chains = options.chains + (probes?.chains ?? 0);
    if (magnetisation !== null && !(Math.abs(magnetisation) < sites && (sites + magnetisation) % 2 === 0)) {
      refuse("sampler.magnetisation", `a total spin that ${sites} sites can exchange`, magnetisation);
    }
    this.#network = network;
    this.#readout = readout;
    this.#options = options;
    const usual = magnetisation === null ? "flip" : "exchange";
    this.#moves = options.moves ?? { rule: usual, sets: 0 };
    if ((this.#moves.rule === "exchange") !== (usual === "exchange")) {
      refuse("sampler.moves", magnetisation === null ? "flip or mixed where Σ s_i is free" : "exchange at fixed Σ s_i", this.#moves.rule);
    }
    this.#streams = Array.from({ length: chains }, (_, index) => randomStream(seed, `${label}/chain/${index}`));
    const [place] = label.split("/");
    this.#chains = this.#streams.map((stream, index) => createChain(network, stream, `${place}/${index}`));
    this.#stale = this.#chains.map(() => true);
    const perChain = options.samples / options.chains;
    this.#probes = probes && { ...probes, samples: Math.min(probes.samples, perChain) };
    const probed = this.#probes ? this.#probes.chains * this.#probes.samples : 0;
    const rows = options.samples + probed;
    this.#batch = {
      bits: kernels.scratch(`${place}/bits`, 8 * words * rows),
      states: kernels.scratch(`${place}/states`, stateBytes * rows),
      roots: kernels.scratch(`${place}/roots`, 8 * rows),
    };
    // Weights of mean 1.
    const tempered = this.#probes?.kind === "tempered" ? this.#probes : null;
    const weight = rows / (options.samples + (tempered ? perChain * tempered.chains : probed));
    const roots = kernels.float64(this.#batch.roots, rows).fill(Math.sqrt(weight));
    if (tempered) roots.fill(Math.sqrt((weight * perChain) / tempered.samples), options.samples);
    if (state) this.#resume(state);
  }

  #beginOnce(): void {
    if (this.#begun) return;
    this.#begin([...this.#chains.keys()], this.#options.burnIn);
    this.#begun = true;
  }

  #resume(state: ChainsState): void {
    this.#streams = loadStreams(state.streams);
    this.#stale = loadChains(this.#network, this.#chains, state);
    this.#due = state.due;
    this.#next = state.next;
    this.#begun = true;
  }

  state(): ChainsState {
    this.#beginOnce();
    const streams = saveStreams(this.#streams);
    return { streams, ...saveChains(this.#network, this.#chains, this.#stale), due: this.#due, next: this.#next };
  }

  /** n in |f|^(2 / 2^n) for a chain: a tempered one halves the exponent of the reading once more. */
  #halvings(index: number): number {
    const ordinary = halvings(this.#readout.exponent);
    return index >= this.#options.chains && this.#probes?.kind === "tempered" ? ordinary + 1 : ordinary;
  }

  /** Puts chains at random configurations and lets them come to rest. */
  #begin(chains: readonly number[], sweeps: number): void {
    const { sites } = this.#network;
    for (const index of chains) this.#place(index, randomDownSpins(this.#streams[index], sites, this.#options.magnetisation));
    const phases = this.#options.annealed ? ANNEALING : PLAIN;
    for (const [done, extra] of phases.entries()) {
      if (chains.length > 1) this.#network.kernels.doing("annealing", done, phases.length);
      this.#relax(chains, Math.ceil(sweeps / phases.length), extra);
    }
  }

  /** Puts seeded chains at structured configurations. */
  #seed(): void {
    const seeded = [...this.#chains.keys()].slice(this.#persistent.length);
    for (const index of seeded) {
      const spins = structuredConfiguration(this.#streams[index], this.#network.sites, this.#options.magnetisation);
      this.#place(index, downSites(spins));
    }
    if (seeded.length > 0) this.#relax(seeded, RELAXATION, 0);
  }

  /** Puts a chain at the configuration with these spins down. */
  #place(index: number, down: readonly number[]): void {
    placeChain(this.#network, this.#chains[index], down);
    this.#stale[index] = true;
  }

  /** Sweeps without samples, the exponent halved a few times more. */
  #relax(chains: readonly number[], thermalisation: number, extra: number): void {
    const moved = { thermalisation, samples: 0, sweeps: 0, bits: 0, states: 0 };
    this.#draw(chains.map((index) => ({ ...moved, ...this.#planOf(index, extra) })));
  }

  #planOf(index: number, extra = 0) {
    return { chain: this.#chains[index], stale: this.#stale[index], halvings: this.#halvings(index) + extra };
  }

  #draw(plans: readonly ChainPlan[]): void {
    this.#network.draw(this.#moves.rule, plans, this.#moves.sets);
    for (const { chain } of plans) this.#stale[this.#chains.indexOf(chain)] = false;
  }

  moved(): void {
    this.#beginOnce();
    this.#stale.fill(true);
    this.#due = this.#options.thermalisation;
    if (this.#options.renewal > 0) {
      this.#begin([this.#next], this.#options.renewal);
      this.#next = (this.#next + 1) % this.#persistent.length;
    }
    this.#seed();
  }

  anew(slower = 1): void {
    this.#beginOnce();
    this.#stale.fill(true);
    this.#begin(this.#persistent, slower * this.#options.burnIn);
    this.#seed();
  }

  /** Chains that go on from one draw to the next: all but the seeded ones. */
  get #persistent(): number[] {
    const seeded = this.#probes?.kind === "seeded" ? this.#probes.chains : 0;
    return [...this.#chains.keys()].slice(0, this.#chains.length - seeded);
  }

  draw(): Samples {
    this.#beginOnce();
    const { stateBytes, words } = this.#network;
    const { samples, chains, sweeps } = this.#options;
    const perChain = samples / chains;
    const before = this.#counts();
    const plans = this.#chains.map((_, index) => {
      const count = index < chains ? perChain : (this.#probes?.samples ?? 0);
      const first = index < chains ? index * count : samples + (index - chains) * count;
      return {
        ...this.#planOf(index),
        thermalisation: this.#due,
        samples: count,
        sweeps: Math.floor((sweeps * perChain) / count),
        bits: this.#batch.bits + 8 * words * first,
        states: this.#batch.states + stateBytes * first,
      };
    });
    this.#draw(plans);
    this.#due = 0;
    const after = this.#counts();
    const acceptance = (after.accepted - before.accepted) / (after.proposed - before.proposed);
    return {
      ...this.#batch,
      count: samples + (this.#probes ? this.#probes.chains * this.#probes.samples : 0),
      measured: samples,
      chains,
      probes: this.#probes,
      exact: false,
      acceptance,
    };
  }

  #counts(): { proposed: number; accepted: number } {
    const { call } = this.#network.kernels;
    let proposed = 0;
    let accepted = 0;
    for (const chain of this.#chains.slice(0, this.#options.chains)) {
      proposed += call.chainProposed(chain);
      accepted += call.chainAccepted(chain);
    }
    return { proposed, accepted };
  }
}

/** How often 2 is halved on the way to `exponent`. */
function halvings(exponent: number): number {
  let count = 0;
  for (let q = 2; q > exponent; q /= 2) count++;
  return count;
}

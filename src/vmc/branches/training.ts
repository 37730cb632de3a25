// One training of a mixture of branches: samples, forces, natural gradient.
import { blochVectors } from "../../branches/blochVectors.ts";
import { type ProductOperator, productOperator } from "../../branches/energy.ts";
import { GibbsChains } from "../../branches/gibbs.ts";
import { branchForces, branchMetric, type WeightedBranches } from "../../branches/gradient.ts";
import { type BranchNetwork, type ParameterMap, parameterMap, spreadOut } from "../../branches/network.ts";
import { allHidden, branchProbabilities } from "../../branches/samples.ts";
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import { Adam } from "../../optimizer/adam.ts";
import { conjugateGradients } from "../../optimizer/conjugateGradients.ts";
import type { BranchTrainingState } from "../state/runState.ts";
import type { Pace } from "../training/schedules/schedule.ts";
import type { EnergyStatistics, TrainedNetwork } from "../types.ts";
import type { BranchSettings } from "./plan.ts";
import { branchStatistics } from "./statistics.ts";

/** Sweeps before the first sample of new chains, annealed, and between samples. */
const BURN_IN = 50;
const SWEEPS = 1;
/**
 * λ = shift + max(LEAST, FIRST · FALL^n): spins that lie along ±z have no metric, and a large λ at first keeps them from going there before their phases
 * have found each other.
 */
const FIRST_SHIFT = 3e-2;
const SHIFT_FALL = 0.95;
const LEAST_SHIFT = 1e-3;
/** The system need not be solved better than the metric is known. */
const SOLVE = { tolerance: 1e-1, mostProducts: 6 } as const;
/** The farthest that a step moves the mixture, in its own metric, per √site. */
const FARTHEST = 0.3;

/** What an update found before its step. */
export interface BranchUpdate {
  readonly statistics: EnergyStatistics;
  /** Norm of the change of the parameters; `null` where there was no finite one, and the parameters stay. */
  readonly stepNorm: number | null;
}

/** A network in training under the branches reading. It owns its parameters. */
export class BranchTraining {
  readonly #settings: BranchSettings;
  readonly #ansatz: TrainedNetwork["ansatz"];
  readonly #map: ParameterMap;
  readonly #operator: ProductOperator;
  /** Every hidden configuration, where they are summed. */
  readonly #all: Float64Array | null;
  readonly #gibbs: GibbsChains | null;
  readonly #adam: Adam | null;
  #parameters: Float64Array;
  #updates: number;

  /**
   * @param label of the chains' random numbers
   * @param state to go on from
   */
  constructor(
    hamiltonian: Hamiltonian,
    { ansatz, parameters }: TrainedNetwork,
    settings: BranchSettings,
    label: string,
    state?: BranchTrainingState,
  ) {
    this.#settings = settings;
    this.#ansatz = ansatz;
    this.#map = parameterMap("groundState.ansatz", ansatz, hamiltonian.lattice);
    this.#operator = productOperator(hamiltonian);
    this.#parameters = parameters.slice();
    const { fullSum, chains, seed, optimizer } = settings;
    this.#all = fullSum ? allHidden(this.#map.hidden) : null;
    this.#gibbs = fullSum ? null : new GibbsChains(this.#map.hidden, { chains, seed, label }, state?.chains);
    if (!state) this.#gibbs?.anneal(this.#network, BURN_IN);
    this.#adam = optimizer === "adam" ? new Adam(state?.adam ?? undefined) : null;
    this.#updates = state?.updates ?? 0;
  }

  state(): BranchTrainingState {
    const [chains, adam] = [this.#gibbs?.state() ?? null, this.#adam?.state() ?? null];
    return { network: this.network, updates: this.#updates, chains, adam };
  }

  get network(): TrainedNetwork {
    return { ansatz: this.#ansatz, parameters: this.#parameters.slice() };
  }

  get parameterCount(): number {
    return this.#parameters.length / 2;
  }

  /** One step θ ← θ - γ δ, (S + λ) δ = F; see `branchForces` and `branchMetric`. */
  update({ stepFraction }: Pick<Pace, "stepFraction">): BranchUpdate {
    const branches = this.#draw();
    const { energies, forces } = branchForces(this.#operator, this.#map, this.parameterCount, branches);
    const { chains, fullSum, learningRate } = this.#settings;
    const samples = { weights: branches.weights, chains: fullSum ? 1 : chains, exact: fullSum };
    const statistics = branchStatistics(samples, energies, this.#map.sites);
    // A real network keeps its imaginary parts at zero.
    if (this.#ansatz.name === "rbm" && this.#ansatz.real) for (let k = 1; k < forces.length; k += 2) forces[k] = 0;
    const direction = this.#adam?.direction(forces) ?? this.#naturalGradient(branches, forces);
    const rate = stepFraction * learningRate * (this.#adam ? 1 : this.#limit(direction, forces, stepFraction * learningRate));
    const moved = this.#parameters.map((value, k) => value - rate * direction[k]);
    const squared = direction.reduce((total, value) => total + value * value, 0);
    if (!Number.isFinite(statistics.energy.mean) || !moved.every(Number.isFinite)) return { statistics, stepNorm: null };
    this.#parameters = moved;
    this.#updates++;
    return { statistics, stepNorm: rate * Math.sqrt(squared) };
  }

  get #network(): BranchNetwork {
    return spreadOut(this.#map, this.#parameters);
  }

  #draw(): WeightedBranches {
    const network = this.#network;
    const { samples, chains } = this.#settings;
    const hidden = this.#all ?? this.#gibbs?.draw(network, samples / chains, SWEEPS) ?? new Float64Array(0);
    const rows = this.#all ? 1 << network.hidden : samples;
    const weights = this.#all ? branchProbabilities(network, hidden, rows) : new Float64Array(rows).fill(1 / rows);
    return { hidden, weights, bloch: blochVectors(network, hidden, rows) };
  }

  #naturalGradient(branches: WeightedBranches, forces: Float64Array): Float64Array {
    let falling = FIRST_SHIFT;
    for (let n = 0; n < this.#updates && falling > LEAST_SHIFT; n++) falling *= SHIFT_FALL;
    const shift = this.#settings.shift + Math.max(LEAST_SHIFT, falling);
    const metric = branchMetric(this.#map, branches);
    const times = (vector: Float64Array) => metric(vector).map((value, k) => value + shift * vector[k]);
    return conjugateGradients(times, forces, SOLVE);
  }

  /** The part of a step that is made: γ² δ·(S + λ)δ = γ² δ·F is its length squared. */
  #limit(direction: Float64Array, forces: Float64Array, rate: number): number {
    const squared = direction.reduce((total, value, k) => total + value * forces[k], 0);
    const length = rate * Math.sqrt(Math.max(0, squared));
    const most = FARTHEST * Math.sqrt(this.#map.sites);
    return length > most ? most / length : 1;
  }
}

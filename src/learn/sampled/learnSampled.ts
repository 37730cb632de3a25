// Maximum likelihood where the model is too large to be summed: its averages from Markov chains, those of the data from some rows at a time.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { createNetwork } from "../../ansatz/create.ts";
import type { Network } from "../../ansatz/network.ts";
import { breathe } from "../../core/breathe.ts";
import { unlessLeft } from "../../core/interrupted.ts";
import { loadStreams, type RandomStream, randomStream, saveStreams } from "../../core/random.ts";
import { loadKernels, type Pointer } from "../../kernels/kernels.ts";
import { Metropolis } from "../../sampler/metropolis.ts";
import type { Samples } from "../../sampler/sampler.ts";
import { figuresOf } from "../figures.ts";
import type { Measurements } from "../measurements.ts";
import { entropyOfRows } from "../objectives/measuredObjective.ts";
import { readEnergies } from "../readEnergies.ts";
import { byBasis } from "../setup/heldOut.ts";
import { CHAINS } from "../setup/memory.ts";
import { initialParameters, summationOf } from "../setup/objectivesOf.ts";
import type { LearnPlan } from "../setup/plan.ts";
import type { OfferStage, Resumable } from "../setup/resumable.ts";
import type { FinishedStage, SampledStage } from "../state.ts";
import { bounded } from "../summed/descent.ts";
import { penalisedStep, penaltyAt } from "../summed/penalty.ts";
import { finiteOr } from "../summed/stages.ts";
import type { LearnFigures, LearnOptions, LearnOutcome, LearnStep, LearnStopReason } from "../types.ts";
import { PseudoLikelihood } from "./pseudoLikelihood.ts";

/** γ of the first and of the last step, in units of the step to the minimum; τ, in units of 1/rows, likewise; λ. */
const RATES = { first: 0.2, last: 0.02 } as const;
const DECAYS = { first: 800, last: 50 } as const;
const DAMPING = 3e-3;
const MARKOV = { probes: null, sweeps: 1, annealed: true, burnIn: 200, renewal: 40, thermalisation: 2 } as const;
/** Steps between two looks at the held-out rows; a look judges the mean of the weights since the last one, in which noise averages out. */
const LOOK = 20;
/** So many looks without a better one end the learning. */
const PATIENCE = 6;

interface Kept {
  readonly parameters: Float64Array;
  readonly heldOut: number;
}

/** Steps that were told so far. */
export interface Told {
  made: number;
}

/** The sampled half of `learnState`. Of the candidates that with the symmetries of the lattice is judged last and taken unless held-out rows speak against it. */
export async function* learnFromSamples(
  plan: LearnPlan,
  options: LearnOptions,
  { resumable, told }: { readonly resumable: Resumable; readonly told: Told },
): AsyncGenerator<LearnStep, LearnOutcome, void> {
  const { rows, settings, candidates } = plan;
  if (rows === null) throw new Error("learnState: an exact target is summed");
  let best: (Kept & { readonly ansatz: ResolvedAnsatz; readonly reason: LearnStopReason }) | null = null;
  for (const [start, { ansatz }] of candidates.entries()) {
    const network = createNetwork(await loadKernels(), ansatz, plan.lattice, []);
    const driver = resumable.stage<OwnStep, SampledStage, Ended>(ansatz, network, (from, offer) =>
      learnWith(plan, ansatz, network, options, from, offer),
    );
    let next = await driver.next();
    for (; !next.done; next = await driver.next()) {
      yield { ...next.value, iteration: told.made++, iterations: candidates.length * settings.iterations, start };
    }
    const least = 1 / Math.max(1, rows.heldOut.rows * plan.lattice.size);
    if (best === null || next.value.heldOut <= best.heldOut + least) best = { ...next.value, ansatz };
    if (options.signal?.aborted) break;
  }
  if (best === null) throw new Error("learnState: no candidate");
  if (!options.signal?.aborted) resumable.end(best.ansatz, best.parameters);
  const network = { ansatz: best.ansatz, parameters: best.parameters, problem: plan.problem };
  return {
    stopped: { reason: options.signal?.aborted ? "interrupted" : best.reason, iteration: told.made },
    network,
    figures: await figures(plan, best),
    energies: await readEnergies(plan, network, options),
    settings,
  };
}

interface Judged extends Kept {
  readonly ansatz: ResolvedAnsatz;
}

/** Those of a sum where the target is listed; else what can be told without a normalisation. */
async function figures(plan: LearnPlan, { ansatz, parameters, heldOut }: Judged): Promise<LearnFigures> {
  const { rows, target } = plan;
  const judged = rows !== null && rows.heldOut.rows > 0 ? heldOut : null;
  if (target !== null) {
    const summation = await summationOf(plan, ansatz);
    summation.network.setParameters(parameters);
    return { ...figuresOf(plan, summation, { loss: 0, heldOut: judged }), loss: null };
  }
  const entropy = rows === null ? Number.NaN : entropyOfRows(byBasis(rows.all));
  return {
    fidelity: null,
    divergence: null,
    entropy,
    loss: null,
    heldOut: judged,
    rows: rows?.all.rows ?? 0,
    heldOutRows: rows?.heldOut.rows ?? 0,
  };
}

type OwnStep = Omit<LearnStep, "iteration" | "iterations" | "start">;

/** The weights that a candidate came to. */
interface Ended extends FinishedStage {
  readonly heldOut: number;
  readonly reason: LearnStopReason;
}

async function* learnWith(
  plan: LearnPlan,
  ansatz: ResolvedAnsatz,
  network: Network,
  { signal }: LearnOptions,
  from: SampledStage | null,
  offer: OfferStage<SampledStage>,
): AsyncGenerator<OwnStep, Ended, void> {
  const { rows, settings, readout } = plan;
  if (rows === null) throw new Error("learnState: no rows");
  network.setParameters(from?.parameters ?? initialParameters(plan, ansatz, network, 0));
  const chains = Math.min(CHAINS, settings.samples);
  const samples = Math.ceil(settings.samples / chains) * chains;
  const { seed, magnetisation } = settings;
  const sampler = new Metropolis(network, readout, { ...MARKOV, seed, label: "learn", chains, samples, magnetisation }, from?.chains);
  const [stream] = from ? loadStreams(from.stream) : [randomStream(seed, "learn/rows")];
  const contrast = new Contrast(network, samples, rows.taught, stream);
  const judging = rows.heldOut.rows > 0 ? rows.heldOut : rows.taught;
  const judge = new PseudoLikelihood(network, judging, readout.exponent, magnetisation);
  let mean = from?.mean ?? new Float64Array(2 * network.parameterCount);
  let kept: Kept | null = from?.kept ?? null;
  let looks = from?.looks ?? 0;
  let broken = false;
  const stateAfter = (made: number): SampledStage => {
    const parameters = network.parameters();
    return { parameters, chains: sampler.state(), stream: saveStreams([stream]), mean, kept, looks, made };
  };
  for (let made = from?.made ?? 0; made < settings.iterations; made++) {
    const progress = made / Math.max(1, settings.iterations - 1);
    const rate = between(RATES.first, RATES.last, progress);
    const decay = between(DECAYS.first, DECAYS.last, Math.min(1, 2 * progress)) / rows.taught.rows;
    const before = network.parameters();
    let whole: SampledStage | null = null;
    const step = () => {
      if (signal) whole = stateAfter(made);
      const batch = contrast.draw(sampler.draw());
      const estimates = batch.estimates.map((value) => value / readout.exponent);
      return [penalisedStep(network, batch.samples, { estimates, metric: "real", damping: DAMPING, penalty: penaltyAt(decay, before) })];
    };
    const [found] = unlessLeft(() => network.kernels.heeding(signal, step)) ?? [];
    if (found === undefined) {
      const last = whole;
      if (last !== null) offer(() => last);
      break;
    }
    if (found === null || !found.every(Number.isFinite)) {
      broken = true;
      break;
    }
    const { change, length } = bounded(found);
    const after = before.map((value, k) => value - rate * change[k]);
    network.setParameters(after);
    sampler.moved();
    mean = mean.map((value, k) => value + after[k] / LOOK);
    if ((made + 1) % LOOK === 0 || made + 1 === settings.iterations) {
      const whole = (made + 1) % LOOK === 0 ? mean : after;
      network.setParameters(whole);
      const heldOut = finiteOr(judge.mean());
      network.setParameters(after);
      looks = kept !== null && heldOut >= kept.heldOut ? looks + 1 : 0;
      if (looks === 0) kept = { parameters: whole, heldOut };
      mean = new Float64Array(after.length);
    }
    yield { loss: null, heldOut: kept?.heldOut ?? null, decay, stepNorm: rate * length };
    if (looks < PATIENCE) offer(() => stateAfter(made + 1));
    await breathe();
    if (signal?.aborted || looks >= PATIENCE) break;
  }
  kept ??= { parameters: network.parameters(), heldOut: finiteOr(judge.mean()) };
  broken ||= !Number.isFinite(kept.heldOut);
  return { ...kept, loss: 0, decay: 0, steps: 0, reason: broken ? "not finite" : looks >= PATIENCE ? "held-out rows" : "iterations" };
}

/** From the first to the last value in equal ratios would need a power: in equal steps of the inverse. */
function between(first: number, last: number, progress: number): number {
  return 1 / (1 / first + (1 / last - 1 / first) * progress);
}

/**
 * Samples of the model and rows of the data in one batch: with ε = +2 for the first and -2 for the others <O* (ε - <ε>)> is <O*>_model - <O*>_data, and the metric
 * is that of both together.
 */
export class Contrast {
  readonly #network: Network;
  readonly #half: number;
  readonly #rows: Measurements;
  readonly #cumulated: Float64Array;
  readonly #stream: RandomStream;
  readonly #batch: { readonly count: number; readonly bits: Pointer; readonly states: Pointer; readonly roots: Pointer };
  readonly #logs: Pointer;

  constructor(network: Network, half: number, rows: Measurements, stream: RandomStream) {
    const { kernels, words, stateBytes } = network;
    const count = 2 * half;
    this.#network = network;
    this.#half = half;
    this.#rows = rows;
    this.#stream = stream;
    let total = 0;
    this.#cumulated = rows.counts.map((found) => {
      total += found;
      return total;
    });
    const bits = kernels.allocate(8 * words * count);
    this.#batch = { count, bits, states: kernels.allocate(stateBytes * count), roots: kernels.allocate(8 * count) };
    this.#logs = kernels.allocate(16 * count);
    kernels.float64(this.#batch.roots, count).fill(1);
  }

  draw(model: Samples): { readonly samples: Samples; readonly estimates: Float64Array } {
    const { kernels, words } = this.#network;
    const half = this.#half;
    const { count, bits } = this.#batch;
    const drawn = kernels.words(model.bits, words * half);
    const all = kernels.words(bits, words * count);
    all.fill(0);
    all.set(drawn);
    const perRow = Math.ceil(this.#rows.sites / 32);
    for (let x = half; x < count; x++) {
      const row = this.#drawRow();
      for (let w = 0; w < perRow; w++) all[2 * words * x + w] = this.#rows.words[row * perRow + w];
    }
    this.#network.evaluate(this.#batch, this.#logs);
    const estimates = Float64Array.from({ length: 2 * count }, (_, at) => (at % 2 === 1 ? 0 : at < 2 * half ? 2 : -2));
    return { samples: { ...model, ...this.#batch, measured: count }, estimates };
  }

  #drawRow(): number {
    const at = this.#stream.uniform() * this.#rows.rows;
    let [low, high] = [0, this.#cumulated.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#cumulated[middle] > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

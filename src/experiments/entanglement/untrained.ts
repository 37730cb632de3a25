// How entangled a network is that nobody trained: by the size of its weights, the length of its chain, the number of its hidden units.
import { blockEntropy, type Estimate, schmidtCoefficients } from "../../index.ts";
import type { Experiment, Setting } from "../experiment.ts";
import { above, meanOf } from "../support/means.ts";
import { randomNumbers } from "../support/random.ts";
import { within } from "../support/words.ts";
import { halfOf } from "./courses.ts";
import { halfEntropy, type Kind, kinds, pageEntropy, randomOf, shortRange, stateOfMachine } from "./randomNetworks.ts";

/** Entropies of half of the chain, in nats, means over seeds. */
type UntrainedNumbers = {
  readonly sites: number;
  /** Of a random state of so many sites. */
  readonly page: number;
  readonly scales: readonly { readonly kind: Kind; readonly scale: number; readonly entropy: Estimate }[];
  readonly lengths: readonly { readonly sites: number; readonly short: Estimate; readonly long: Estimate }[];
  /** dS/dN, nats per site, of a straight line through the lengths from 6 sites on. */
  readonly slopes: { readonly short: Estimate; readonly long: Estimate };
  /** Of all networks of k hidden units that were tried. */
  readonly bounds: readonly { readonly hidden: number; readonly limit: number; readonly most: number; readonly rank: number }[];
};

/** Nats. What rounding and near-zero weights leave is far below, what an Ising ground state has far above. */
const NEGLIGIBLE = 1e-2;
/** Schmidt coefficients below this are rounding of amplitudes of order 1. */
const RANK_ROUNDING = 1e-10;
/** Entropies are sums of at most 16 terms. */
const ENTROPY_ROUNDING = 1e-9;

export const untrainedExperiment: Experiment<UntrainedNumbers> = {
  name: "untrained",
  claim: "A network that nobody trained is separable: it is training that entangles.",
  section: "Fig. 1: the forward wave",
  method:
    "Complex RBMs with normal weights, <|w|²> = σ², no training, all amplitudes summed. (1) Entropy of half of the chain against σ for real, imaginary and complex weights, beside the mean of random states " +
    "(Page 1993). (2) Against the length of an open chain, imaginary weights of σ = 1: all-to-all, or from each hidden unit to its own site and the next ones only; the second must obey an area law (Deng, Li & Das Sarma, PRX 7, " +
    "021021). (3) For k hidden units: each is a sum of two products, so the Schmidt rank is at most 2^k and S <= k ln 2 for any weights. The bound c k ln N for deep networks (Paul, PRL 136) has a constant c that is " +
    "not known, so that it is not tested.",
  otherwise:
    "No entropy above 0.01 at any σ: then untrained networks would be separable. Entropy at the smallest σ too: then none would be.",

  async measure(setting) {
    const seeds = Array.from({ length: setting.quick ? 4 : 10 }, (_, k) => setting.seed + 1000 * k);
    const sites = setting.quick ? 6 : 8;
    const scaled = await scalesOf(setting, sites, seeds);
    const { lengths, slopes } = await lengthsOf(setting, seeds);
    const bounds = await boundsOf(setting, sites, seeds);
    const page = pageEntropy(sites);
    return {
      numbers: { sites, page, scales: scaled, lengths, slopes, bounds },
      charts: [
        {
          title: `Untrained networks of ${sites} sites and ${sites} hidden units`,
          x: "deviation σ of the weights",
          y: "entropy of half of the chain S / nats",
          xScale: "log",
          series: kinds.map((kind) => ({
            name: `${kind} weights`,
            points: scaled.filter((of) => of.kind === kind).map(({ scale, entropy: { mean, error } }) => [scale, mean, error] as const),
          })),
          references: [{ name: "random states (Page)", y: page }],
        },
        {
          title: "Imaginary weights of σ = 1: volume law and area law",
          x: "sites N",
          y: "entropy of half of the chain S / nats",
          series: [
            { name: "all-to-all", points: lengths.map(({ sites: n, long: { mean, error } }) => [n, mean, error] as const) },
            { name: "neighbours only", points: lengths.map(({ sites: n, short: { mean, error } }) => [n, mean, error] as const) },
            { name: "random states (Page)", points: lengths.map(({ sites: n }) => [n, pageEntropy(n), 0] as const) },
          ],
        },
      ],
      tables: [
        {
          title: `Entropy of half of ${sites} sites, in nats`,
          columns: ["σ", ...kinds],
          rows: scaled
            .filter(({ kind }) => kind === kinds[0])
            .map(({ scale }) => [scale, ...scaled.filter((of) => of.scale === scale).map(({ entropy }) => entropy)]),
        },
        {
          title: "k hidden units, all-to-all: the most of all that were tried",
          columns: ["k", "largest S", "k ln 2", "largest Schmidt rank", "2^k"],
          rows: bounds.map(({ hidden, limit, most, rank }) => [hidden, most, limit, rank, 2 ** hidden]),
        },
      ],
    };
  },

  judge({ page, scales, slopes, bounds }) {
    const broken = bounds.find(({ most, limit, hidden, rank }) => most > limit + ENTROPY_ROUNDING || rank > 2 ** hidden);
    if (broken)
      return {
        verdict: "fails",
        because: `${broken.hidden} hidden units reach S = ${broken.most.toFixed(4)}: beyond k ln 2 the instruments err.`,
      };
    const entangled = scales.filter(({ entropy }) => above(entropy, NEGLIGIBLE));
    if (entangled.length === 0) return { verdict: "holds", because: `No untrained network has an entropy above ${NEGLIGIBLE}.` };
    const largest = entangled.reduce((most, of) => (of.entropy.mean > most.entropy.mean ? of : most));
    const numbers =
      `Untrained ${largest.kind} weights of σ = ${largest.scale} have S = ${within(largest.entropy)}, random states ${page.toFixed(4)}; ` +
      `S changes with every site by ${within(slopes.long)} where all are coupled and by ${within(slopes.short)} where neighbours are, ` +
      "and is never above ln 2 for each hidden unit.";
    const smallest = Math.min(...scales.map(({ scale }) => scale));
    if (entangled.some(({ scale }) => scale === smallest)) return { verdict: "fails", because: numbers };
    const least = Math.min(...entangled.map(({ scale }) => scale));
    return { verdict: "holds only if the weights are near zero", because: `From σ = ${least} on they are entangled. ${numbers}` };
  },
};

async function scalesOf(setting: Setting, sites: number, seeds: readonly number[]): Promise<UntrainedNumbers["scales"]> {
  const scales = setting.quick ? [0.01, 0.1, 0.3, 1] : [0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 1, 2, 3];
  const rows: { kind: Kind; scale: number; entropy: Estimate }[] = [];
  for (const [n, scale] of scales.entries()) {
    for (const kind of kinds) {
      await setting.step((0.4 * n) / scales.length, `σ = ${scale}`);
      const entropies: number[] = [];
      for (const seed of seeds) {
        entropies.push(await halfEntropy(randomOf(kind, sites, sites, scale, randomNumbers(seed, `untrained/${kind}/${scale}`))));
      }
      rows.push({ kind, scale, entropy: meanOf(entropies) });
    }
  }
  return rows;
}

async function lengthsOf(setting: Setting, seeds: readonly number[]): Promise<Pick<UntrainedNumbers, "lengths" | "slopes">> {
  const lengths = setting.quick ? [4, 6, 8] : [4, 6, 8, 10, 12];
  const [short, long]: number[][][] = [[], []];
  for (const [n, sites] of lengths.entries()) {
    short.push([]);
    long.push([]);
    for (const seed of seeds) {
      await setting.step(0.4 + (0.4 * n) / lengths.length, `${sites} sites`);
      const machine = randomOf("imaginary", sites, sites, 1, randomNumbers(seed, `untrained/length/${sites}`));
      long[n].push(await halfEntropy(machine));
      short[n].push(await halfEntropy(shortRange(machine, 1)));
    }
  }
  const from = lengths.indexOf(6);
  const slope = (entropies: number[][]) =>
    meanOf(
      seeds.map((_, k) =>
        slopeOf(
          lengths.slice(from),
          entropies.slice(from).map((row) => row[k]),
        ),
      ),
    );
  return {
    lengths: lengths.map((sites, n) => ({ sites, short: meanOf(short[n]), long: meanOf(long[n]) })),
    slopes: { short: slope(short), long: slope(long) },
  };
}

/** Of the line of least squares. */
function slopeOf(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [meanOf(x).mean, meanOf(y).mean];
  const products = x.reduce((sum, value, k) => sum + (value - mx) * (y[k] - my), 0);
  return products / x.reduce((sum, value) => sum + (value - mx) * (value - mx), 0);
}

async function boundsOf(setting: Setting, sites: number, seeds: readonly number[]): Promise<UntrainedNumbers["bounds"]> {
  const rows: { hidden: number; limit: number; most: number; rank: number }[] = [];
  const units = setting.quick ? [1, 2] : [1, 2, 3, 4, 5];
  for (const hidden of units) {
    let [most, rank] = [0, 0];
    for (const kind of kinds) {
      for (const scale of [0.3, 0.5, 1, 2]) {
        await setting.step(0.8 + (0.2 * hidden) / (units.length + 1), `${hidden} hidden units`);
        for (const seed of seeds) {
          const machine = randomOf(kind, sites, hidden, scale, randomNumbers(seed, `untrained/bound/${kind}/${hidden}/${scale}`));
          const state = await stateOfMachine(machine);
          rank = Math.max(rank, schmidtCoefficients(state, halfOf(sites)).filter((c) => c > RANK_ROUNDING).length);
          most = Math.max(most, blockEntropy(state, halfOf(sites)));
        }
      }
    }
    rows.push({ hidden, limit: hidden * Math.LN2, most, rank });
  }
  return rows;
}

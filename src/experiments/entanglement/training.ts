// Whether a network becomes entangled by back-propagation, and whether only by it.
import {
  bestProductState,
  blockEntropy,
  chain,
  clusterNetwork,
  type Estimate,
  exactGroundState,
  ghzNetwork,
  type Hamiltonian,
  ising,
  product,
  stateOf,
  stateOfGround,
  type TrainedNetwork,
} from "../../index.ts";
import type { Experiment, Setting } from "../experiment.ts";
import { trained } from "../support/energies.ts";
import { countOf, type Machine, randomMachine } from "../support/machine.ts";
import { meanOf } from "../support/means.ts";
import { randomNumbers } from "../support/random.ts";
import { perSite, within } from "../support/words.ts";
import { descend, halfOf, type Point, search } from "./courses.ts";

/** Of one initial scale, or of one way to change the weights: means over seeds. Entropies in nats, energies per site. */
type Course = {
  /** σ of the initial weights, real and imaginary parts each. */
  readonly scale: number;
  readonly start: Estimate;
  /** The least and the largest of the mean over the seeds, on the way. */
  readonly least: number;
  readonly most: number;
  readonly end: Estimate;
  /** Of the seeds, before and after. */
  readonly leastStart: number;
  readonly leastEnd: number;
  readonly energy: Estimate;
};

/** Networks of one kind and their entropy, however they came by their weights; the least of them decides. */
type Network = { readonly name: string; readonly entropy: Estimate; readonly least: number };

type TrainingNumbers = {
  readonly exact: { readonly energy: number; readonly entropy: number };
  readonly product: number;
  /** All weights trained; the smallest scale first. */
  readonly trained: readonly Course[];
  /** The visible biases alone trained, from the smallest scale. */
  readonly frozen: Course;
  /** The best product state as a network that was trained: no hidden units. */
  readonly withoutHidden: { readonly energy: number; readonly entropy: number };
  /** Networks that no gradient touched. */
  readonly untouched: readonly Network[];
};

/** Nats. Below it a state is taken for a product: σ = 0.01 gives 1e-4, the ground state 0.6. Entropies are exact, so that of several seeds the least decides. */
const NEGLIGIBLE = 1e-2;

export const trainingExperiment: Experiment<TrainingNumbers> = {
  name: "entanglement-training",
  claim: "The forward wave of a network is separable; back-propagation into its inner layer makes it non-separable, and nothing else does.",
  section: "Fig. 1: the forward and the backward wave",
  method:
    "A complex RBM of density 1 on the Ising ring of 8 sites (quick: 6) at h = 1, all configurations summed, natural gradient. The entropy S of half of the ring along the training, for several deviations σ " +
    "of the initial weights; with the inner layer frozen, only the visible biases trained; without hidden units; along a search that knows no gradient (random changes, kept where the energy falls); " +
    "and of networks whose weights were written down (GHZ and cluster states). Judges: exact diagonalisation and the best product state.",
  otherwise:
    "No entropy above 0.01 in networks that no gradient touched: then back-propagation alone would entangle. Or entropy with the inner layer frozen, or none after training it.",

  async measure(setting) {
    const { quick, seed } = setting;
    const sites = quick ? 6 : 8;
    const hamiltonian = ising(chain(sites), { field: 1 });
    const seeds = Array.from({ length: quick ? 2 : 3 }, (_, k) => seed + 1000 * k);
    const scales = quick ? [0.01, 0.5] : [0.01, 0.05, 0.2, 0.5];
    const updates = quick ? 60 : 120;
    const start = (scale: number, name: number): Machine =>
      randomMachine(sites, sites, { real: scale, imaginary: scale }, randomNumbers(name, `training/${scale}`));
    const all = Array.from({ length: countOf(start(0, 0)) }, (_, k) => k);
    const runs: { done: number; readonly of: number } = { done: 0, of: seeds.length * (scales.length + 2) };
    const each = async (doing: string, run: (name: number, step: (part: number) => Promise<void>) => Promise<Point[]>) => {
      const points: Point[][] = [];
      for (const name of seeds) {
        points.push(await run(name, (part) => setting.step((runs.done + part) / runs.of, doing)));
        runs.done++;
      }
      return points;
    };
    const gradient = (scale: number, parameters: readonly number[]) =>
      each(`weights of deviation ${scale}`, (name, step) =>
        descend(start(scale, name), hamiltonian, { trained: parameters, updates, every: scale === scales[0] ? 2 : 5, step }),
      );
    const trainings: Point[][][] = [];
    for (const scale of scales) trainings.push(await gradient(scale, all));
    const [smallest] = scales;
    const frozen = await gradient(smallest, all.slice(0, sites));
    const tries = quick ? 600 : 3000;
    const searched = await each("a search without gradient", (name, step) =>
      search(start(smallest, name), hamiltonian, { tries, every: tries / 30, step, random: randomNumbers(name, "search") }),
    );
    const found = courseOf(smallest, searched);
    const ground = exactGroundState(hamiltonian);
    const courses = trainings.map((points, n) => courseOf(scales[n], points));
    const numbers: TrainingNumbers = {
      exact: { energy: ground.energyPerSite, entropy: blockEntropy(stateOfGround(ground), halfOf(sites)) },
      product: bestProductState(hamiltonian).energy / sites,
      trained: courses,
      frozen: courseOf(smallest, frozen),
      withoutHidden: await productOf(setting, hamiltonian),
      untouched: [
        ...courses.slice(1).map(({ scale, start: entropy, leastStart: least }) => ({ name: `untrained, σ = ${scale}`, entropy, least })),
        { name: "found without gradient", entropy: found.end, least: found.leastEnd },
        await written("GHZ state, written down", ghzNetwork(sites)),
        await written("cluster state, written down", clusterNetwork(sites)),
      ],
    };
    return {
      numbers,
      charts: [
        {
          title: `Entropy of half of the Ising ring of ${sites} sites along training, h = 1`,
          x: "updates of all weights",
          y: "entropy S / nats",
          series: trainings.map((points, n) => ({ name: `initial weights σ = ${scales[n]}`, points: averaged(points) })),
          references: [{ name: "ground state", y: numbers.exact.entropy }],
        },
        {
          title: "What entangles: entropy against energy on the way, from σ = 0.01",
          x: "energy per site / J",
          y: "entropy S / nats",
          series: [
            { name: "all weights, by gradient", points: path(trainings[0]) },
            { name: "inner layer frozen", points: path(frozen) },
            { name: "all weights, without gradient", points: path(searched) },
            {
              name: "no hidden units",
              points: [[numbers.withoutHidden.energy, numbers.withoutHidden.entropy, 0] as const],
              mark: "dots" as const,
            },
          ],
          references: [{ name: "ground state", y: numbers.exact.entropy }],
        },
      ],
      tables: tablesOf(numbers),
    };
  },

  judge({ exact, trained: courses, frozen, withoutHidden, untouched }) {
    const [small] = courses;
    const path = `From σ = ${small.scale} training takes S from ${small.start.mean.toExponential(0)} to ${within(small.end, 5)} (exact ${exact.entropy.toFixed(4)})`;
    if (small.leastEnd <= Math.max(NEGLIGIBLE, small.start.mean)) return { verdict: "fails", because: `${path}: it entangles nothing.` };
    const bare = Math.max(frozen.end.mean, withoutHidden.entropy);
    if (bare > NEGLIGIBLE)
      return {
        verdict: "fails",
        because: `${path}, but S = ${bare.toFixed(4)} without any training of an inner layer: that is not what entangles.`,
      };
    const alone = `${path}; with the inner layer frozen S stays ${frozen.end.mean.toExponential(0)} at ${perSite(frozen.energy.mean)} per site`;
    const others = untouched.filter(({ least }) => least > NEGLIGIBLE);
    if (others.length === 0) return { verdict: "holds", because: `${alone}; no network without back-propagation is entangled.` };
    return {
      verdict: "holds only if weights begin near 0 and follow gradients",
      because: `${alone}. But not only back-propagation entangles; S of other networks is, for every seed, at least: ${others.map(({ name, least }) => `${name} ${least.toFixed(3)}`).join("; ")}.`,
    };
  },
};

function courseOf(scale: number, runs: readonly Point[][]): Course {
  const entropies = averaged(runs).map(([, entropy]) => entropy);
  const at = (pick: (points: Point[]) => number | undefined) => meanOf(runs.map((points) => pick(points) ?? Number.NaN));
  return {
    scale,
    start: at((points) => points[0].entropy),
    least: Math.min(...entropies),
    most: Math.max(...entropies),
    end: at((points) => points.at(-1)?.entropy),
    leastStart: Math.min(...runs.map((points) => points[0].entropy)),
    leastEnd: Math.min(...runs.map((points) => points.at(-1)?.entropy ?? Number.NaN)),
    energy: at((points) => points.at(-1)?.energyPerSite),
  };
}

/** The entropy by update, its mean over the seeds and the error of that. */
function averaged(runs: readonly Point[][]): [number, number, number][] {
  return runs[0].map(({ at }, k) => {
    const { mean, error } = meanOf(runs.map((points) => points[k].entropy));
    return [at, mean, error];
  });
}

/** Mean energy and mean entropy by update. */
function path(runs: readonly Point[][]): [number, number, number][] {
  return averaged(runs).map(([, entropy, error], k) => [meanOf(runs.map((points) => points[k].energyPerSite)).mean, entropy, error]);
}

async function productOf(setting: Setting, hamiltonian: Hamiltonian): Promise<{ energy: number; entropy: number }> {
  const { final, network } = await trained(setting, { hamiltonian, ansatz: product(), fullSum: true });
  const { size } = hamiltonian.lattice;
  const entropy = blockEntropy(await stateOf(network, { lattice: hamiltonian.lattice }), halfOf(size));
  return { energy: final.energyPerSite.mean, entropy: Math.max(0, entropy) };
}

async function written(name: string, network: TrainedNetwork): Promise<Network> {
  const state = await stateOf(network);
  const entropy = blockEntropy(state, halfOf(state.sites));
  return { name, entropy: { mean: entropy, error: 0 }, least: entropy };
}

function tablesOf({ exact, product: bound, trained: courses, frozen, withoutHidden, untouched }: TrainingNumbers) {
  return [
    {
      title: "All weights trained: entropy of half of the ring in nats",
      columns: ["initial σ", "S before", "least S on the way", "largest", "S after", "energy per site"],
      rows: courses.map(({ scale, start, least, most, end, energy }) => [scale, start, least, most, end, energy]),
    },
    {
      title: "With less than that",
      columns: ["network", "entropy / nats", "energy per site"],
      rows: [
        ["inner layer frozen, σ = 0.01", frozen.end, frozen.energy],
        ["no hidden units", withoutHidden.entropy, withoutHidden.energy],
        ["best product state", 0, bound],
        ["exact ground state", exact.entropy, exact.energy],
        ...untouched.map(({ name, entropy }) => [name, entropy, "-"]),
      ],
    },
  ];
}

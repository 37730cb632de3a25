// The hidden sum of one network, coherent and incoherent.
import {
  bestProductState,
  blockEntropy,
  chain,
  correlations,
  ghzNetwork,
  type Hamiltonian,
  heisenberg,
  ising,
  negativity,
  rbm,
  rotateMarshall,
  stateOf,
  type TrainedNetwork,
} from "../../index.ts";
import type { Experiment, Setting } from "../experiment.ts";
import { trained } from "../support/energies.ts";
import { randomNumbers } from "../support/random.ts";
import { randomRbm } from "../support/randomNetwork.ts";
import { perSite } from "../support/words.ts";

/** Of half of the sites. */
type Entangled = {
  readonly scale: number;
  /** Entropy and negativity of Σ_h ψ_h. */
  readonly entropy: number;
  readonly coherent: number;
  /** Negativity of Σ_h |ψ_h><ψ_h|. */
  readonly incoherent: number;
};

type Optimum = { readonly model: string; readonly branches: number; readonly product: number };

type BranchesNumbers = {
  readonly networks: readonly Entangled[];
  /** <Z_0 Z_1>, and negativity, of the GHZ network under both sums. */
  readonly ghz: { readonly zz: number; readonly zzIncoherent: number; readonly coherent: number; readonly incoherent: number };
  readonly optima: readonly Optimum[];
};

/** Rounding of the partial transpose of a matrix of 2^N rows. */
const ZERO = 1e-12;
/** Negativity that counts as entanglement. */
const ENTANGLED = 1e-3;
/** Of an energy. */
const SAME = 1e-3;

export const branchesExperiment: Experiment<BranchesNumbers> = {
  name: "branches",
  claim: "Hidden branches whose amplitudes are added entangle; the same branches with their probabilities added never do.",
  section: "Amplitudes against probabilities, in the hidden layer",
  method:
    "An RBM is a sum over hidden configurations h of product states ψ_h. The same random weights are read as Σ_h ψ_h (coherent) and as Σ_h |ψ_h><ψ_h| (incoherent): " +
    "entropy and negativity across the middle cut by enumeration. The GHZ network is read both ways. The incoherent reading is trained on four Hamiltonians and held against the best product state.",
  otherwise: "A negativity of the incoherent sum above rounding, or an energy of it below the best product state.",

  async measure(setting) {
    const sites = 6;
    const scales = [0.1, 0.3, 1, 2];
    const count = setting.quick ? 3 : 12;
    const networks: Entangled[] = [];
    for (const [n, scale] of scales.entries()) {
      await setting.step((0.3 * n) / scales.length, `random networks of scale ${scale}`);
      for (let k = 0; k < count; k++)
        networks.push(await entangled(randomRbm(sites, { scale, random: randomNumbers(setting.seed, `branches/${scale}/${k}`) }), scale));
    }
    const optima = await optimaOf(setting);
    const most = (pick: (row: Entangled) => number) =>
      scales.map((scale): [number, number, number] => [scale, Math.max(...networks.filter((row) => row.scale === scale).map(pick)), 0]);
    const ghz = await ghzOf(sites);
    return {
      numbers: { networks, ghz, optima },
      charts: [
        {
          title: `Largest negativity of ${count} random networks of ${sites} sites`,
          x: "standard deviation of the weights",
          y: "negativity of half of the sites",
          xScale: "log",
          series: [
            { name: "amplitudes added (born)", points: most(({ coherent }) => coherent) },
            { name: "probabilities added (branches)", points: most(({ incoherent }) => incoherent) },
          ],
        },
      ],
      tables: [
        {
          title: "Trained with probabilities added, energy per site",
          columns: ["model", "branches", "best product state"],
          rows: optima.map(({ model, branches, product }) => [model, branches, product]),
        },
        {
          title: `The GHZ network of ${sites} sites`,
          columns: ["hidden sum", "<Z0 Z1>", "negativity"],
          rows: [
            ["amplitudes", ghz.zz, ghz.coherent],
            ["probabilities", ghz.zzIncoherent, ghz.incoherent],
          ],
        },
      ],
    };
  },

  judge({ networks, ghz, optima }) {
    const incoherent = Math.max(ghz.incoherent, ...networks.map((row) => row.incoherent));
    if (incoherent > ZERO)
      return { verdict: "fails", because: `With probabilities added a network has negativity ${incoherent.toExponential(1)}.` };
    const below = optima.find(({ branches, product }) => branches < product - SAME * Math.abs(product));
    if (below)
      return {
        verdict: "fails",
        because: `With probabilities added ${below.model} reaches ${perSite(below.branches)}, below every product state.`,
      };
    const coherent = Math.max(ghz.coherent, ...networks.map((row) => row.coherent));
    if (coherent < ENTANGLED) return { verdict: "fails", because: "With amplitudes added these networks are not entangled either." };
    return {
      verdict: "holds",
      because:
        `With amplitudes added the negativity is up to ${coherent.toFixed(3)}; with probabilities added it is at most ${incoherent.toExponential(0)} ` +
        `for all ${networks.length} networks, and the best energies are those of product states.`,
    };
  },
};

/** Both sums of one network. */
export async function entangled(network: TrainedNetwork, scale: number): Promise<Entangled> {
  const pure = await stateOf(network);
  const half = Array.from({ length: pure.sites / 2 }, (_, site) => site);
  return {
    scale,
    entropy: blockEntropy(pure, half),
    coherent: negativity(pure, half),
    incoherent: negativity(await stateOf(network, { readout: "branches" }), half),
  };
}

async function ghzOf(sites: number) {
  const network = ghzNetwork(sites);
  const [pure, mixture] = [await stateOf(network), await stateOf(network, { readout: "branches" })];
  const half = Array.from({ length: sites / 2 }, (_, site) => site);
  const zz = (state: typeof pure | typeof mixture) => correlations(state, "Z")[0][1];
  return { zz: zz(pure), zzIncoherent: zz(mixture), coherent: negativity(pure, half), incoherent: negativity(mixture, half) };
}

async function optimaOf(setting: Setting): Promise<Optimum[]> {
  const ring = chain(setting.quick ? 6 : 8);
  const problems: [string, Hamiltonian][] = [
    ...[0.5, 1, 2].map((field): [string, Hamiltonian] => [`Ising, h = ${field}`, ising(ring, { field })]),
    ["Heisenberg", rotateMarshall(heisenberg(ring))],
  ];
  const rows: Optimum[] = [];
  for (const [n, [model, hamiltonian]] of problems.entries()) {
    await setting.step(0.3 + (0.7 * n) / problems.length, model);
    const { final } = await trained(setting, { hamiltonian, ansatz: rbm({ density: 1 }), readout: "branches" });
    rows.push({ model, branches: final.energyPerSite.mean, product: bestProductState(hamiltonian).energyPerSite });
  }
  return rows;
}

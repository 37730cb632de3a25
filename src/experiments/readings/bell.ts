// Bell's inequality in networks: which pairs and blocks violate it, under which reading.
import {
  blockChsh,
  chain,
  correlations,
  type Hamiltonian,
  heisenberg,
  pairChsh,
  rbm,
  rotateMarshall,
  type State,
  stateOf,
  type TrainedNetwork,
} from "../../index.ts";
import type { Experiment } from "../experiment.ts";
import { trained } from "../support/energies.ts";
import { randomNumbers } from "../support/random.ts";
import { randomRbm } from "../support/randomNetwork.ts";

/** The largest CHSH values of one network. */
type Row = {
  readonly network: string;
  /** Of two neighbours, the best pair, and of all pairs, under born. */
  readonly neighbours: number;
  readonly anyPair: number;
  /** Of half of the sites and the others, under born. */
  readonly halves: number;
  /** Of any pair, under readings that are mixtures. */
  readonly branches: number;
  readonly classical: number;
  /** Whether every neighbour is as far from every site, so that none is preferred. */
  readonly translational: boolean;
};

type BellNumbers = { readonly rows: readonly Row[] };

const BOUND = 2;
/** Rounding of a sum over all configurations. */
const ROUNDING = 1e-9;

export const bellExperiment: Experiment<BellNumbers> = {
  name: "bell",
  claim: "Read as quantum a network violates Bell's inequality; read as classical it never does.",
  section: "Non-separability",
  method:
    "Networks trained on antiferromagnetic Heisenberg dimers, open chains and rings, and random ones. The largest CHSH value of a pair of spins is 2 √(t₁² + t₂²), t the singular values of <σ_a σ_b> " +
    "(Horodecki 1995); of the two halves 2 √(1 + K²) from the Schmidt coefficients (Gisin & Peres 1992); local hidden variables reach 2. Everything is enumerated; the same weights are read under each reading.",
  otherwise: "A value above 2 under branches or classical, or none above 2 under born.",

  async measure(setting) {
    const size = setting.quick ? 6 : 8;
    const problems: [string, Hamiltonian][] = [
      ["dimer", heisenberg(chain(2, "open"))],
      [`open Heisenberg chain of ${size}`, heisenberg(chain(size, "open"))],
      [`Heisenberg ring of ${size}`, heisenberg(chain(size))],
    ];
    const rows: Row[] = [];
    for (const [n, [name, hamiltonian]] of problems.entries()) {
      await setting.step(n / (problems.length + 1), name);
      const ansatz = rbm({ density: 4, symmetric: false });
      const { network } = await trained(setting, { hamiltonian: rotateMarshall(hamiltonian), ansatz });
      rows.push(await bellRow(name, network, hamiltonian.lattice.name.startsWith("periodic")));
    }
    const count = setting.quick ? 3 : 10;
    for (let k = 0; k < count; k++) {
      await setting.step((problems.length + k / count) / (problems.length + 1), "random networks");
      rows.push(await bellRow(`random ${k + 1}`, randomRbm(size, { scale: 0.5, random: randomNumbers(setting.seed, `bell/${k}`) }), false));
    }
    const points = (pick: (row: Row) => number) => rows.map((row, n): [number, number, number] => [n + 1, pick(row), 0]);
    return {
      numbers: { rows },
      charts: [
        {
          title: "Largest CHSH values",
          x: `network: ${problems.map(([name], n) => `${n + 1} ${name}`).join("; ")}; then random ones`,
          y: "CHSH",
          series: [
            { name: "a pair, born", points: points(({ anyPair }) => anyPair), mark: "dots" },
            { name: "the two halves, born", points: points(({ halves }) => halves), mark: "dots" },
            { name: "a pair, branches", points: points(({ branches }) => branches), mark: "dots" },
            { name: "a pair, classical", points: points(({ classical }) => classical), mark: "dots" },
          ],
          references: [
            { name: "local hidden variables, 2", y: BOUND },
            { name: "quantum mechanics, 2√2", y: 2 * Math.SQRT2 },
          ],
        },
      ],
      tables: [
        {
          title: "Largest CHSH values",
          columns: ["network", "neighbours", "any pair", "halves", "branches", "classical"],
          rows: rows.map((row) => [row.network, row.neighbours, row.anyPair, row.halves, row.branches, row.classical]),
        },
      ],
    };
  },

  judge({ rows }) {
    const local = rows.find(({ branches, classical }) => Math.max(branches, classical) > BOUND + ROUNDING);
    if (local) return { verdict: "fails", because: `${local.network} goes beyond 2 under a reading that is a mixture.` };
    const beyond = rows.filter(({ anyPair }) => anyPair > BOUND + ROUNDING);
    const within = rows.filter(({ anyPair }) => anyPair <= BOUND + ROUNDING);
    if (beyond.length === 0 && rows.every(({ halves }) => halves <= BOUND + ROUNDING))
      return { verdict: "fails", because: "No pair of spins and no two halves of these networks go beyond 2 under born either." };
    const most = rows.reduce((best, row) => (row.anyPair > best.anyPair ? row : best));
    const classical = `under branches and classical none of ${rows.length} networks goes beyond 2`;
    if (within.length === 0)
      return {
        verdict: "holds",
        because: `Every network has a pair beyond 2, the ${most.network} ${most.anyPair.toFixed(4)}; ${classical}.`,
      };
    const shared = rows.filter(({ translational }) => translational);
    const monogamy = shared.length > 0 && shared.every(({ anyPair }) => anyPair <= BOUND + ROUNDING);
    const ring = monogamy
      ? `; on a ring, where every spin has two equal neighbours, no pair goes beyond ${shared[0].anyPair.toFixed(4)}`
      : "";
    return {
      verdict: rows.every(({ halves }) => halves > BOUND + ROUNDING)
        ? "holds only if halves are asked, or the right pair"
        : "holds only if the network is entangled",
      because: `Under born a pair of the ${most.network} reaches ${most.anyPair.toFixed(4)}${ring}; the halves of all networks reach ${Math.min(...rows.map(({ halves }) => halves)).toFixed(4)} or more; ${classical}.`,
    };
  },
};

/** All values of one network. */
export async function bellRow(network: string, weights: TrainedNetwork, translational: boolean): Promise<Row> {
  const pure = await stateOf(weights);
  const best = (state: State, pairs: readonly (readonly [number, number])[]) => Math.max(...pairs.map((pair) => pairChsh(state, pair)));
  const sites = Array.from({ length: pure.sites }, (_, site) => site);
  const pairs = sites.flatMap((i) => sites.slice(i + 1).map((j) => [i, j] as const));
  return {
    network,
    neighbours: best(
      pure,
      pairs.filter(([i, j]) => j === i + 1),
    ),
    anyPair: best(pure, pairs),
    halves: blockChsh(pure, sites.slice(0, Math.max(1, sites.length / 2))),
    branches: best(await stateOf(weights, { readout: "branches" }), pairs),
    classical: classicalChsh(await stateOf(weights, { readout: "classical" })),
    translational,
  };
}

/** Of a mixture of configurations only <Z_i Z_j> is not 0: 2 |<Z_i Z_j>|. */
function classicalChsh(state: State): number {
  const zz = correlations(state, "Z");
  return 2 * Math.max(...zz.flatMap((row, i) => row.slice(i + 1).map(Math.abs)));
}

// One network, one problem: trained under each reading and read under all of them.
import {
  bestProductState,
  chain,
  compareReadouts,
  diagonalState,
  exactGroundState,
  expectation,
  type Hamiltonian,
  heisenberg,
  ising,
  minimumOfDiagonal,
  outcomeOf,
  probabilitiesOf,
  type ReadoutName,
  rbm,
  readoutNames,
  stateOf,
  type TrainedNetwork,
} from "../../index.ts";
import { type Experiment, Interrupted, type Setting } from "../experiment.ts";
import { perSite } from "../support/words.ts";

type Energies = Readonly<Record<ReadoutName, number>>;

/** Of one Hamiltonian, all per site. */
type Row = {
  readonly model: string;
  /** Energies of the network trained under each reading, read under the same one. */
  readonly optimum: Energies;
  /** The network trained under born, read under each. */
  readonly same: Energies;
  readonly exact: number;
  /** The born optimum after Z of every spin was measured and forgotten: the energy of |f|² as a mixture. */
  readonly dephased: number;
  readonly product: number;
  readonly diagonal: number;
};

type SwitchNumbers = { readonly rows: readonly Row[] };

/** Of the exact energy: what counts as reaching it. */
const REACHED = 1e-3;

export const switchExperiment: Experiment<SwitchNumbers> = {
  name: "switch",
  claim: "A neural network lacks only the Born rule: read as amplitudes it gives quantum results, read as probabilities classical ones.",
  section: "The Born rule as the missing axiom",
  method:
    "A complex RBM (density 1) on a ring, transverse-field Ising at several fields and Heisenberg, trained by the same optimiser from the same weights under four " +
    "readings and then read under all four. Everything is summed, so the numbers have no sampling error. Judges: exact diagonalisation, the best product state, the minimum of the diagonal.",
  otherwise:
    "A classical or a branches optimum below its bound, the minimum of the diagonal and the best product state, or a born optimum above the exact energy by more than 0.1 %.",

  async measure(setting) {
    const ring = chain(setting.quick ? 6 : 8);
    const fields = setting.quick ? [0, 1, 2] : [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2];
    const problems: [string, number | null, Hamiltonian][] = [
      ...fields.map((field): [string, number | null, Hamiltonian] => [`Ising, h = ${field}`, field, ising(ring, { field })]),
      ["Heisenberg", null, heisenberg(ring)],
    ];
    const rows: Row[] = [];
    for (const [n, [model, , hamiltonian]] of problems.entries()) {
      await setting.step(n / problems.length, model);
      rows.push(await switchRow(setting, model, hamiltonian));
    }
    const curve = (pick: (row: Row) => number) =>
      problems.flatMap(([, field], n): [number, number, number][] => (field === null ? [] : [[field, pick(rows[n]), 0]]));
    return {
      numbers: { rows },
      charts: [
        {
          title: `Trained under each reading, Ising ring of ${ring.size}`,
          x: "transverse field h / J",
          y: "energy per site / J",
          series: [
            ...readoutNames.map((name) => ({ name, points: curve(({ optimum }) => optimum[name]), mark: "dots" as const })),
            { name: "exact ground state", points: curve(({ exact }) => exact) },
            { name: "best product state", points: curve(({ product }) => product) },
            { name: "minimum of the diagonal", points: curve(({ diagonal }) => diagonal) },
          ],
        },
        {
          title: `The weights of the born optimum under each reading, Ising ring of ${ring.size}`,
          x: "transverse field h / J",
          y: "energy per site / J",
          series: readoutNames.map((name) => ({ name, points: curve(({ same }) => same[name]) })),
        },
      ],
      tables: [
        {
          title: "Trained and read under the same reading, energy per site",
          columns: ["model", "exact", ...readoutNames, "best product", "diagonal"],
          rows: rows.map(({ model, exact, optimum, product, diagonal }) => [
            model,
            exact,
            ...readoutNames.map((name) => optimum[name]),
            product,
            diagonal,
          ]),
        },
        {
          title: "The weights of the born optimum, read under each reading, energy per site",
          columns: ["model", ...readoutNames, "dephased"],
          rows: rows.map(({ model, same, dephased }) => [model, ...readoutNames.map((name) => same[name]), dephased]),
        },
      ],
    };
  },

  judge({ rows }) {
    const size = ({ exact }: Row) => Math.abs(exact);
    const unreached = rows.find((row) => row.optimum.born > row.exact + REACHED * size(row));
    if (unreached)
      return {
        verdict: "fails",
        because: `Read as amplitudes ${unreached.model} ends at ${perSite(unreached.optimum.born)}, above the exact ${perSite(unreached.exact)}.`,
      };
    const below = rows.find(
      (row) => row.optimum.classical < row.diagonal - REACHED * size(row) || row.optimum.branches < row.product - REACHED * size(row),
    );
    if (below) return { verdict: "fails", because: `A classical reading of ${below.model} falls below its classical bound.` };
    const gap = (row: Row) => row.optimum.classical - row.exact;
    const parted = rows.filter((row) => gap(row) > REACHED * size(row));
    if (parted.length === 0)
      return { verdict: "fails", because: "The classical reading reaches every exact energy: nothing is lost without the Born rule." };
    const widest = parted.reduce((most, row) => (gap(row) > gap(most) ? row : most));
    const numbers =
      `${widest.model}: born ${perSite(widest.optimum.born)}, exact ${perSite(widest.exact)}, ` +
      `classical ${perSite(widest.optimum.classical)}, branches ${perSite(widest.optimum.branches)}.`;
    if (parted.length === rows.length) return { verdict: "holds", because: `For every Hamiltonian the readings part. ${numbers}` };
    return {
      verdict: "holds only if H does not commute with Z",
      because: `Where H is diagonal the classical reading is exact too; elsewhere it is not. ${numbers}`,
    };
  },
};

/** One Hamiltonian under every reading. */
export async function switchRow({ seed, workers, signal }: Setting, model: string, hamiltonian: Hamiltonian): Promise<Row> {
  const { size } = hamiltonian.lattice;
  const { matrix, outcomes } = await outcomeOf(compareReadouts({ hamiltonian, ansatz: rbm(), seed, workers, signal }));
  if (signal.aborted) throw new Interrupted("interrupted while networks were compared");
  const energy = (trained: ReadoutName, read: ReadoutName) => matrix[trained]?.[read]?.energyPerSite.mean ?? Number.NaN;
  const under = (pick: (name: ReadoutName) => number) =>
    Object.fromEntries(readoutNames.map((name) => [name, pick(name)])) as unknown as Energies;
  return {
    model,
    optimum: under((name) => energy(name, name)),
    same: under((name) => energy("born", name)),
    exact: exactGroundState(hamiltonian).energyPerSite,
    dephased: outcomes.born ? await dephasedEnergy(outcomes.born.network, hamiltonian) : Number.NaN,
    product: bestProductState(hamiltonian).energy / size,
    diagonal: (minimumOfDiagonal(hamiltonian) ?? Number.NaN) / size,
  };
}

/** Per site, of the mixture of configurations with the Born probabilities of a network. */
async function dephasedEnergy(network: TrainedNetwork, hamiltonian: Hamiltonian): Promise<number> {
  const mixture = diagonalState(probabilitiesOf(await stateOf(network)));
  return expectation(mixture, hamiltonian) / hamiltonian.lattice.size;
}

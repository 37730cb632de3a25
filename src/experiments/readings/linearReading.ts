// Without the square: the output read linearly, as a probability that H acts on.
import {
  chain,
  exactGroundState,
  type Hamiltonian,
  heisenberg,
  ising,
  probabilitiesOf,
  rbm,
  rotateMarshall,
  stateOf,
  type TrainedNetwork,
} from "../../index.ts";
import type { Experiment } from "../experiment.ts";
import { trained } from "../support/energies.ts";
import { randomNumbers } from "../support/random.ts";
import { randomRbm } from "../support/randomNetwork.ts";
import { perSite } from "../support/words.ts";

/** Energies per site. */
type Row = {
  readonly model: string;
  readonly exact: number;
  /** <1|H|p> / <1|p> with p the amplitudes of the ground state itself. */
  readonly ofGround: number;
  /** The least over all p: min_s Σ_s' <s'|H|s>. */
  readonly least: number;
  /** Of a network trained under classical, whose p = |f| ends in one configuration. */
  readonly trained: number;
  /** Of random networks: the lowest, and how many of them lie below the exact energy. */
  readonly lowestRandom: number;
  readonly below: number;
  readonly networks: number;
};

type LinearNumbers = { readonly rows: readonly Row[] };

/** Of an energy. */
const BELOW = 1e-6;

export const linearReadingExperiment: Experiment<LinearNumbers> = {
  name: "linear-reading",
  claim: "An energy can be read from the output without Born's square, E = <1|H|p> / <1|p>.",
  section: "The Born rule: why squares",
  method:
    "p(s) = |f(s)| / Σ |f| is read linearly: E = Σ_ss' <s|H|s'> p(s'). For an eigenstate this is its energy; a valid energy also never falls below that of the ground state, whatever p is. " +
    "Tried: the amplitudes of the exact ground state, a network trained under classical, random networks, and the least over all p, by enumeration.",
  otherwise: "No output whose linear energy lies below the exact ground energy, as where H is diagonal.",

  async measure(setting) {
    const ring = chain(setting.quick ? 6 : 8);
    const problems: [string, Hamiltonian][] = [
      ["Ising, h = 0.5", ising(ring, { field: 0.5 })],
      ["Ising, h = 1", ising(ring, { field: 1 })],
      ["Ising, h = 2", ising(ring, { field: 2 })],
      ["Heisenberg, Marshall basis", rotateMarshall(heisenberg(ring))],
    ];
    const count = setting.quick ? 20 : 200;
    const random = Array.from({ length: count }, (_, k) =>
      randomRbm(ring.size, { scale: 0.5, random: randomNumbers(setting.seed, `linear-reading/${k}`) }),
    );
    const rows: Row[] = [];
    for (const [n, [model, hamiltonian]] of problems.entries()) {
      await setting.step(n / problems.length, model);
      const { network } = await trained(setting, { hamiltonian, ansatz: rbm(), readout: "classical", rotate: "none" });
      rows.push(await linearRow(model, hamiltonian, network, random));
    }
    const points = (pick: (row: Row) => number) => rows.map((row, n): [number, number, number] => [n + 1, pick(row), 0]);
    return {
      numbers: { rows },
      charts: [
        {
          title: `Energies read without the square, rings of ${ring.size}`,
          x: `Hamiltonian: ${problems.map(([model], n) => `${n + 1} ${model}`).join("; ")}`,
          y: "energy per site / J",
          series: [
            { name: "exact ground state", points: points(({ exact }) => exact) },
            { name: "least over all p", points: points(({ least }) => least), mark: "dots" },
            { name: "trained network", points: points((row) => row.trained), mark: "dots" },
            { name: `lowest of ${count} random networks`, points: points(({ lowestRandom }) => lowestRandom), mark: "dots" },
          ],
        },
      ],
      tables: [
        {
          title: "<1|H|p> / <1|p> per site",
          columns: ["model", "exact", "p = ground state", "trained", "least", "random ones below"],
          rows: rows.map((row) => [row.model, row.exact, row.ofGround, row.trained, row.least, `${row.below} of ${row.networks}`]),
        },
      ],
    };
  },

  judge({ rows }) {
    const broken = rows.filter((row) => Math.min(row.trained, row.lowestRandom, row.least) < row.exact - BELOW);
    if (broken.length === 0) return { verdict: "holds", because: "No output has a linear energy below that of the ground state." };
    const [row] = broken.filter(({ model }) => model.endsWith("h = 1")).concat(broken);
    return {
      verdict: "fails",
      because: `${row.model}: a trained network reads ${perSite(row.trained)} per site, below the exact ${perSite(row.exact)}: what is least then, ${perSite(row.least)}, is no energy of H.`,
    };
  },
};

/** All linear energies of one Hamiltonian. */
export async function linearRow(
  model: string,
  hamiltonian: Hamiltonian,
  network: TrainedNetwork,
  random: readonly TrainedNetwork[],
): Promise<Row> {
  const { lattice } = hamiltonian;
  const ground = exactGroundState(hamiltonian);
  const columns = columnSums(hamiltonian);
  const energy = (p: ArrayLike<number>) => {
    let [total, norm] = [0, 0];
    for (let s = 0; s < columns.length; s++) {
      total += p[s] * columns[s];
      norm += p[s];
    }
    return total / norm / lattice.size;
  };
  const amplitudes = new Float64Array(columns.length);
  for (const [k, state] of ground.basis.states.entries()) amplitudes[state] = ground.real[k];
  const read = async ({ ansatz, parameters }: TrainedNetwork) =>
    energy(probabilitiesOf(await stateOf({ ansatz, parameters }, { lattice, readout: "classical" })));
  const energies = await Promise.all(random.map(read));
  return {
    model,
    exact: ground.energyPerSite,
    ofGround: energy(amplitudes),
    least: Math.min(...columns) / lattice.size,
    trained: await read(network),
    lowestRandom: Math.min(...energies),
    below: energies.filter((value) => value < ground.energyPerSite - BELOW).length,
    networks: energies.length,
  };
}

/** Re Σ_s <s|H|s'> for every s', from m_F(s) = <s|H|s^F>. */
function columnSums({ lattice, groups }: Hamiltonian): Float64Array {
  const sums = new Float64Array(2 ** lattice.size);
  for (const { flips, terms } of groups) {
    const mask = flips.reduce((bits, site) => bits | (1 << site), 0);
    for (let s = 0; s < sums.length; s++) {
      for (const { coefficient, signs } of terms) {
        sums[s ^ mask] += coefficient[0] * signs.reduce((sign, site) => ((s >> site) & 1 ? -sign : sign), 1);
      }
    }
  }
  return sums;
}

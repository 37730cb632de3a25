// Between the readings: a ground state whose superpositions are lost little by little.
import {
  chain,
  type DensityMatrix,
  densityMatrix,
  diagonalState,
  exactGroundState,
  expectation,
  type Hamiltonian,
  heisenberg,
  ising,
  learnState,
  negativity,
  outcomeOf,
  type PureState,
  probabilitiesOf,
  stateOf,
  stateOfGround,
} from "../../index.ts";
import { type Experiment, Interrupted, type Setting } from "../experiment.ts";
import { perSite } from "../support/words.ts";

/** Of one Hamiltonian; energies per site along `strengths`. */
type Row = {
  readonly model: string;
  /** η of the whole register: ρ → (1-η) ρ + η diag ρ. */
  readonly whole: readonly number[];
  /** η of every site by itself. */
  readonly single: readonly number[];
  /** Of a network that was taught |ψ|² and is read as classical. */
  readonly classical: number;
};

/** Negativities of half of the sites of one ground state. */
type Lost = { readonly model: string; readonly whole: readonly number[]; readonly single: readonly number[] };

type DephasingNumbers = { readonly strengths: readonly number[]; readonly rows: readonly Row[]; readonly entanglement: readonly Lost[] };

/** Of an energy per site: rounding of the state, and of the network that was taught. */
const SAME = 1e-4;
/** Energy per site that has to lie between the readings. */
const PARTED = 1e-3;

export const dephasingExperiment: Experiment<DephasingNumbers> = {
  name: "dephasing",
  claim: "The classical reading is the quantum one after decoherence: measuring Z unnoticed leads from one to the other.",
  section: "Quantum remnants and decoherence",
  method:
    "The network that was taught the exact ground state, ψ = f, is dephased: Z of all spins is measured with probability η and forgotten, ρ → (1-η) ρ + η diag ρ; or of each spin by itself. " +
    "The energy has to fall from the quantum to the classical reading of the same probabilities, which is measured with another network, taught |ψ|² and read as a mixture.",
  otherwise: "A dephased energy at η = 1 that is not that of the classical reading, or one that does not lie on the line between the two.",

  async measure(setting) {
    const ring = chain(setting.quick ? 6 : 8);
    const strengths = Array.from({ length: setting.quick ? 5 : 11 }, (_, k, last = setting.quick ? 4 : 10) => k / last);
    const problems: [string, Hamiltonian][] = [
      ["Ising, h = 0.5", ising(ring, { field: 0.5 })],
      ["Ising, h = 1", ising(ring, { field: 1 })],
      ["Ising, h = 2", ising(ring, { field: 2 })],
      ["Heisenberg", heisenberg(ring)],
    ];
    const rows: Row[] = [];
    for (const [n, [model, hamiltonian]] of problems.entries()) {
      await setting.step((0.9 * n) / problems.length, model);
      rows.push(await dephasingRow(setting, model, hamiltonian, strengths));
    }
    // A partial transpose of eight spins would take a minute for each point.
    const six = chain(6);
    const entanglement: Lost[] = [];
    for (const [model, hamiltonian] of [
      ["Ising, h = 1", ising(six, { field: 1 })],
      ["Heisenberg", heisenberg(six)],
    ] as const) {
      await setting.step(0.9, `negativity, ${model}`);
      entanglement.push(lost(model, stateOfGround(exactGroundState(hamiltonian)), strengths));
    }
    const along = (values: readonly number[]) => values.map((value, k): [number, number, number] => [strengths[k], value, 0]);
    return {
      numbers: { strengths, rows, entanglement },
      charts: [
        {
          title: `Energy of dephased ground states, rings of ${ring.size}`,
          x: "dephasing η",
          y: "energy per site / J",
          series: rows.map(({ model, whole }) => ({ name: model, points: along(whole) })),
        },
        {
          title: "Negativity of half of a ring of 6 while it dephases",
          x: "dephasing η",
          y: "negativity",
          series: entanglement.flatMap(({ model, whole, single }) => [
            { name: `${model}, all spins at once`, points: along(whole) },
            { name: `${model}, each spin by itself`, points: along(single) },
          ]),
        },
      ],
      tables: [
        {
          title: "Energy per site",
          columns: ["model", "η = 0", "η = 1", "taught |ψ|², read classical"],
          rows: rows.map(({ model, whole, classical }) => [model, whole[0], whole[whole.length - 1], classical]),
        },
      ],
    };
  },

  judge({ strengths, rows }) {
    for (const { model, whole, single, classical } of rows) {
      const [first, last] = [whole[0], whole[whole.length - 1]];
      const ends = Math.max(Math.abs(last - classical), Math.abs(single[single.length - 1] - classical));
      if (ends > SAME)
        return {
          verdict: "fails",
          because: `${model}: dephased it has ${perSite(last)} per site, read as classical ${perSite(classical)}.`,
        };
      const bent = Math.max(...strengths.map((strength, k) => Math.abs(whole[k] - (first + strength * (last - first)))));
      if (bent > SAME)
        return { verdict: "fails", because: `${model}: the energy leaves the line between the readings by ${bent.toExponential(1)}.` };
    }
    const parted = rows.filter(({ whole }) => whole[whole.length - 1] - whole[0] > PARTED);
    if (parted.length === 0) return { verdict: "fails", because: "Dephasing changes no energy: the readings do not differ." };
    const [{ model, whole }] = parted.filter((row) => row.model.endsWith("h = 1")).concat(parted);
    const gap = whole[whole.length - 1] - whole[0];
    return {
      verdict: "holds",
      because: `${model}: E/N = ${perSite(whole[0])} + ${perSite(gap)} η, and at η = 1 the energy of the classical reading.`,
    };
  },
};

/** One Hamiltonian along the strengths of dephasing. */
export async function dephasingRow(setting: Setting, model: string, hamiltonian: Hamiltonian, strengths: readonly number[]): Promise<Row> {
  const { size } = hamiltonian.lattice;
  const { seed, workers, signal } = setting;
  const ground = exactGroundState(hamiltonian);
  const learnt = async (feed: Parameters<typeof learnState>[0]["feed"], readout: "born" | "classical") => {
    const outcome = await outcomeOf(learnState({ feed, target: ground, hamiltonian, readout, seed, workers, signal }));
    if (signal.aborted) throw new Interrupted("interrupted while a network was taught");
    return outcome;
  };
  const state = await stateOf((await learnt({ amplitudes: ground }, "born")).network);
  const mixture = await learnt({ probabilities: ground }, "classical");
  const energy = (of: DensityMatrix) => expectation(of, hamiltonian) / size;
  return {
    model,
    whole: strengths.map((strength) => energy(wholly(state, strength))),
    single: strengths.map((strength) => energy(siteByItself(state, strength))),
    classical: mixture.energies.find(({ readout }) => readout === "classical")?.measurement?.energyPerSite.mean ?? Number.NaN,
  };
}

function lost(model: string, state: PureState, strengths: readonly number[]): Lost {
  const half = Array.from({ length: state.sites / 2 }, (_, site) => site);
  return {
    model,
    whole: strengths.map((strength) => negativity(wholly(state, strength), half)),
    single: strengths.map((strength) => negativity(siteByItself(state, strength), half)),
  };
}

/** Z of all spins is measured with probability η and forgotten: (1-η) ρ + η diag ρ. */
function wholly(state: PureState, strength: number): DensityMatrix {
  return densityMatrix([state, diagonalState(probabilitiesOf(state))], [1 - strength, strength]);
}

/** Z of each spin is measured with probability η and forgotten: ρ_ss' is multiplied by (1-η) for every spin in which s and s' differ. */
function siteByItself(state: PureState, strength: number): DensityMatrix {
  const { sites, real, imaginary, kind } = densityMatrix(state);
  const dimension = 1 << sites;
  const factors = Array.from({ length: dimension }, (_, different) => {
    let factor = 1;
    for (let site = 0; site < sites; site++) if ((different >> site) & 1) factor *= 1 - strength;
    return factor;
  });
  const damped = (values: Float64Array) => values.map((value, at) => value * factors[Math.floor(at / dimension) ^ (at % dimension)]);
  return { kind, sites, real: damped(real), imaginary: damped(imaginary) };
}

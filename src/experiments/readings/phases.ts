// When phases matter: Born's rule kept, the phases of the amplitudes dropped.
import {
  chain,
  dm,
  exactGroundState,
  type Hamiltonian,
  heisenberg,
  ising,
  isStoquastic,
  j1j2,
  minimumOfDiagonal,
  rbm,
  rotateMarshall,
} from "../../index.ts";
import type { Experiment, Setting } from "../experiment.ts";
import { trained } from "../support/energies.ts";
import { perSite } from "../support/words.ts";

type Row = {
  readonly model: string;
  /** Whether no off-diagonal element is positive or complex in this basis: then the ground state is positive (Perron and Frobenius). */
  readonly stoquastic: boolean;
  readonly exact: number;
  readonly born: number;
  readonly phaseless: number;
  /** The least energy of any function without phases: the exact one where the ground state is positive, else the minimum of the diagonal. */
  readonly least: number;
};

type PhasesNumbers = { readonly rows: readonly Row[] };

/** |f| has kinks where f passes 0, and trainings end there: of so many the best is taken. */
const STARTS = 12;
/** Of the exact energy: what counts as reaching it. */
const REACHED = 2e-3;

export const phasesExperiment: Experiment<PhasesNumbers> = {
  name: "phases",
  claim: "It is the phases of its amplitudes that make a network quantum.",
  section: "Complex amplitudes",
  method:
    "The same complex RBM is trained with its phases (born, ψ = f) and without (phaseless, ψ = |f|), Born's rule and all else kept, on Hamiltonians whose ground states are positive, have signs, or are complex, " +
    "each in the basis in which it is written; another basis may have other signs. Judges: exact diagonalisation, whether an off-diagonal element of H is positive or complex, and the least energy of any function without phases: " +
    "here the exact one, or the minimum of the diagonal where no off-diagonal element of Re H is negative.",
  otherwise:
    "A network without phases that reaches the ground energy of a Hamiltonian with positive off-diagonal elements, or that does not where there are none.",

  async measure(setting) {
    const ring = chain(setting.quick ? 6 : 8);
    const problems: [string, Hamiltonian][] = [
      ["Ising, h = 1", ising(ring, { field: 1 })],
      ["Ising, h = -1", ising(ring, { field: -1 })],
      ["Heisenberg, Marshall basis", rotateMarshall(heisenberg(ring))],
      ["Heisenberg", heisenberg(ring)],
      ["J1-J2, J2 = 0.3", j1j2(ring, { j2: 0.3 })],
      ["Dzyaloshinskii-Moriya, D = 0.5", dm(ring, { d: 0.5 })],
    ];
    const rows: Row[] = [];
    for (const [n, [model, hamiltonian]] of problems.entries()) {
      await setting.step(n / problems.length, model);
      rows.push(await phasesRow(setting, model, hamiltonian));
    }
    const points = (pick: (row: Row) => number) => rows.map((row, n): [number, number, number] => [n + 1, pick(row), 0]);
    return {
      numbers: { rows },
      charts: [
        {
          title: `With phases and without, rings of ${ring.size}`,
          x: `Hamiltonian: ${problems.map(([model], n) => `${n + 1} ${model}`).join("; ")}`,
          y: "energy per site / J",
          series: [
            { name: "exact", points: points(({ exact }) => exact) },
            { name: "with phases (born)", points: points(({ born }) => born), mark: "dots" },
            { name: "without phases (phaseless)", points: points(({ phaseless }) => phaseless), mark: "dots" },
          ],
        },
      ],
      tables: [
        {
          title: "Energy per site",
          columns: ["model", "exact", "born", "phaseless", "least", "signs"],
          rows: rows.map((row) => [row.model, row.exact, row.born, row.phaseless, row.least, row.stoquastic ? "none" : "some"]),
        },
      ],
    };
  },

  judge({ rows }) {
    const off = (energy: number, row: Row) => energy - row.exact > REACHED * Math.abs(row.exact);
    const missed = rows.find((row) => off(row.born, row));
    if (missed)
      return {
        verdict: "fails",
        because: `With its phases the network stops at ${perSite(missed.born)} on ${missed.model}, exact ${perSite(missed.exact)}.`,
      };
    const stuck = rows.find((row) => row.phaseless - row.least > REACHED * Math.abs(row.exact));
    if (stuck)
      return {
        verdict: "fails",
        because: `Without phases the training of ${stuck.model} stops at ${perSite(stuck.phaseless)}, above the least, ${perSite(stuck.least)}: it decides nothing.`,
      };
    const lost = rows.filter((row) => off(row.phaseless, row));
    const kept = rows.filter((row) => !off(row.phaseless, row));
    if (lost.length === 0)
      return { verdict: "fails", because: "Without phases the network reaches every ground energy: they are not what makes it quantum." };
    const [worst] = lost;
    const words = `Without phases ${worst.model} cannot go below ${perSite(worst.least)} in this basis, exact ${perSite(worst.exact)}`;
    if (kept.length === 0) return { verdict: "holds", because: `${words}; no ground energy is reached without them.` };
    const signs = lost.every(({ stoquastic }) => !stoquastic) && kept.every(({ stoquastic }) => stoquastic);
    return {
      verdict: signs ? "holds only if not all off-diagonal elements are negative" : "holds only if the Hamiltonian is one of some",
      because: `${words}; ${kept[0].model} is reached without them, ${perSite(kept[0].phaseless)}, and is as entangled.`,
    };
  },
};

/** One Hamiltonian with phases and without. */
export async function phasesRow(setting: Setting, model: string, hamiltonian: Hamiltonian): Promise<Row> {
  const ansatz = rbm({ density: 2, symmetric: false });
  const energy = async (readout: "born" | "phaseless") => {
    const starts = readout === "born" ? {} : { starts: STARTS };
    const { final } = await trained(setting, { hamiltonian, ansatz, readout, rotate: "none", ...starts });
    return final.energyPerSite.mean;
  };
  const stoquastic = isStoquastic(hamiltonian);
  const exact = exactGroundState(hamiltonian).energyPerSite;
  return {
    model,
    stoquastic,
    exact,
    born: await energy("born"),
    phaseless: await energy("phaseless"),
    least: stoquastic ? exact : (minimumOfDiagonal(hamiltonian) ?? Number.NaN) / hamiltonian.lattice.size,
  };
}

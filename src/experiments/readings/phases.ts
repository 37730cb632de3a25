// When phases matter: Born's rule kept, the phases of the amplitudes dropped.
import { chain, dm, exactGroundState, type Hamiltonian, heisenberg, ising, isStoquastic, j1j2, rbm, rotateMarshall } from "../../index.ts";
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
};

type PhasesNumbers = { readonly rows: readonly Row[] };

/** Of the exact energy: what counts as reaching it. */
const REACHED = 2e-3;

export const phasesExperiment: Experiment<PhasesNumbers> = {
  name: "phases",
  claim: "It is the phases of its amplitudes that make a network quantum.",
  section: "Complex amplitudes",
  method:
    "The same complex RBM is trained with its phases (born, ψ = f) and without (phaseless, ψ = |f|), Born's rule and all else kept, on Hamiltonians whose ground states are positive, have signs, or are complex, " +
    "each in the basis in which it is written. Judge: exact diagonalisation, and whether an off-diagonal element of H is positive or complex.",
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
          columns: ["model", "exact", "born", "phaseless", "positive or complex elements"],
          rows: rows.map((row) => [row.model, row.exact, row.born, row.phaseless, row.stoquastic ? "none" : "some"]),
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
    const lost = rows.filter((row) => off(row.phaseless, row));
    const kept = rows.filter((row) => !off(row.phaseless, row));
    if (lost.length === 0)
      return { verdict: "fails", because: "Without phases the network reaches every ground energy: they are not what makes it quantum." };
    const [worst] = lost;
    const words = `Without phases ${worst.model} stops at ${perSite(worst.phaseless)}, exact ${perSite(worst.exact)}`;
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
    const { final } = await trained(setting, { hamiltonian, ansatz, readout, rotate: "none" });
    return final.energyPerSite.mean;
  };
  return {
    model,
    stoquastic: isStoquastic(hamiltonian),
    exact: exactGroundState(hamiltonian).energyPerSite,
    born: await energy("born"),
    phaseless: await energy("phaseless"),
  };
}

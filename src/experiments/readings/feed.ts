// The input end of the switch: a network fed amplitudes or probabilities, then read as quantum or as classical.
import {
  chain,
  dm,
  type ExactGroundState,
  exactGroundState,
  type Hamiltonian,
  heisenberg,
  ising,
  type LearnOptions,
  learnState,
  outcomeOf,
  type ReadoutName,
  rotateMarshall,
} from "../../index.ts";
import { type Experiment, Interrupted, type Setting } from "../experiment.ts";
import { perSite } from "../support/words.ts";

/** Energies per site of the four corners. */
type Row = {
  readonly model: string;
  readonly exact: number;
  readonly amplitudesBorn: number;
  readonly amplitudesClassical: number;
  readonly probabilitiesBorn: number;
  readonly probabilitiesClassical: number;
  /** |<φ|f>|² of the network that was fed probabilities, read as quantum. */
  readonly fidelity: number;
  /** (Σ |ψ|)² / |Σ ψ|²: 1 for a state without signs and phases, above 1 for any other. */
  readonly phases: number;
};

type FeedNumbers = { readonly rows: readonly Row[] };

/** Of an energy: what counts as the same. */
const SAME = 1e-3;

export const feedExperiment: Experiment<FeedNumbers> = {
  name: "feed",
  claim: "Fed amplitudes a network is quantum; fed only probabilities the same network is classical.",
  section: "The Born rule as the missing axiom, at the input",
  method:
    "The exact ground state of a ring is taught to the same RBM by the same natural gradient, once its amplitudes (loss -ln fidelity), once its probabilities alone " +
    "(Kullback-Leibler divergence), and the energy is read as quantum, <ψ|H|ψ>, and as classical, a mixture of configurations. Everything is summed.",
  otherwise: "A network fed probabilities alone that reaches the exact energy of a state with signs, or one fed amplitudes that does not.",

  async measure(setting) {
    const ring = chain(setting.quick ? 6 : 8);
    const problems: [string, Hamiltonian][] = [
      ["Ising, h = 0.5", ising(ring, { field: 0.5 })],
      ["Ising, h = 1", ising(ring, { field: 1 })],
      ["Ising, h = 2", ising(ring, { field: 2 })],
      ["Heisenberg, Marshall basis", rotateMarshall(heisenberg(ring))],
      ["Heisenberg", heisenberg(ring)],
      ["Dzyaloshinskii-Moriya, D = 0.5", dm(ring, { d: 0.5 })],
    ];
    const rows: Row[] = [];
    for (const [n, [model, hamiltonian]] of problems.entries()) {
      await setting.step(n / problems.length, model);
      rows.push(await feedRow(setting, model, hamiltonian));
    }
    const points = (pick: (row: Row) => number) => rows.map((row, n): [number, number, number] => [n + 1, pick(row), 0]);
    return {
      numbers: { rows },
      charts: [
        {
          title: `The four corners of the switch, rings of ${ring.size}`,
          x: `Hamiltonian: ${problems.map(([model], n) => `${n + 1} ${model}`).join("; ")}`,
          y: "energy per site / J",
          series: [
            { name: "exact", points: points(({ exact }) => exact) },
            { name: "fed amplitudes, read quantum", points: points((row) => row.amplitudesBorn), mark: "dots" },
            { name: "fed probabilities, read quantum", points: points((row) => row.probabilitiesBorn), mark: "dots" },
            { name: "fed probabilities, read classical", points: points((row) => row.probabilitiesClassical), mark: "dots" },
          ],
        },
      ],
      tables: [
        {
          title: "Energy per site",
          columns: ["fed", "exact", "amplitudes, quantum", "probabilities, quantum", "classical", "fidelity"],
          rows: rows.map((row) => [
            row.model,
            row.exact,
            row.amplitudesBorn,
            row.probabilitiesBorn,
            row.probabilitiesClassical,
            row.fidelity,
          ]),
        },
      ],
    };
  },

  judge({ rows }) {
    const off = (energy: number, row: Row) => Math.abs(energy - row.exact) > SAME * Math.abs(row.exact);
    const missed = rows.find((row) => off(row.amplitudesBorn, row));
    if (missed)
      return {
        verdict: "fails",
        because: `Fed the amplitudes of ${missed.model} the network is read as ${perSite(missed.amplitudesBorn)}, not ${perSite(missed.exact)}.`,
      };
    const parted = rows.filter((row) => off(row.probabilitiesBorn, row));
    const kept = rows.filter((row) => !off(row.probabilitiesBorn, row));
    if (parted.length === 0)
      return { verdict: "fails", because: "Fed probabilities alone the network reaches every exact energy: the amplitudes add nothing." };
    const [worst] = parted;
    const lost = `Fed the probabilities of ${worst.model} it is read as ${perSite(worst.probabilitiesBorn)} (exact ${perSite(worst.exact)})`;
    if (kept.length === 0) return { verdict: "holds", because: `${lost}; fed amplitudes it is exact.` };
    const signsDecide = parted.every(({ phases }) => phases > 1 + SAME) && kept.every(({ phases }) => phases < 1 + SAME);
    return {
      verdict: signsDecide ? "holds only if the state has signs or phases" : "holds only if the Hamiltonian is one of some",
      because: `${lost}; fed those of ${kept[0].model}, whose amplitudes are positive, ${perSite(kept[0].probabilitiesBorn)}, which is exact.`,
    };
  },
};

/** The four corners of one Hamiltonian. */
export async function feedRow(setting: Setting, model: string, hamiltonian: Hamiltonian): Promise<Row> {
  const ground = exactGroundState(hamiltonian);
  const learnt = async (feed: LearnOptions["feed"], readout: "born" | "classical") => {
    const { seed, workers, signal } = setting;
    const outcome = await outcomeOf(learnState({ feed, target: ground, hamiltonian, readout, seed, workers, signal }));
    if (signal.aborted) throw new Interrupted("interrupted while a network was taught");
    const energy = (name: ReadoutName) =>
      outcome.energies.find(({ readout: read }) => read === name)?.measurement?.energyPerSite.mean ?? Number.NaN;
    return { energy: energy(readout), fidelity: outcome.figures.fidelity?.mean ?? Number.NaN };
  };
  const known = await learnt({ probabilities: ground }, "born");
  return {
    model,
    exact: ground.energyPerSite,
    amplitudesBorn: (await learnt({ amplitudes: ground }, "born")).energy,
    amplitudesClassical: (await learnt({ amplitudes: ground }, "classical")).energy,
    probabilitiesBorn: known.energy,
    probabilitiesClassical: (await learnt({ probabilities: ground }, "classical")).energy,
    fidelity: known.fidelity,
    phases: phasesOf(ground),
  };
}

/** (Σ |ψ|)² / |Σ ψ|² in the basis of the network, at most 10⁶: the sum vanishes where signs cancel. */
function phasesOf({ real, imaginary }: ExactGroundState): number {
  let [moduli, re, im] = [0, 0, 0];
  for (const [s, value] of real.entries()) {
    const other = imaginary?.[s] ?? 0;
    moduli += Math.hypot(value, other);
    re += value;
    im += other;
  }
  return Math.min(1e6, (moduli * moduli) / Math.max(re * re + im * im, Number.MIN_VALUE));
}

// Two bases: what configurations along Z say of a network, and what those along X add.

import type { Estimate } from "../../index.ts";
import {
  chain,
  coherence,
  correlations,
  expectation,
  heisenberg,
  ising,
  type Pauli,
  pauli,
  probabilitiesOf,
  rbm,
  rotateMarshall,
  type State,
  shots,
  stateOf,
  sum,
  type TrainedNetwork,
} from "../../index.ts";
import type { Experiment, Setting } from "../experiment.ts";
import { trained } from "../support/energies.ts";
import { outcomesAlongX, shannonEntropy, totalVariation } from "../support/outcomes.ts";
import { squaredTwin } from "../support/squaredTwin.ts";
import { within } from "../support/words.ts";

/** <P> and <P_0 P_1> of the quantum network and of its classical twin. */
type Catalogue = { readonly operator: string; readonly quantum: number; readonly classical: number };

/** One network and its classical twin. */
type Row = {
  readonly model: string;
  /** ½ Σ |P - P'| over all outcomes, along Z and along X. */
  readonly distanceZ: number;
  readonly distanceX: number;
  /** <X> of a spin in single shots along X. */
  readonly quantumX: Estimate;
  readonly classicalX: Estimate;
  /** H(Z) + H(X) of all spins, in nats, and the bound N ln 2 (Maassen & Uffink 1988). */
  readonly uncertainty: number;
  readonly classicalUncertainty: number;
  readonly bound: number;
  readonly catalogue: readonly Catalogue[];
};

type ComplementarityNumbers = { readonly rows: readonly Row[] };

/** Of a distance between distributions that are summed. */
const ROUNDING = 1e-9;
/** A distance that some hundred rows tell from 0. */
const APART = 0.05;
const SIGMAS = 4;

export const complementarityExperiment: Experiment<ComplementarityNumbers> = {
  name: "complementarity",
  claim: "The configurations that a network yields show whether it is quantum.",
  section: "Complementarity and the catalogue of expectation values",
  method:
    "A network with real weights is trained under born. Its classical twin has every hidden unit twice and biases doubled: f' = f², so that read as a classical probability it has P(s) = f² exactly. " +
    "The outcomes of measuring all spins along Z, and along X, are compared over all 2^N outcomes (half of Σ |P - P'|) and in single shots.",
  otherwise: "A twin whose outcomes along Z differ, or whose outcomes along X do not.",

  async measure(setting) {
    const ring = chain(setting.quick ? 6 : 8);
    const rows = [
      await rowOf(setting, 0, "Ising, h = 1", ising(ring, { field: 1 })),
      await rowOf(setting, 0.5, "Heisenberg, Marshall basis", rotateMarshall(heisenberg(ring))),
    ];
    const points = (pick: (entry: Catalogue) => number) =>
      rows[0].catalogue.map((entry, n): [number, number, number] => [n + 1, pick(entry), 0]);
    return {
      numbers: { rows },
      charts: [
        {
          title: `The catalogue of expectation values, ${rows[0].model}`,
          x: `operator: ${rows[0].catalogue.map(({ operator }, n) => `${n + 1} ${operator}`).join("; ")}`,
          y: "expectation value",
          series: [
            { name: "quantum", points: points(({ quantum }) => quantum), mark: "dots" },
            { name: "classical twin", points: points(({ classical }) => classical), mark: "dots" },
          ],
          references: [{ name: "0", y: 0 }],
        },
      ],
      tables: [
        {
          title: "A quantum network and its classical twin",
          columns: ["model", "distance, Z", "distance, X", "<X>", "<X> of the twin"],
          rows: rows.map((row) => [row.model, row.distanceZ, row.distanceX, row.quantumX, row.classicalX]),
        },
        {
          title: "Entropies of outcomes H(Z) + H(X), in nats",
          columns: ["model", "quantum", "classical twin", "bound N ln 2"],
          rows: rows.map((row) => [row.model, row.uncertainty, row.classicalUncertainty, row.bound]),
        },
        {
          title: "The catalogue",
          columns: ["model", "operator", "quantum", "classical twin"],
          rows: rows.flatMap(({ model, catalogue }) =>
            catalogue.map(({ operator, quantum, classical }) => [model, operator, quantum, classical]),
          ),
        },
      ],
    };
  },

  judge({ rows }) {
    const broken = rows.find((row) => Math.min(row.uncertainty, row.classicalUncertainty) < row.bound - ROUNDING);
    if (broken) return { verdict: "fails", because: `${broken.model} is below the bound of Maassen and Uffink: it is no quantum state.` };
    const alongZ = rows.filter(({ distanceZ }) => distanceZ > APART);
    const alongX = rows.filter(
      ({ distanceX, quantumX, classicalX }) =>
        distanceX > APART && Math.abs(quantumX.mean - classicalX.mean) > SIGMAS * Math.hypot(quantumX.error, classicalX.error),
    );
    const [row] = rows;
    if (alongZ.length === rows.length)
      return { verdict: "holds", because: `Already along Z the outcomes differ, by ${row.distanceZ.toFixed(3)}.` };
    if (alongX.length === 0)
      return { verdict: "fails", because: "Neither along Z nor along X do the outcomes of the classical twin differ." };
    const [seen] = alongX;
    return {
      verdict: "holds only if a second basis is measured too",
      because:
        `Along Z a classical twin has the same outcomes (distance ${Math.max(...rows.map(({ distanceZ }) => distanceZ)).toExponential(0)}); ` +
        `along X they are ${seen.distanceX.toFixed(3)} apart, <X> = ${within(seen.quantumX)} against ${within(seen.classicalX)}.`,
    };
  },
};

async function rowOf(setting: Setting, done: number, model: string, hamiltonian: ReturnType<typeof ising>): Promise<Row> {
  await setting.step(done, model);
  const ansatz = rbm({ density: 2, real: true, symmetric: false });
  const { network } = await trained(setting, { hamiltonian, ansatz, rotate: "none" });
  return await twinRow(setting, model, network);
}

/** A network with real weights beside its classical twin. */
export async function twinRow(setting: Setting, model: string, network: TrainedNetwork): Promise<Row> {
  const sites = network.problem?.sites ?? 0;
  const twin = squaredTwin(network, sites);
  // Both in the basis of their configurations, whatever that was turned from.
  const weights: TrainedNetwork = { ansatz: network.ansatz, parameters: network.parameters };
  const lattice = chain(sites);
  const quantum = await stateOf(weights, { lattice });
  const classical = await stateOf(twin, { lattice, readout: "classical" });
  const count = setting.quick ? 500 : 4000;
  const mean = async (of: TrainedNetwork, readout: "born" | "classical"): Promise<Estimate> => {
    const rows = await shots({ network: of, lattice, readout, basis: "X".repeat(sites), count, seed: setting.seed });
    const values = rows.map((row) => row.reduce((total, s) => total + s, 0) / sites);
    const average = values.reduce((total, value) => total + value, 0) / count;
    const variance = values.reduce((total, value) => total + (value - average) ** 2, 0) / (count - 1);
    return { mean: average, error: Math.sqrt(variance / count) };
  };
  const [z, twinZ] = [probabilitiesOf(quantum), probabilitiesOf(classical)];
  const [x, twinX] = [outcomesAlongX(quantum), outcomesAlongX(classical)];
  const one = (state: State, matrix: Pauli) => expectation(state, sum("one", lattice, [pauli(1, { 0: matrix })]));
  const two = (state: State, matrix: Pauli) => correlations(state, matrix)[0][1];
  const matrices: readonly Pauli[] = ["X", "Y", "Z"];
  return {
    model,
    distanceZ: totalVariation(z, twinZ),
    distanceX: totalVariation(x, twinX),
    quantumX: await mean(weights, "born"),
    classicalX: await mean(twin, "classical"),
    uncertainty: shannonEntropy(z) + shannonEntropy(x),
    classicalUncertainty: shannonEntropy(twinZ) + shannonEntropy(twinX),
    bound: sites * Math.LN2,
    catalogue: [
      ...matrices.map((matrix) => ({ operator: `<${matrix}>`, quantum: one(quantum, matrix), classical: one(classical, matrix) })),
      ...matrices.map((matrix) => ({ operator: `<${matrix}${matrix}>`, quantum: two(quantum, matrix), classical: two(classical, matrix) })),
      { operator: "coherence / 2^N", quantum: coherence(quantum) / z.length, classical: coherence(classical) / z.length },
    ],
  };
}

// A network of unitary layers beside a classical one of as many parameters, and what decoherence leaves of it.
import type { Experiment } from "../experiment.ts";
import { perSite } from "../support/words.ts";
import {
  type Best,
  gradientError,
  modelsOn,
  type Noise,
  noiseOf,
  type Pair,
  pairOf,
  type References,
  referencesOf,
} from "./circuitTraining.ts";

type UnitaryNumbers = {
  readonly pairs: readonly Pair[];
  readonly noise: readonly Noise[];
  readonly references: readonly References[];
  /** Of the gradient against finite differences of the energy, the largest difference of all angles. */
  readonly gradientError: number;
};

/** What is below stands for exact: circuits are trained until their gradient is 1e-5. */
const EXACT = 1e-6;
/** Of the exact energy: a network that is above the circuit by less keeps up with it. */
const KEEPS_UP = 1e-3;
/** Central differences of step 1e-4 of energies of order 10 are off by some 1e-8. */
const DIFFERENCES = 1e-6;
/** What the singular values of a matrix of 64 rows leave of a negativity that is 0. */
const NO_NEGATIVITY = 1e-10;

export const unitaryExperiment: Experiment<UnitaryNumbers> = {
  name: "unitary",
  claim:
    "A network need not be made of quantum parts: read by the Born rule a classical one does what unitary layers do, and decoherence takes from those what makes them quantum.",
  section: "Quantum parts and quantum rules",
  method:
    "Layers of rotations exp(-i θ P/2) about the terms P of H, an angle for each, on the exact state vector of a ring of 8 sites: Ising at h = 1 from spins along X, Heisenberg from singlets on every other bond. " +
    "Trained by the BFGS method, gradients by the adjoint method, judged by finite differences. Beside it a complex RBM without biases of as many real parameters (2 N M), everything summed; the best of 6 starts each (quick: 2), circuits with the gates of a layer in brickwork and around the ring. " +
    "Then a trained circuit of 6 sites (quick: 4) whose spins are dephased by p behind each layer, as an exact density matrix: energy and negativity of half of the ring.",
  otherwise:
    "A circuit below the network by more than 0.1 % of the exact energy at the most parameters that were tried for a model, or entanglement that is left where all coherence is taken.",

  async measure(setting) {
    const { quick } = setting;
    const sites = 8;
    const models = modelsOn(sites, quick);
    const starts = quick ? 2 : 6;
    const pairs: Pair[] = [];
    for (const [n, { model, hamiltonian, start, layers }] of models.entries()) {
      for (const [k, depth] of layers.entries()) {
        const step = (part: number) => setting.step((n + (k + part) / layers.length) / (models.length + 1), `${model}, ${depth} layers`);
        pairs.push(await pairOf(setting, { model, hamiltonian, start, depth, starts, step }));
      }
    }
    const { noise, references: small } = await noiseOf(setting, quick ? 4 : 6, (part) =>
      setting.step((models.length + part) / (models.length + 1), "decoherence"),
    );
    const references = models.map(({ model, hamiltonian }) => referencesOf(model, hamiltonian));
    const [{ hamiltonian, start }] = models;
    const numbers = {
      pairs,
      noise,
      references: [...references, ...small],
      gradientError: gradientError(setting, hamiltonian, start(sites)),
    };
    const errors = (pick: (pair: Pair) => Best, model: string, exact: number) =>
      pairs.filter((pair) => pair.model === model).map((pair) => [pair.parameters, Math.max(pick(pair).energy - exact, EXACT), 0] as const);
    return {
      numbers,
      charts: [
        {
          title: `Error of the energy at equal numbers of parameters, rings of ${sites} sites`,
          x: "real parameters",
          y: `energy per site above the exact one / J, at least ${EXACT}`,
          yScale: "log",
          series: references.flatMap(({ model, exact }) => [
            { name: `${model}, circuit`, points: errors(({ circuit }) => circuit, model, exact) },
            { name: `${model}, network`, points: errors(({ network }) => network, model, exact) },
          ]),
        },
        {
          title: `Negativity of half of a ring of ${quick ? 4 : 6} sites, each spin dephased behind each layer`,
          x: "dephasing p",
          y: "negativity",
          series: small.map(({ model }) => ({
            name: model,
            points: noise.filter((of) => of.model === model).map(({ p, negativity: value }) => [p, value, 0] as const),
          })),
        },
        {
          title: "Energy of the same circuits",
          x: "dephasing p",
          y: "energy per site / J",
          series: small.map(({ model }) => ({
            name: model,
            points: noise.filter((of) => of.model === model).map(({ p, energy }) => [p, energy, 0] as const),
          })),
          references: small.map(({ model, product }) => ({ name: `best product state, ${model}`, y: product })),
        },
      ],
      tables: [
        {
          title: "Equal numbers of parameters, energy per site and entropy in nats",
          columns: ["model", "parameters", "layers", "circuit", "hidden units", "network", "exact", "S circuit", "S network", "S exact"],
          rows: pairs.map(({ model, parameters, layers, hidden, circuit, network }) => {
            const { exact, entropy } = referenceOf(references, model);
            return [model, parameters, layers, circuit.energy, hidden, network.energy, exact, circuit.entropy, network.entropy, entropy];
          }),
        },
        {
          title: "Dephasing behind each layer",
          columns: ["model", "p", "energy per site", "negativity"],
          rows: noise.map(({ model, p, energy, negativity: value }) => [model, p, energy, value]),
        },
      ],
    };
  },

  judge({ pairs, noise, references, gradientError: error }) {
    if (error > DIFFERENCES)
      return {
        verdict: "fails",
        because: `The gradients of the circuit are off by ${error.toExponential(1)}: it was not trained rightly.`,
      };
    const dead = noise.filter(({ p }) => p === 1);
    const alive = dead.find(({ negativity: value }) => value > NO_NEGATIVITY);
    if (alive)
      return {
        verdict: "fails",
        because: `Without any coherence ${alive.model} keeps a negativity of ${alive.negativity.toExponential(1)}.`,
      };
    const behind = (pair: Pair) => (pair.network.energy - pair.circuit.energy) / Math.abs(referenceOf(references, pair.model).exact);
    const models = [...new Set(pairs.map(({ model }) => model))].map((model) => {
      const own = pairs.filter((pair) => pair.model === model);
      const lost = own.filter((pair) => behind(pair) > KEEPS_UP).map(({ parameters }) => parameters);
      return { model, lost: Math.max(0, ...lost), most: Math.max(...own.map(({ parameters }) => parameters)) };
    });
    const beaten = models.filter(({ lost }) => lost > 0);
    const worst = pairs.reduce((most, pair) => (behind(pair) > behind(most) ? pair : most));
    const words =
      `The circuit does best beside the network for ${worst.model} with ${worst.parameters} parameters: ${perSite(worst.circuit.energy)} against ${perSite(worst.network.energy)}. ` +
      `${endings(noise)}`;
    if (beaten.length === 0) return { verdict: "holds", because: words };
    if (beaten.some(({ lost, most }) => lost === most)) return { verdict: "fails", because: words };
    const conditions = beaten.map(({ model, lost }) => `${model} has more than ${lost} parameters`);
    return { verdict: `holds only if ${conditions.join(" and ")}`, because: words };
  },
};

function referenceOf(references: readonly References[], model: string): References {
  const found = references.find((of) => of.model === model);
  if (!found) throw new Error(`no references of ${model}`);
  return found;
}

/** Where the negativity of each model ends. */
function endings(noise: readonly Noise[]): string {
  const models = [...new Set(noise.map(({ model }) => model))];
  return models
    .map((model) => {
      const rows = noise.filter((of) => of.model === model);
      const last = rows.findLast(({ negativity: value }) => value > NO_NEGATIVITY);
      const next = rows.find(({ p }) => p > (last?.p ?? -1));
      return `${model}: negativity ${rows[0].negativity.toFixed(3)} without decoherence, none from p = ${next?.p ?? 1} on.`;
    })
    .join(" ");
}

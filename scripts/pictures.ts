// Draws the pictures of the pages, docs/pictures/*.svg: `npm run pictures`.
import { mkdirSync, writeFileSync } from "node:fs";
import {
  chain,
  freeFermionCorrelations,
  ising,
  learnState,
  loadMeasurements,
  loadModel,
  loadWaveFunction,
  measure,
  outcomeOf,
  probabilitiesOf,
  stateOf,
} from "../src/index.ts";
import { type Chart, chartSvg } from "../src/report/chart.ts";

/** <ZZ>(r) of a shipped network beside free fermions. */
async function correlations(): Promise<Chart> {
  const { network, hamiltonian } = await loadModel("ising-40-h1");
  const { observables } = await outcomeOf(measure({ network, hamiltonian, observables: ["correlations"] }));
  const exact = freeFermionCorrelations(hamiltonian).zz[0];
  const { zz = [], xx = [] } = observables.correlations ?? {};
  return {
    title: "Correlations of the critical Ising ring of 40 sites",
    x: "distance r in sites",
    y: "correlation",
    series: [
      { name: "<ZZ>, network", points: zz.map(({ mean, error }, r) => [r, mean, error]), mark: "dots" },
      { name: "<ZZ>, exact", points: zz.map((_, r) => [r, exact[r], 0]) },
      { name: "<XX>, network", points: xx.map(({ mean, error }, r) => [r, mean, error]) },
    ],
  };
}

/** Configurations that are shown, the likeliest first. */
const SHOWN = 60;

/** Probabilities of configurations: the state, the shares of its measurements, the network that learnt from them. */
async function learnt(): Promise<Chart> {
  const folder = "examples/qucumber";
  const rows = loadMeasurements(`${folder}/tfim1d_data.txt`);
  const wave = loadWaveFunction(`${folder}/tfim1d_psi.txt`);
  const hamiltonian = ising(chain(10, "open"), { field: 1 });
  const { network } = await outcomeOf(learnState({ feed: { configurations: rows }, hamiltonian }));
  const known = probabilitiesOf(await stateOf(network));
  const state = Float64Array.from({ length: 1024 }, (_, n) => wave[2 * n] * wave[2 * n] + wave[2 * n + 1] * wave[2 * n + 1]);
  // The wave function counts site 0 as the first digit, a state as the last.
  const reversed = (number: number) => Number.parseInt([...number.toString(2).padStart(10, "0")].reverse().join(""), 2);
  const shares = new Float64Array(1024);
  for (let row = 0; row < rows.words.length; row++) shares[reversed(rows.words[row])] += rows.counts[row] / rows.rows;
  const order = [...state.keys()].sort((a, b) => state[b] - state[a]).slice(0, SHOWN);
  return {
    title: "Probabilities learnt from 10 000 measurements",
    x: "configuration, the likeliest first",
    y: "probability",
    series: [
      { name: "measured shares", points: order.map((n, k) => [k + 1, shares[n], 0]) },
      { name: "the state", points: order.map((n, k) => [k + 1, state[n], 0]) },
      { name: "learnt", points: order.map((n, k) => [k + 1, known[reversed(n)], 0]) },
    ],
  };
}

mkdirSync("docs/pictures", { recursive: true });
writeFileSync("docs/pictures/correlations.svg", chartSvg(await correlations()));
writeFileSync("docs/pictures/learnt.svg", chartSvg(await learnt()));

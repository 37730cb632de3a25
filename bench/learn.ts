// How well states are learnt: fidelities and seconds of the rows that README tells, three seeds each. `tsx bench/learn.ts`
import {
  chain,
  exactGroundState,
  ising,
  type LearnOptions,
  learnState,
  loadMeasurements,
  loadWaveFunction,
  outcomeOf,
  rbm,
} from "../src/index.ts";
import { measured, QUCUMBER } from "../test/learn/data.ts";

const SEEDS = [1, 2, 3];
const ROWS = 20_000;

const chainRows = loadMeasurements(`${QUCUMBER}/tfim1d_data.txt`);
const chainState = loadWaveFunction(`${QUCUMBER}/tfim1d_psi.txt`);
const qubitRows = loadMeasurements(`${QUCUMBER}/qubits_train.txt`, { bases: `${QUCUMBER}/qubits_train_bases.txt` });
const qubitState = loadWaveFunction(`${QUCUMBER}/qubits_psi.txt`);
const open = ising(chain(10, "open"), { field: 1 });
const ring = ising(chain(10), { field: 1 });
const signed = ising(chain(10), { field: -1 });
const ringState = exactGroundState(ring);
const signedState = exactGroundState(signed);
const alongZ = "Z".repeat(10);
const pairs = Array.from({ length: 9 }, (_, i) => `${"Z".repeat(i)}XX${"Z".repeat(8 - i)}`);
const symmetries = rbm({ density: 1, real: true, deviation: 0.1, pointGroup: true, parity: "even" });

const cases: readonly (readonly [name: string, options: (seed: number) => LearnOptions])[] = [
  ["chain of ten, no lattice given", () => ({ feed: { configurations: chainRows }, target: chainState })],
  ["chain of ten, its Hamiltonian given", () => ({ feed: { configurations: chainRows }, target: chainState, hamiltonian: open })],
  [
    "chain of ten, flip and reflection",
    () => ({ feed: { configurations: chainRows }, target: chainState, hamiltonian: open, ansatz: symmetries }),
  ],
  [
    "chain of ten, the model sampled",
    () => ({ feed: { configurations: chainRows }, target: chainState, hamiltonian: open, samples: 1024 }),
  ],
  ["two qubits, five bases", () => ({ feed: { configurations: qubitRows }, target: qubitState })],
  [
    "ring of ten",
    (seed) => ({ feed: { configurations: measured(ringState, [alongZ], ROWS, seed) }, target: ringState, hamiltonian: ring }),
  ],
  [
    "ring of ten, h = -1, eleven bases",
    (seed) => ({
      feed: { configurations: measured(signedState, [alongZ, "X".repeat(10), ...pairs], ROWS, seed) },
      target: signedState,
      hamiltonian: signed,
    }),
  ],
];

for (const [name, options] of cases) {
  for (const seed of SEEDS) {
    const begun = performance.now();
    const { figures, energies } = await outcomeOf(learnState({ ...options(seed), seed }));
    const energy = energies.find(({ readout }) => readout === "born")?.measurement?.energy.mean;
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.log(`${name}, seed ${seed}: fidelity ${figures.fidelity?.mean.toFixed(5)}, energy ${energy?.toFixed(5) ?? "–"}, ${seconds} s`);
  }
}

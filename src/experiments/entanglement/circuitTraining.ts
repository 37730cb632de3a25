// Circuits and networks of as many parameters, trained on the same Hamiltonians; and circuits that lose coherence.
import {
  bestProductState,
  blockEntropy,
  chain,
  densityMatrix,
  exactGroundState,
  expectation,
  type Hamiltonian,
  heisenberg,
  ising,
  minimumOfDiagonal,
  negativity,
  pureState,
  rbm,
  stateOf,
  stateOfGround,
} from "../../index.ts";
import type { Setting } from "../experiment.ts";
import { trained } from "../support/energies.ts";
import type { Amplitudes } from "../support/operator.ts";
import { randomNumbers } from "../support/random.ts";
import { alongX, type Circuit, type FirstAngles, firstAngles, layersOf, type Order, run, singlets, slopeOf } from "./circuit.ts";
import { halfOf } from "./courses.ts";
import { dephasedRun } from "./decoherence.ts";
import { minimise } from "./minimise.ts";

/** The best of several starts. */
export type Best = {
  readonly energy: number;
  /** Of half of the ring, in nats. */
  readonly entropy: number;
  /** Of the other starts, per site: how far the best may be from what more starts would find. */
  readonly spread: number;
};

/** Circuit and network of equally many real parameters, energies per site. */
export type Pair = {
  readonly model: string;
  readonly layers: number;
  readonly hidden: number;
  readonly parameters: number;
  readonly circuit: Best;
  readonly network: Best;
};

/** A trained circuit whose spins are dephased by p behind each layer. */
export type Noise = { readonly model: string; readonly p: number; readonly energy: number; readonly negativity: number };

export type References = {
  readonly model: string;
  readonly exact: number;
  readonly entropy: number;
  readonly product: number;
  readonly diagonal: number;
};

/** Of the differences that judge the gradient, in radians. */
const STEP = 1e-4;
/** What the starts of a circuit try in turn: angles that are nearly equal in a layer find the better energies of many layers, those near zero those of few. */
const BEGINNINGS: readonly (FirstAngles & { readonly order: Order })[] = [
  { order: "brickwork", common: 0.3, own: 0.02 },
  { order: "around", common: 0, own: 0.05 },
];

/** A Hamiltonian, what its circuit begins with, and the numbers of layers that a network can match. */
type Model = { model: string; hamiltonian: Hamiltonian; start: (sites: number) => Amplitudes; layers: number[] };

export function modelsOn(sites: number, quick: boolean): Model[] {
  return [
    { model: "Ising", hamiltonian: ising(chain(sites), { field: 1 }), start: alongX, layers: quick ? [1, 4] : [1, 2, 3, 4] },
    // A layer has 3 N angles, a hidden unit 2 N numbers: even numbers of layers can be matched.
    { model: "Heisenberg", hamiltonian: heisenberg(chain(sites)), start: singlets, layers: [2, 4] },
  ];
}

interface Task {
  readonly model: string;
  readonly hamiltonian: Hamiltonian;
  readonly start: (sites: number) => Amplitudes;
  readonly depth: number;
  readonly starts: number;
  readonly step: (part: number) => Promise<void>;
}

export async function pairOf(setting: Setting, { model, hamiltonian, start, depth, starts, step }: Task): Promise<Pair> {
  const { lattice } = hamiltonian;
  const parameters = depth * hamiltonian.strings.length;
  const hidden = parameters / (2 * lattice.size);
  const [circuits, networks]: { energy: number; entropy: number }[][] = [[], []];
  for (let k = 0; k < starts; k++) {
    const seed = setting.seed + 1000 * k;
    const first = BEGINNINGS[k % BEGINNINGS.length];
    const circuit = layersOf(hamiltonian, depth, start(lattice.size), first.order);
    const descent = { seed, first, steps: stepsOf(setting), step: (part: number) => step((k + part) / starts) };
    const { x, energy } = await train(circuit, hamiltonian, descent);
    const { real, imaginary } = run(circuit, x);
    circuits.push({ energy: energy / lattice.size, entropy: entropyOf(pureState(real, imaginary)) });
    const ansatz = rbm({ density: hidden / lattice.size, symmetric: false, biases: false });
    const { final, network } = await trained(setting, { hamiltonian, ansatz, fullSum: true, starts: 1, seed, exactEnergy: null });
    networks.push({ energy: final.energyPerSite.mean, entropy: entropyOf(await stateOf(network, { lattice })) });
  }
  return { model, layers: depth, hidden, parameters, circuit: bestOf(circuits), network: bestOf(networks) };
}

const stepsOf = ({ quick }: Setting) => (quick ? 150 : 200);

const entropyOf = (state: ReturnType<typeof pureState>) => blockEntropy(state, halfOf(state.sites));

function bestOf(found: readonly { energy: number; entropy: number }[]): Best {
  const best = found.reduce((least, of) => (of.energy < least.energy ? of : least));
  return { ...best, spread: Math.max(...found.map(({ energy }) => energy)) - best.energy };
}

interface Descent {
  readonly seed: number;
  readonly first: FirstAngles;
  readonly steps: number;
  readonly step: (part: number) => Promise<void>;
}

function train(circuit: Circuit, hamiltonian: Hamiltonian, { seed, first, steps, step }: Descent) {
  const angles = firstAngles(circuit, first, randomNumbers(seed, `unitary/${hamiltonian.name}/${circuit.gates.length}`));
  const seldom = async (n: number) => (n % 20 === 0 ? step(n / steps) : undefined);
  return minimise(slopeOf(circuit, hamiltonian), angles, { steps, gradient: 1e-5, step: seldom });
}

export async function noiseOf(
  setting: Setting,
  sites: number,
  step: (part: number) => Promise<void>,
): Promise<{ noise: Noise[]; references: References[] }> {
  const strengths = setting.quick ? [0, 0.2, 1] : [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1];
  const noise: Noise[] = [];
  const references: References[] = [];
  for (const { model: name, hamiltonian, start } of modelsOn(sites, setting.quick)) {
    const model = `${name}, ${sites} sites`;
    const layers = sites / 2;
    const circuit = layersOf(hamiltonian, layers, start(sites));
    const descent = { seed: setting.seed, first: BEGINNINGS[0], steps: stepsOf(setting), step: () => step(0) };
    const { x } = await train(circuit, hamiltonian, descent);
    for (const [k, p] of strengths.entries()) {
      await step(k / strengths.length);
      const state = dephasedRun(circuit, x, p);
      noise.push({
        model,
        p,
        energy: expectation(state, hamiltonian) / sites,
        negativity: negativity(densityMatrix(state), halfOf(sites)),
      });
    }
    references.push(referencesOf(model, hamiltonian));
  }
  return { noise, references };
}

export function referencesOf(model: string, hamiltonian: Hamiltonian): References {
  const { size } = hamiltonian.lattice;
  const ground = exactGroundState(hamiltonian);
  return {
    model,
    exact: ground.energyPerSite,
    entropy: entropyOf(stateOfGround(ground)),
    product: bestProductState(hamiltonian).energy / size,
    diagonal: (minimumOfDiagonal(hamiltonian) ?? Number.NaN) / size,
  };
}

/** Of the adjoint method against central differences, at random angles of two layers. */
export function gradientError(setting: Setting, hamiltonian: Hamiltonian, start: Amplitudes): number {
  const circuit = layersOf(hamiltonian, 2, start);
  const angles = firstAngles(circuit, { common: 1, own: 1 }, randomNumbers(setting.seed, "unitary/differences"));
  const slope = slopeOf(circuit, hamiltonian);
  const { gradient } = slope(angles);
  const energy = (k: number, by: number) => {
    const { real, imaginary } = run(circuit, angles.with(k, angles[k] + by));
    return expectation(pureState(real, imaginary), hamiltonian);
  };
  return gradient.reduce((most, value, k) => Math.max(most, Math.abs(value - (energy(k, STEP) - energy(k, -STEP)) / (2 * STEP))), 0);
}

// What a hidden unit of a local first layer passes on, and what comes back to it: how much either knows of the far half of the ring.
import { expectation, type Hamiltonian, stateOf } from "../../index.ts";
import { binned, conditionalInformation } from "../support/information.ts";
import { type Gradient, naturalGradient } from "../support/naturalGradient.ts";
import { type Amplitudes, operatorOf } from "../support/operator.ts";
import type { RandomNumbers } from "../support/random.ts";
import { countOf, type Layers, networkOfLayers, placesOf, randomLayers, type Waves, wavesOf } from "./layers.ts";

/** The waves through a unit of the first layer. */
export const signalNames = ["forward", "transposed", "gradient"] as const;
/** `forward`: h_j(s). `transposed`: ∂ ln f/∂h_j, the layers above, transposed. `gradient`: Re δ_j* (ε - <ε>), whose mean is the gradient by b_j. */
export type SignalName = (typeof signalNames)[number];

/** Nats, means over the units. */
export type Knowledge = {
  /** I(signal; far half). */
  readonly plain: number;
  /** I(signal; far half | near half): not what the sites near the unit tell of the far ones, but what reached it. */
  readonly beyond: number;
};

/** Bins of equal probability for a signal: 3 bits. */
const BINS = 8;
/** γ and λ of the training; the longest step. */
const RATE = 0.1;
const SHIFT = 1e-2;
const LONGEST = 0.5;
/** Of the weights, for the differences. */
const DIFFERENCE = 1e-4;

/** A network whose first layer has a unit for each site of a ring, which sees that site and the next on either side; the layers above see everything. */
export function localNetwork(sites: number, above: readonly number[], random: RandomNumbers): Layers {
  const network = randomLayers(sites, [sites, ...above], "real", random);
  const kept = new Set(trainedOf(network));
  return { ...network, parameters: network.parameters.map((value, k) => (kept.has(k >> 1) ? value : 0)) };
}

/** All parameters but the weights of the first layer between sites that are not neighbours. */
export function trainedOf({ sites, widths }: Layers): number[] {
  const distance = (a: number, b: number) => Math.min((a - b + sites) % sites, (b - a + sites) % sites);
  return Array.from({ length: countOf({ sites, widths }) }, (_, k) => k).filter(
    (k) => k >= sites * widths[0] || distance(Math.floor(k / widths[0]), k % widths[0]) <= 1,
  );
}

/** The waves and the gradient of a network, and the network one step down. */
export function stepDown(network: Layers, operator: (state: Amplitudes) => Amplitudes): { waves: Waves; gradient: Gradient; next: Layers } {
  const waves = wavesOf(network);
  const gradient = naturalGradient(waves, operator, { trained: trainedOf(network), shift: SHIFT });
  const norm = Math.sqrt(gradient.direction.reduce((sum, part) => sum + part * part, 0));
  const rate = Math.min(RATE, LONGEST / norm);
  const parameters = network.parameters.map((value, k) => value - rate * gradient.direction[k]);
  return { waves, gradient, next: { ...network, parameters } };
}

/** What the three signals of the units know, over |f|², every configuration counted. */
export function knowledgeOf(
  network: Layers,
  { waves, gradient }: { waves: Waves; gradient: Gradient },
  operator: (state: Amplitudes) => Amplitudes,
): Record<SignalName, Knowledge> {
  const { sites, widths } = network;
  const { state, energy } = gradient;
  const { real, imaginary } = state;
  const probabilities = real.map((x, s) => x * x + imaginary[s] * imaginary[s]);
  const image = operator(state);
  const bias = placesOf(network).layers[0].bias;
  // |ψ|² (ε - E) = ψ* (Hψ - Eψ); the signal is that of one configuration, so |ψ|² is divided away again.
  const error = probabilities.map((p, s) => (p > 0 ? (real[s] * image.real[s] + imaginary[s] * image.imaginary[s]) / p - energy : 0));
  const turn = probabilities.map((p, s) => (p > 0 ? (real[s] * image.imaginary[s] - imaginary[s] * image.real[s]) / p : 0));
  const part = (values: Float64Array, unit: number) => probabilities.map((_, s) => values[2 * (s * widths[0] + unit)]);
  const signal: Record<SignalName, (unit: number) => Float64Array> = {
    forward: (unit) => part(waves.forward, unit),
    transposed: (unit) => part(waves.backward, unit),
    gradient: (unit) =>
      probabilities.map((_, s) => {
        const at = 2 * (s * waves.count + bias + unit);
        return waves.derivatives[at] * error[s] + waves.derivatives[at + 1] * turn[s];
      }),
  };
  const nothing = new Int32Array(probabilities.length);
  const meanOver = (name: SignalName, given: (unit: number) => Int32Array) => {
    let sum = 0;
    for (let unit = 0; unit < sites; unit++) {
      const labels = binned(signal[name](unit), probabilities, BINS);
      sum += conditionalInformation(probabilities, labels, labelsOf(sites, unit + sites / 2), given(unit));
    }
    return sum / sites;
  };
  const knowledge = (name: SignalName): Knowledge => ({
    plain: meanOver(name, () => nothing),
    beyond: meanOver(name, (unit) => labelsOf(sites, unit)),
  });
  return { forward: knowledge("forward"), transposed: knowledge("transposed"), gradient: knowledge("gradient") };
}

/** The configuration of the half of the ring that begins beside a site: site - 1, site, site + 1, … */
function labelsOf(sites: number, site: number): Int32Array {
  const half = Array.from({ length: sites / 2 }, (_, k) => (site - 1 + k + sites) % sites);
  return Int32Array.from({ length: 1 << sites }, (_, s) => half.reduce((bits, at, k) => bits | (((s >> at) & 1) << k), 0));
}

/** The gradient of the energy by the waves against central differences in the state that the library makes of the network: the largest difference over the largest component. */
export async function gradientError(network: Layers, waves: Waves, hamiltonian: Hamiltonian): Promise<number> {
  const { lattice } = hamiltonian;
  const trained = Array.from({ length: waves.count }, (_, k) => k);
  const { forces } = naturalGradient(waves, operatorOf(hamiltonian), { trained, shift: SHIFT });
  const energyOf = async (of: Layers) => expectation(await stateOf(networkOfLayers(of), { lattice }), hamiltonian);
  let [worst, largest] = [0, 0];
  for (const [k, value] of network.parameters.entries()) {
    const moved = (by: number) => energyOf({ ...network, parameters: network.parameters.with(k, value + by) });
    const difference = ((await moved(DIFFERENCE)) - (await moved(-DIFFERENCE))) / (2 * DIFFERENCE);
    worst = Math.max(worst, Math.abs(2 * forces[k] - difference));
    largest = Math.max(largest, Math.abs(difference));
  }
  return worst / largest;
}

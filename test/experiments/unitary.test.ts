import { expect, test } from "vitest";
import { alongX, type Circuit, layersOf, run, singlets } from "../../src/experiments/entanglement/circuit.ts";
import { dephasedRun } from "../../src/experiments/entanglement/decoherence.ts";
import { minimise } from "../../src/experiments/entanglement/minimise.ts";
import { unitaryExperiment } from "../../src/experiments/entanglement/unitary.ts";
import {
  chain,
  densityMatrix,
  edges,
  exactGroundState,
  expectation,
  heisenberg,
  ising,
  type Pauli,
  pauli,
  probabilitiesOf,
  pureState,
  sum,
} from "../../src/index.ts";
import { kept } from "./kept.ts";

const result = kept("unitary");
const numbers = result.numbers as unknown as Parameters<typeof unitaryExperiment.judge>[0];

const operator = (sites: number, factors: Record<number, Pauli>) => sum("operator", edges(sites, []), [pauli(1, factors)]);
const up = (sites: number) => ({
  real: Float64Array.from({ length: 1 << sites }, (_, s) => (s === 0 ? 1 : 0)),
  imaginary: new Float64Array(1 << sites),
});
const ran = (circuit: Circuit, angles: number[]) => {
  const { real, imaginary } = run(circuit, angles);
  return pureState(real, imaginary);
};

test("gates turn a spin by their angle: exp(-iθX/2) takes Z to Z cos θ and to -Y sin θ, exp(-iθY/2) to X sin θ", () => {
  const angle = 0.7;
  const mean = (about: Pauli, of: Pauli) =>
    expectation(ran({ sites: 1, gates: [pauli(1, { 0: about })], layer: 1, start: up(1) }, [angle]), operator(1, { 0: of }));
  expect(mean("X", "Z")).toBeCloseTo(Math.cos(angle), 12);
  expect(mean("X", "Y")).toBeCloseTo(-Math.sin(angle), 12);
  expect(mean("Y", "X")).toBeCloseTo(Math.sin(angle), 12);
  expect(mean("Z", "Z")).toBeCloseTo(1, 12);
});

test("a gate on two sites: exp(-iθXY/2) on up and up leaves <Z> = cos θ on both and the coherence <XX> = sin θ", () => {
  // -i X_0 Y_1 |↑↑> = |↓↓>: the state is cos(θ/2)|↑↑> + sin(θ/2)|↓↓>.
  const state = ran({ sites: 2, gates: [pauli(1, { 0: "X", 1: "Y" })], layer: 1, start: up(2) }, [0.9]);
  expect(expectation(state, operator(2, { 1: "Z" }))).toBeCloseTo(Math.cos(0.9), 12);
  expect(expectation(state, operator(2, { 0: "X", 1: "X" }))).toBeCloseTo(Math.sin(0.9), 12);
});

test("the adjoint method gives the finite differences of the energy", () => {
  expect(numbers.gradientError).toBeLessThan(1e-7);
});

test("circuits begin with product states of spins or of pairs, of known energies", () => {
  const { real, imaginary } = singlets(4);
  expect(expectation(pureState(real, imaginary), heisenberg(chain(4)))).toBeCloseTo(-6, 12);
  expect(expectation(pureState(alongX(4).real), ising(chain(4), { field: 1 }))).toBeCloseTo(-4, 12);
});

test("N/2 layers reach the ground state of a ring (Ho & Hsieh 2019), one layer does not, and no energy is below", () => {
  const exactOf = (name: string, sites: number) =>
    exactGroundState(name === "Ising" ? ising(chain(sites), { field: 1 }) : heisenberg(chain(sites))).energyPerSite;
  for (const name of ["Ising", "Heisenberg"]) {
    const undisturbed = numbers.noise.find(({ model, p }) => model === `${name}, 4 sites` && p === 0);
    expect(undisturbed?.energy).toBeCloseTo(exactOf(name, 4), 6);
  }
  for (const { model, layers, circuit, network } of numbers.pairs) {
    expect(Math.min(circuit.energy, network.energy)).toBeGreaterThan(exactOf(model, 8) - 1e-9);
    if (layers === 1) expect(circuit.energy).toBeGreaterThan(exactOf(model, 8) + 0.01);
  }
  expect(numbers.pairs.map(({ parameters, hidden }) => parameters - 2 * 8 * hidden)).toEqual([0, 0, 0, 0]);
});

test("dephasing: nothing at p = 0, one Z at random at any p, probabilities alone at p = 1", () => {
  const circuit = layersOf(heisenberg(chain(4)), 1, alongX(4));
  const angles = circuit.gates.map((_, k) => 0.3 + 0.1 * k);
  const pure = densityMatrix(ran(circuit, angles));
  const none = dephasedRun(circuit, angles, 0);
  for (const [at, value] of pure.real.entries()) expect(none.real[at]).toBeCloseTo(value, 12);
  for (const [at, value] of pure.imaginary.entries()) expect(none.imaginary[at]).toBeCloseTo(value, 12);
  // (1 - p/2) ρ + (p/2) Z_i ρ Z_i on one site after the other.
  const p = 0.3;
  let kraus = Array.from(pure.real);
  for (let site = 0; site < 4; site++) {
    const sign = (s: number) => 1 - 2 * ((s >> site) & 1);
    kraus = kraus.map((value, at) => (1 - p / 2) * value + (p / 2) * sign(at >> 4) * value * sign(at & 15));
  }
  for (const [at, value] of dephasedRun(circuit, angles, p).real.entries()) expect(value).toBeCloseTo(kraus[at], 12);
  const all = dephasedRun(circuit, angles, 1);
  const probabilities = probabilitiesOf(pure);
  for (const [at, value] of all.real.entries()) expect(value).toBeCloseTo(at % 17 === 0 ? probabilities[at % 16] : 0, 12);
});

test("the minimum of a curved valley is found (Rosenbrock 1960)", async () => {
  const valley = ([x, y]: Float64Array) => ({
    energy: (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x),
    gradient: Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
  });
  const { x, steps } = await minimise(valley, Float64Array.of(-1.2, 1), { steps: 100, gradient: 1e-8 });
  expect(x[0]).toBeCloseTo(1, 7);
  expect(x[1]).toBeCloseTo(1, 7);
  expect(steps).toBeLessThan(60);
});

test("the circuit leads with few parameters, the network keeps up with more: the statement is conditional", () => {
  expect(result.verdict).toBe("holds only if Heisenberg has more than 48 parameters");
  expect(result.because).toMatch(/negativity 0\.51\d without decoherence/);
});

test("a network as good as the circuit, and a circuit that dephasing ends: the statement holds", () => {
  const pairs = numbers.pairs.map((pair) => ({ ...pair, network: pair.circuit }));
  expect(unitaryExperiment.judge({ ...numbers, pairs }).verdict).toBe("holds");
});

test("a network without hidden units stays at the product energy: the statement fails", () => {
  const product = numbers.references[0].product;
  const pairs = numbers.pairs.map((pair) => ({ ...pair, network: { ...pair.network, energy: product } }));
  expect(unitaryExperiment.judge({ ...numbers, pairs }).verdict).toBe("fails");
});

test("entanglement at full dephasing, or a wrong gradient, would be a failure", () => {
  const noise = numbers.noise.map((of) => ({ ...of, negativity: numbers.noise[1].negativity }));
  expect(unitaryExperiment.judge({ ...numbers, noise }).verdict).toBe("fails");
  expect(unitaryExperiment.judge({ ...numbers, gradientError: 1 }).verdict).toBe("fails");
});

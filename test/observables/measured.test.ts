import { expect, test } from "vitest";
import { jastrow, mlp, type ResolvedAnsatz } from "../../src/ansatz/ansatz.ts";
import { expression } from "../../src/hamiltonian/text/expression.ts";
import {
  chain,
  dm,
  type Hamiltonian,
  heisenberg,
  inFrame,
  ising,
  type Lattice,
  measure,
  type NetworkProblem,
  networkProblem,
  observableNames,
  outcomeOf,
  type ReadoutName,
  square,
  type TrainedNetwork,
} from "../../src/index.ts";
import type { ObservableValues } from "../../src/observables/values.ts";
import { machine, randomParameters } from "../engine.ts";
import { plainRbm, sectorStates, spinsOf } from "../judges.ts";
import { plainAmplitude } from "../plainNetworks.ts";

// Every observable against the state written out: amplitudes by the formula of the network, matrices of 2^N rows.

type Pair = readonly [number, number];
type Matrix = { readonly re: Float64Array; readonly im: Float64Array; readonly dimension: number };

/** Σ_h w_h |h><h| / Σ w, branch by branch: a_i + Σ_j W_ij h_j is the field on site i, e^{b·h} the weight of its amplitude. */
function mixtureOf({ ansatz, parameters, problem }: TrainedNetwork, lattice: Lattice): Matrix {
  if (ansatz.name !== "rbm" || !problem) throw new Error("no judge for this network");
  const { a, b, w } = plainRbm(ansatz, lattice, parameters);
  const dimension = 2 ** lattice.size;
  const [re, im] = [new Float64Array(dimension ** 2), new Float64Array(dimension ** 2)];
  let trace = 0;
  for (let hidden = 0; hidden < 2 ** b.length; hidden++) {
    const h = spinsOf(hidden, b.length);
    const fields = a.map((field, i) => h.reduce<Pair>((sum, sign, j) => [sum[0] + sign * w[i][j][0], sum[1] + sign * w[i][j][1]], field));
    const bias = h.reduce((sum, sign, j) => sum + sign * b[j][0], 0);
    const psi = Array.from({ length: dimension }, (_, state): Pair => {
      const spins = spinsOf(state, lattice.size);
      const [x, y] = fields.reduce<Pair>((sum, [p, q], i) => [sum[0] + p * spins[i], sum[1] + q * spins[i]], [bias, 0]);
      const sign = problem.frame.turned.reduce((product, site) => product * spins[site], 1);
      return [sign * Math.exp(x) * Math.cos(y), sign * Math.exp(x) * Math.sin(y)];
    });
    for (let s = 0; s < dimension; s++) {
      trace += psi[s][0] ** 2 + psi[s][1] ** 2;
      for (let t = 0; t < dimension; t++) {
        re[s * dimension + t] += psi[s][0] * psi[t][0] + psi[s][1] * psi[t][1];
        im[s * dimension + t] += psi[s][1] * psi[t][0] - psi[s][0] * psi[t][1];
      }
    }
  }
  return { re: re.map((value) => value / trace), im: im.map((value) => value / trace), dimension };
}

/** ρ of a reading, all 2^N rows; sites turned by π about Z are turned back. */
function densityOf(network: TrainedNetwork, lattice: Lattice, readout: ReadoutName): Matrix {
  if (readout === "branches") return mixtureOf(network, lattice);
  const dimension = 2 ** lattice.size;
  const psi = new Array<Pair>(dimension).fill([0, 0]);
  const { frame, magnetisation } = network.problem as NetworkProblem;
  for (const state of sectorStates(lattice.size, magnetisation)) {
    const spins = spinsOf(state, lattice.size);
    const { re, im } = plainAmplitude(network.ansatz, lattice, network.parameters, spins);
    const sign = frame.turned.reduce((product, site) => product * spins[site], 1);
    psi[state] = readout === "born" ? [sign * re, sign * im] : [sign * Math.hypot(re, im), 0];
  }
  const re = new Float64Array(dimension ** 2);
  const im = new Float64Array(dimension ** 2);
  let trace = 0;
  for (let a = 0; a < dimension; a++) {
    trace += readout === "classical" ? Math.abs(psi[a][0]) : psi[a][0] ** 2 + psi[a][1] ** 2;
    for (let b = 0; b < dimension; b++) {
      if (readout === "classical") {
        re[a * dimension + b] = a === b ? Math.abs(psi[a][0]) : 0;
        continue;
      }
      re[a * dimension + b] = psi[a][0] * psi[b][0] + psi[a][1] * psi[b][1];
      im[a * dimension + b] = psi[a][1] * psi[b][0] - psi[a][0] * psi[b][1];
    }
  }
  return { re: re.map((value) => value / trace), im: im.map((value) => value / trace), dimension };
}

/** tr ρ P, P a product of Pauli matrices given as letters: P|s> = phase |s'>. */
function expectationOf({ re, im, dimension }: Matrix, factors: Readonly<Record<number, string>>): number {
  let value = 0;
  for (let s = 0; s < dimension; s++) {
    let to = s;
    let [c, d] = [1, 0];
    for (const [site, letter] of Object.entries(factors)) {
      const down = (s >> Number(site)) & 1;
      if (letter !== "Z") to ^= 1 << Number(site);
      if (letter === "Z" && down) [c, d] = [-c, -d];
      // Y|up> = i|down>, Y|down> = -i|up>.
      if (letter === "Y") [c, d] = down ? [d, -c] : [-d, c];
    }
    // tr ρ P = Σ_s <s|ρ P|s> = Σ_s phase ρ(s, s').
    value += c * re[s * dimension + to] - d * im[s * dimension + to];
  }
  return value;
}

/** -ln tr ρ_A² of the first l sites. */
function renyi(rho: Matrix, l: number): number {
  const inside = 2 ** l;
  const outside = rho.dimension / inside;
  let purity = 0;
  for (let a = 0; a < inside; a++) {
    for (let b = 0; b < inside; b++) {
      let [re, im] = [0, 0];
      for (let rest = 0; rest < outside; rest++) {
        const at = (a + inside * rest) * rho.dimension + b + inside * rest;
        re += rho.re[at];
        im += rho.im[at];
      }
      purity += re * re + im * im;
    }
  }
  return -Math.log(purity);
}

const formula = "(sum(X(i)*Y(i+1)*Z(i+2)) + sum(Z(i)*Z(i+1)*Z(i+2)) + X(0)*X(1)*X(2)*X(3) + 0.3)/N";

interface Case {
  readonly name: string;
  readonly hamiltonian: Hamiltonian;
  readonly ansatz: ResolvedAnsatz;
}

const none = { symmetric: false, pointGroup: false, biases: true, parity: "none" } as const;

function cases(size: number): Case[] {
  const ring = chain(size);
  return [
    { name: "dense machine", hamiltonian: ising(ring, { field: 0.8 }), ansatz: machine({ biases: true }) },
    { name: "symmetric machine", hamiltonian: ising(ring, { field: 0.8 }), ansatz: machine({ symmetric: true }) },
    {
      name: "even machine, signs turned",
      hamiltonian: inFrame(dm(ring, { d: 0.5 }), { axes: "XYZ", turned: [1, 2, 5] }),
      ansatz: { ...machine({ biases: true }), parity: "even" },
    },
    { name: "at fixed magnetisation", hamiltonian: heisenberg(ring), ansatz: machine({ biases: true }) },
    { name: "perceptron", hamiltonian: ising(chain(size, "open"), { field: 0.8 }), ansatz: { ...mlp({ widths: [6] }), ...none } },
    { name: "pairs", hamiltonian: ising(ring, { field: 0.8 }), ansatz: { ...jastrow(), ...none } },
    { name: "odd perceptron", hamiltonian: ising(ring, { field: 0.8 }), ansatz: { ...mlp({ widths: [5] }), ...none, parity: "odd" } },
  ];
}

/** Those that a network has: branches are those of a machine that is not projected. */
function readingsOf({ ansatz }: Case): readonly ReadoutName[] {
  const branched = ansatz.name === "rbm" && ansatz.parity === "none";
  return ["born", "phaseless", "classical", ...(branched ? (["branches"] as const) : [])];
}
const names = observableNames;

function networkOf({ hamiltonian, ansatz }: Case, seed: number, bound = 0.4): TrainedNetwork {
  return { ansatz, parameters: randomParameters(ansatz, hamiltonian.lattice, bound, seed), problem: networkProblem(hamiltonian) };
}

type Value = { mean: number; error: number };

/** Every number of a measurement beside the one that the matrix gives. */
async function pairsOf(values: ObservableValues, rho: Matrix, lattice: Lattice): Promise<[string, Value, number][]> {
  const { size, sites } = lattice;
  const e = (factors: Readonly<Record<number, string>>) => expectationOf(rho, factors);
  const found: [string, Value, number][] = [];
  const letters = { x: "X", y: "Y", z: "Z" } as const;
  const apart = (i: number, j: number) => (lattice.periodic ? Math.min(Math.abs(i - j), size - Math.abs(i - j)) : Math.abs(i - j));
  for (const [name, letter] of Object.entries(letters) as ["x" | "y" | "z", string][]) {
    const single = sites.map((i) => e({ [i]: letter }));
    const both = sites.map((i) => sites.map((j) => (i === j ? 1 : e({ [i]: letter, [j]: letter }))));
    found.push([name, values[name] as Value, single.reduce((a, b) => a + b) / size]);
    const key = `${name}${name}` as "xx" | "yy" | "zz";
    for (const i of sites) {
      found.push([`${name}_${i}`, values.sites?.[name][i] as Value, single[i]]);
      for (const j of sites) found.push([`${key}_${i}${j}`, values.correlationMatrix?.[key][i][j] as Value, both[i][j]]);
    }
    for (const [r, value] of (values.correlations?.[key] ?? []).entries()) {
      const pairs = sites.flatMap((i) => sites.filter((j) => apart(i, j) === r).map((j) => [i, j] as const));
      const mean = (of: (i: number, j: number) => number) => pairs.reduce((total, [i, j]) => total + of(i, j), 0) / pairs.length;
      found.push([`${key}(${r})`, value as Value, mean((i, j) => both[i][j])]);
      const connected = values.correlations?.connected[key][r] as Value;
      found.push([`connected ${key}(${r})`, connected, mean((i, j) => both[i][j] - single[i] * single[j])]);
    }
  }
  const zz = (i: number, j: number) => (i === j ? 1 : e({ [i]: "Z", [j]: "Z" }));
  for (const k of sites) {
    const q = (2 * Math.PI * k) / size;
    const sum = sites.flatMap((i) => sites.map((j) => Math.cos(q * (i - j)) * zz(i, j))).reduce((a, b) => a + b) / size;
    found.push([`S(${k})`, values.structureFactor?.[k] as Value, sum]);
  }
  const squared = (sign: (i: number) => number) =>
    sites.flatMap((i) => sites.map((j) => sign(i) * sign(j) * zz(i, j))).reduce((a, b) => a + b) / size ** 2;
  found.push(["m²", values.magnetisationSquared as Value, squared(() => 1)]);
  found.push(["staggered m²", values.staggeredMagnetisationSquared as Value, squared((i) => 1 - 2 * (i % 2))]);
  found.push(["parity", values.parity as Value, e(Object.fromEntries(sites.map((i) => [i, "X"])))]);
  for (const [i, j] of lattice.bonds) {
    for (const p of "XYZ")
      for (const q of "XYZ") found.push([`${p}${q}`, values.density?.[`${i}-${j}`][`${p}${q}`] as Value, e({ [i]: p, [j]: q })]);
  }
  const own = (await expression(lattice, formula)).strings.map(
    ({ coefficient: [c], factors }) => c * expectationOf(rho, Object.fromEntries(factors)),
  );
  for (let l = 0; l <= size; l++) found.push([`S2(${l})`, values.renyi2?.[l] as Value, renyi(rho, l)]);
  found.push(["formula", values["mine"] as Value, own.reduce((a, b) => a + b)]);
  return found;
}

test.each(cases(6))("$name: under full summation every observable is that of the state written out, under every reading", async (given) => {
  const { lattice } = given.hamiltonian;
  const network = networkOf(given, 3);
  const operators = { mine: await expression(lattice, formula) };
  for (const readout of readingsOf(given)) {
    const { observables } = await outcomeOf(
      measure({ hamiltonian: given.hamiltonian, network, readout, fullSum: true, observables: names, operators }),
    );
    const rho = densityOf(network, lattice, readout);
    for (const [name, { mean, error }, exact] of await pairsOf(observables, rho, lattice)) {
      expect(Math.abs(mean - exact), `${given.name}, ${readout}, ${name}: ${mean}, right ${exact}`).toBeLessThan(1e-10);
      expect(error).toBe(0);
    }
  }
});

test.each(cases(6))("$name: sampled observables lie within their errors of those of the state", async (given) => {
  const { lattice } = given.hamiltonian;
  const network = networkOf(given, 5);
  const operators = { mine: await expression(lattice, formula) };
  for (const readout of readingsOf(given)) {
    const { observables } = await outcomeOf(
      measure({
        hamiltonian: given.hamiltonian,
        network,
        readout,
        fullSum: false,
        samples: 8192,
        seed: 2,
        observables: names,
        operators,
      }),
    );
    const rho = densityOf(network, lattice, readout);
    const pairs = await pairsOf(observables, rho, lattice);
    const deviations = pairs.map(([name, { mean, error }, exact]) => ({
      name,
      sigma: Math.abs(mean - exact) / (error + 1e-9),
      mean,
      error,
      exact,
    }));
    for (const { name, sigma, mean, error, exact } of deviations) {
      expect(sigma, `${given.name}, ${readout}, ${name}: ${mean} ± ${error}, right ${exact}`).toBeLessThan(5.5);
    }
    // Of what fluctuates two thirds lie within one error; many of these numbers go together.
    const free = deviations.filter(({ error }) => error > 0);
    const within = free.filter(({ sigma }) => sigma < 1).length / Math.max(1, free.length);
    expect(within, `${given.name}, ${readout}`).toBeGreaterThan(0.4);
  }
});

test("S(q) of a square lattice has a value for each of its momenta, and Σ_k S(q_k) = N", async () => {
  const lattice = square(4, 3, ["periodic", "open"]);
  const ansatz = machine({ biases: true });
  const network = { ansatz, parameters: randomParameters(ansatz, lattice, 0.4, 1) };
  const hamiltonian = ising(lattice, { field: 0.8 });
  const { observables } = await outcomeOf(
    measure({ hamiltonian, network, fullSum: true, observables: ["structure-factor", "correlation-matrix"] }),
  );
  const factors = (observables.structureFactor ?? []).map(({ mean }) => mean);
  expect(factors.length).toBe(12);
  for (const [k, factor] of factors.entries()) {
    const [kx, ky] = [k % 4, Math.floor(k / 4)];
    let sum = 0;
    for (const i of lattice.sites) {
      for (const j of lattice.sites) {
        const phase = 2 * Math.PI * ((kx * ((i % 4) - (j % 4))) / 4 + (ky * (Math.floor(i / 4) - Math.floor(j / 4))) / 3);
        sum += Math.cos(phase) * (observables.correlationMatrix?.zz[i][j].mean ?? Number.NaN);
      }
    }
    expect(factor).toBeCloseTo(sum / 12, 10);
  }
});

test("entropies of a mixture of too many branches for all their pairs come from drawn ones, with errors", async () => {
  const lattice = chain(6);
  const ansatz = machine({ density: 2, biases: true });
  const hamiltonian = ising(lattice, { field: 0.8 });
  const network = { ansatz, parameters: randomParameters(ansatz, lattice, 0.3, 4), problem: networkProblem(hamiltonian) };
  const { observables, summed } = await outcomeOf(measure({ hamiltonian, network, readout: "branches", observables: ["renyi2"] }));
  expect(summed).toBe(true);
  const rho = densityOf(network, lattice, "branches");
  for (const [l, { mean, error }] of (observables.renyi2 ?? []).entries()) {
    expect(Math.abs(mean - renyi(rho, l))).toBeLessThan(5 * error + 1e-9);
    if (l > 0) expect(error).toBeGreaterThan(0);
  }
  expect(observables.renyi2).toHaveLength(7);
});

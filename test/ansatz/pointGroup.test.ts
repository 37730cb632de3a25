import { Complex } from "complex.js";
import { describe, expect, test } from "vitest";
import { type Ansatz, jastrow, mlp, type ResolvedAnsatz, rbm, unprojected } from "../../src/ansatz/ansatz.ts";
import { parameterTensors } from "../../src/ansatz/tensors.ts";
import type { Hamiltonian } from "../../src/hamiltonian/hamiltonian.ts";
import { dm } from "../../src/hamiltonian/presets/dm.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { j1j2 } from "../../src/hamiltonian/presets/j1j2.ts";
import { rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { chain } from "../../src/lattice/chain.ts";
import { edges } from "../../src/lattice/edges.ts";
import { ladder } from "../../src/lattice/ladder.ts";
import type { Lattice } from "../../src/lattice/lattice.ts";
import { square } from "../../src/lattice/square.ts";
import { groundState } from "../../src/vmc/groundState.ts";
import { flippedPairs } from "../../src/vmc/setup/operator.ts";
import { resolveAnsatz } from "../../src/vmc/setup/resolve.ts";
import { batchOf, estimatesOf, machine, networkOf, randomParameters, randomSpins, testStream } from "../engine.ts";
import { distance, localEnergy } from "../judges.ts";
import { plainAmplitude } from "../plainNetworks.ts";
import { last } from "../vmc/runs.ts";

const plain = { symmetric: false, pointGroup: true, parity: "none", biases: true } as const;

const networks: [string, ResolvedAnsatz, Lattice][] = [
  ["symmetric RBM on a square", machine({ density: 2, symmetric: true, pointGroup: true, biases: true }), square(3, 3)],
  ["symmetric RBM on a rectangle", machine({ symmetric: true, pointGroup: true }), square(4, 3)],
  ["even RBM on an open square", { ...machine({ pointGroup: true, biases: true }), parity: "even" }, square(3, 3, "open")],
  ["RBM on a ladder", machine({ pointGroup: true }), ladder(3)],
  ["RBM on more sites than a word", machine({ pointGroup: true }), square(9, 8)],
  ["MLP at momentum zero on a square", { ...mlp({ widths: [4] }), ...plain, symmetric: true }, square(3, 3)],
  ["Jastrow on a square", { ...jastrow(), ...plain }, square(3, 3)],
];

/** Look-ups and sums in another order. */
const ROUNDING = 1e-10;

describe.each(networks)("%s", (_, ansatz, lattice) => {
  const parameters = randomParameters(ansatz, lattice, 0.3, 211);
  const stream = testStream(212);
  // The naive formula takes seconds for each of many sites.
  const configurations = Array.from({ length: lattice.size > 64 ? 1 : 4 }, () => randomSpins(lattice.size, stream));
  const moved = (spins: readonly number[], element: readonly number[]) => {
    const images = new Array<number>(spins.length);
    for (const [i, s] of spins.entries()) images[element[i]] = s;
    return images;
  };

  test("is the sum of the plain amplitudes, and a rotation or reflection changes nothing", async () => {
    const { logs } = batchOf(
      await networkOf(ansatz, lattice, parameters),
      configurations.flatMap((spins) => lattice.pointGroup.map((element) => moved(spins, element))),
    );
    for (const [x, spins] of configurations.entries()) {
      const exact = plainAmplitude(ansatz, lattice, parameters, spins);
      for (const n of lattice.pointGroup.keys()) {
        const found = new Complex(...logs[x * lattice.pointGroup.length + n]).exp();
        expect(found.sub(exact).abs()).toBeLessThan(ROUNDING * exact.abs());
      }
    }
  });

  test.each([true, false])("local energies follow the formula; pairs prepared: %s", async (prepared) => {
    const hamiltonian = heisenberg(lattice);
    const pairs = prepared ? flippedPairs(hamiltonian) : [];
    const network = await networkOf(ansatz, lattice, parameters, pairs);
    const found = estimatesOf(network, hamiltonian, batchOf(network, configurations).batch, "complex", pairs);
    for (const [x, spins] of configurations.entries()) {
      const here = plainAmplitude(ansatz, lattice, parameters, spins);
      const exact = localEnergy(hamiltonian, spins, (next) => {
        const { re, im } = plainAmplitude(ansatz, lattice, parameters, next).div(here);
        return [re, im];
      });
      expect(distance(found[x], exact)).toBeLessThan(ROUNDING * (1 + Math.hypot(...exact)));
    }
  });

  test("without the projection it has the same parameters", () => {
    const free = unprojected(ansatz);
    expect(free).toEqual({ ...ansatz, pointGroup: false });
    expect(parameterTensors(free, lattice)).toEqual(parameterTensors(ansatz, lattice));
  });
});

describe("auto", () => {
  const chosen = (ansatz: Ansatz, hamiltonian: Hamiltonian) => resolveAnsatz(ansatz, hamiltonian).pointGroup;
  const marshall = (lattice: Lattice) => rotateMarshall(heisenberg(lattice));

  test.each([
    ["an RBM on a square", rbm(), marshall(square(4, 4)), true],
    ["an RBM on a rectangle", rbm(), ising(square(4, 3), { field: 1 }), true],
    ["an RBM on a cylinder", rbm(), ising(square(4, 3, ["periodic", "open"]), { field: 1 }), true],
    ["a ring", rbm(), marshall(chain(8)), false],
    ["a ladder", rbm(), marshall(ladder(4)), false],
    ["one column", rbm(), ising(square(1, 5, ["open", "periodic"]), { field: 1 }), false],
    ["a network without shared weights", rbm({ symmetric: false }), marshall(square(4, 4)), false],
    ["an open square", rbm(), marshall(square(4, 4, "open")), false],
    ["a ground state that is not known", rbm({ symmetric: true }), j1j2(square(4, 4), { j2: 0.5 }), false],
    ["an MLP", mlp({ symmetric: true }), marshall(square(4, 4)), false],
    ["a Jastrow factor", jastrow(), marshall(square(4, 4)), false],
  ] as [string, Ansatz, Hamiltonian, boolean][])("%s: %s", (_, ansatz, hamiltonian, expected) => {
    expect(chosen(ansatz, hamiltonian)).toBe(expected);
  });

  test("what is asked for holds, and is refused where there is no such symmetry", () => {
    expect(chosen(rbm({ pointGroup: false }), marshall(square(4, 4)))).toBe(false);
    expect(chosen(rbm({ pointGroup: true }), marshall(chain(8)))).toBe(true);
    expect(chosen(rbm({ pointGroup: true, symmetric: true }), j1j2(square(4, 4), { j2: 0.5 }))).toBe(true);
    expect(() => chosen(rbm({ pointGroup: true }), dm(chain(8), { d: 0.5 }))).toThrow(
      'ansatz.pointGroup: expected a Hamiltonian that rotations and reflections leave as it is, got "dm, periodic chain of 8 sites"; use --no-point-group',
    );
    expect(() => chosen(rbm({ pointGroup: true }), heisenberg(edges(2, [[0, 1]])))).toThrow(
      "ansatz.pointGroup: a graph of 2 sites and 1 bonds has no rotations or reflections to sum over; use --no-point-group",
    );
  });
});

test("4 × 4 Heisenberg: summed over the point group the same network comes closer to the ground state", async () => {
  const hamiltonian = rotateMarshall(heisenberg(square(4, 4)));
  const trained = async (pointGroup: boolean) => {
    const options = { hamiltonian, ansatz: rbm({ pointGroup }), iterations: 150, samples: 512, finalSamples: 8192, seed: 2 };
    const { final } = await last(groundState(options));
    if (final === null) throw new Error("no final energy");
    return final;
  };
  const [projected, free] = [await trained(true), await trained(false)];
  /** Exact diagonalisation, -0.7017802 per site for spins 1/2, times 4 for Pauli matrices. */
  const exact = -0.7017802 * 4 * 16;
  const error = projected.energy.error + free.energy.error;
  expect(projected.energy.mean).toBeGreaterThan(exact - 5 * projected.energy.error);
  expect(projected.energy.mean).toBeLessThan(free.energy.mean - 2 * error);
  expect(projected.variance).toBeLessThan(free.variance / 2);
}, 60_000);

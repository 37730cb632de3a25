import { describe, expect, test } from "vitest";
import { rbm } from "../../src/ansatz/ansatz.ts";
import { type Hamiltonian, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { type Pauli, pauli } from "../../src/hamiltonian/pauli.ts";
import { heisenberg, xxz } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { j1j2 } from "../../src/hamiltonian/presets/j1j2.ts";
import { xyz } from "../../src/hamiltonian/presets/xyz.ts";
import { chain } from "../../src/lattice/chain.ts";
import { edges } from "../../src/lattice/edges.ts";
import { groundState } from "../../src/vmc/groundState.ts";
import type { GroundStateOptions, Outcome } from "../../src/vmc/types.ts";
import { testStream } from "../engine.ts";
import { denseSpectrum } from "../exact/judges.ts";
import { last } from "./runs.ts";

/** What a run is asked for, relative to the energy without the identity. */
const ACCURACY = 1e-3;

/** Strings of up to three sites with any matrices and signs. */
function randomStrings(seed: number): Hamiltonian {
  const stream = testStream(seed);
  const below = (n: number) => Math.floor(stream.uniform() * n);
  const size = 4 + below(3);
  const strings = Array.from({ length: 8 + below(16) }, () => {
    const factors = Object.fromEntries(Array.from({ length: 1 + below(3) }, () => [below(size), "XYZ"[below(3)] as Pauli]));
    return pauli(Math.round(2000 * stream.uniform() - 1000) / 1000, factors);
  });
  return sum("expression", chain(size), strings);
}

/** Heisenberg with random fields along Z, whose sector nobody knows. */
function disordered(seed: number): Hamiltonian {
  const stream = testStream(100 + seed);
  const lattice = chain(5 + (seed % 2));
  const fields = lattice.sites.map((i) => pauli(2 * stream.uniform() - 1, { [i]: "Z" }));
  return sum("expression", lattice, [...heisenberg(lattice).strings, ...fields]);
}

const problems: [string, Hamiltonian][] = [
  ...[1, 2, 3, 4, 5].map((seed): [string, Hamiltonian] => [`random strings ${seed}`, randomStrings(seed)]),
  ...[1, 2].map((seed): [string, Hamiltonian] => [`disorder ${seed}`, disordered(seed)]),
  ["an antiferromagnet in a positive field", sum("expression", chain(7), ising(chain(7), { field: -0.9, coupling: -1 }).strings)],
  ["XYZ with all couplings negative", xyz(chain(6), { jx: -0.44, jy: -0.57, jz: -1 })],
  ["Ising in a negative field", ising(chain(6), { field: -0.5 })],
  ["Heisenberg on an odd ring", heisenberg(chain(7))],
  ["frustrated second neighbours", j1j2(chain(8), { j2: 0.8 })],
  [
    "corner-sharing triangles",
    heisenberg(
      edges(5, [
        [0, 1],
        [1, 2],
        [0, 2],
        [2, 3],
        [3, 4],
        [2, 4],
      ]),
    ),
  ],
  ["the easy-axis ferromagnet", xxz(chain(6), { anisotropy: -2 })],
];

const run = (options: Partial<GroundStateOptions> & { hamiltonian: Hamiltonian }): Promise<Outcome> =>
  last(groundState({ ansatz: rbm(), ...options }));

describe("with defaults, the exact energy withheld", () => {
  test.each(problems)("%s: the ground state is found and called an eigenstate", async (_, hamiltonian) => {
    const exact = denseSpectrum(hamiltonian)[0];
    const { final, verdict } = await run({ hamiltonian, exactEnergy: null });
    if (final === null) throw new Error(verdict.text);
    expect(Math.abs(final.energy.mean - exact)).toBeLessThan(ACCURACY * Math.abs(exact));
    expect(verdict.name).toBe("eigenstate");
  });

  test("the weights are those of a run that is told it, and of one that is told a wrong one", async () => {
    for (const hamiltonian of [randomStrings(2), heisenberg(chain(5))]) {
      const [withheld, told, lied] = await Promise.all(
        [null, undefined, -100].map((exactEnergy) => run({ hamiltonian, ...(exactEnergy === undefined ? {} : { exactEnergy }) })),
      );
      expect(told.network.parameters).toEqual(withheld.network.parameters);
      expect(lied.network.parameters).toEqual(withheld.network.parameters);
      expect([told.verdict.name, lied.verdict.name]).toEqual(["right", "wrong"]);
    }
  });
});

describe("units and the zero of energy do not matter", () => {
  const times = (hamiltonian: Hamiltonian, factor: number, offset: number): Hamiltonian =>
    sum("expression", hamiltonian.lattice, [
      ...hamiltonian.strings.map(({ coefficient: [re], factors }) => ({ coefficient: [factor * re, 0] as const, factors })),
      pauli(offset, {}),
    ]);

  test.each([
    ["an Ising ring", sum("expression", chain(6), ising(chain(6), { field: 0.8, longitudinalField: 0.3 }).strings)],
    ["random strings", randomStrings(4)],
    ["a disordered ring", disordered(2)],
  ] as [string, Hamiltonian][])("%s times 1e-6 and 1e6, and ± 1e6: the same verdict and energy", async (_, hamiltonian) => {
    const plain = await run({ hamiltonian });
    const energy = plain.final?.energy.mean ?? Number.NaN;
    for (const [factor, offset] of [
      [1e-6, 0],
      [1e6, 0],
      [1, 1e6],
      [1, -1e6],
      [1024, 3],
    ]) {
      const { final, verdict } = await run({ hamiltonian: times(hamiltonian, factor, offset) });
      expect(verdict.name).toBe(plain.verdict.name);
      expect(Math.abs(((final?.energy.mean ?? Number.NaN) - offset) / factor - energy)).toBeLessThan(
        1e-6 * Math.abs(energy) + 1e-9 * Math.abs(offset / factor),
      );
    }
  });

  test("sampled, a power of two scales every digit", async () => {
    const hamiltonian = ising(chain(8), { field: 1 });
    const options = { samples: 128, chains: 8, iterations: 12, finalSamples: 256 } as const;
    const [plain, large] = await Promise.all([hamiltonian, times(hamiltonian, 1024, 0)].map((h) => run({ hamiltonian: h, ...options })));
    expect(large.final?.energy.mean).toBe(1024 * (plain.final?.energy.mean ?? Number.NaN));
    expect(large.final?.vScore).toBe(plain.final?.vScore);
  });
});

describe("where nothing tells the parity of the ground state under the flip of all spins", () => {
  const rings: [number, number][] = [
    [6, 0.9],
    [8, 1],
    [8, 0.7],
  ];
  test.each(rings)("both are tried: J1-J2 on %i sites, J2 = %f", async (sites, j2) => {
    const hamiltonian = j1j2(chain(sites), { j2 });
    const run = groundState({ hamiltonian, ansatz: rbm(), seed: 5 });
    const tried = new Set<string>();
    let next = await run.next();
    for (; !next.done; next = await run.next()) tried.add(`${next.value.start}`);
    const { final, network, verdict } = next.value;
    expect(tried.size).toBe(6);
    expect(["even", "odd"]).toContain(network.ansatz.parity);
    expect(verdict.name).toBe("right");
    const [lowest] = denseSpectrum(hamiltonian);
    expect(Math.abs((final?.energy.mean ?? 0) / lowest - 1)).toBeLessThan(ACCURACY);
  });
});

describe("what cannot be the ground state is said", () => {
  test("a network too small for its problem, as wrong where the energy is known, never as converged", async () => {
    const hamiltonian = heisenberg(chain(6));
    for (const exactEnergy of [undefined, null]) {
      const { verdict } = await run({
        hamiltonian,
        ansatz: rbm({ density: 1 / 6 }),
        rotate: "none",
        starts: 1,
        ...(exactEnergy === undefined ? {} : { exactEnergy }),
      });
      expect(verdict.converged).toBe(false);
    }
  });

  test("a state that breaks a symmetry of H, because two levels lie within the accuracy", async () => {
    const easy = xyz(chain(10), { jx: -1, jy: -0.5, jz: -0.8 });
    const { verdict, final } = await run({ hamiltonian: easy });
    expect(verdict.name).toBe("right");
    const x = final?.observables.x.mean ?? 0;
    expect(verdict.text.includes("breaks the symmetry Π Z of H")).toBe(Math.abs(x) > 1e-3);
    const ordinary = await run({ hamiltonian: ising(chain(6), { field: 0.5 }) });
    expect(ordinary.verdict.text).not.toContain("breaks");
  });

  test("a zero Hamiltonian", async () => {
    const { verdict, final } = await run({ hamiltonian: sum("expression", chain(3), [pauli(2.5, {})]) });
    expect(verdict).toMatchObject({ converged: false, text: "every state has this energy: H is a multiple of the identity" });
    expect(final?.energy.mean).toBe(2.5);
  });
});

test("a network grows until its V-score is low enough, unless its density was chosen", async () => {
  const hamiltonian = j1j2(chain(8), { j2: 0.6 });
  const grown = await run({ hamiltonian });
  const fixed = await run({ hamiltonian, ansatz: rbm({ density: 1 }) });
  expect(grown.network.parameters.length).toBeGreaterThanOrEqual(fixed.network.parameters.length);
  expect(fixed.network.parameters.length).toBe(2 * (8 * 8 + 16));
});

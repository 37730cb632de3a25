import { expect, test } from "vitest";
import {
  chain,
  exactGroundState,
  ghzNetwork,
  groundDegeneracy,
  heisenberg,
  ising,
  measure,
  momenta,
  observableHelp,
  observableNames,
  observablesOfState,
  outcomeOf,
  shots,
  square,
  stateOf,
  stateOfGround,
} from "../../src/index.ts";
import { resultKeys } from "../../src/observables/list.ts";

test("observables of the GHZ state, measured and exact, by the same names", async () => {
  const network = ghzNetwork(6);
  const hamiltonian = ising(chain(6), { field: 0 });
  const names = ["correlations", "parity", "magnetisation", "renyi2", "entropy", "negativity"] as const;
  const measured = await outcomeOf(measure({ hamiltonian, network, observables: names, fullSum: true }));
  const exact = observablesOfState(await stateOf(network), hamiltonian.lattice, { names, operators: {} });
  for (const values of [measured.observables, exact]) {
    for (const { mean } of values.correlations?.zz ?? []) expect(mean).toBeCloseTo(1, 10);
    expect(values.parity?.mean).toBeCloseTo(1, 10);
    expect(values.magnetisationSquared?.mean).toBeCloseTo(1, 10);
    expect(values.renyi2?.[3].mean).toBeCloseTo(Math.LN2, 10);
    expect(values.entropy?.[1].mean).toBeCloseTo(Math.LN2, 10);
    expect(values.negativity?.mean).toBeCloseTo(0.5, 10);
  }
});

test("an operator of one's own in the ground state", () => {
  const hamiltonian = heisenberg(chain(8));
  const state = stateOfGround(exactGroundState(hamiltonian));
  const values = observablesOfState(state, hamiltonian.lattice, { names: ["chsh"], operators: { energy: hamiltonian } });
  expect(values["energy"]).toMatchObject({ error: 0 });
  expect((values["energy"] as { mean: number }).mean).toBeCloseTo(-14.604373635748, 8);
});

test("what is asked for is checked", async () => {
  const network = ghzNetwork(4);
  const hamiltonian = ising(chain(4), { field: 0 });
  const asked = (options: object) => outcomeOf(measure({ hamiltonian, network, ...options }));
  await expect(asked({ observables: ["corelations"] })).rejects.toThrow('observables: unknown "corelations"');
  await expect(asked({ observables: ["chsh"], pairs: [[0, 4]] })).rejects.toThrow(
    "observables.pairs: expected two different sites from 0 to 3, got",
  );
  await expect(asked({ operators: { x: hamiltonian } })).rejects.toThrow("observables.operators: expected a name of your own");
  await expect(asked({ operators: { far: ising(chain(5), { field: 0 }) } })).rejects.toThrow("expected an operator on 4 sites, got");
  await expect(asked({ tolerance: -1 })).rejects.toThrow("measure.tolerance");
});

test("the keys of every result, each of one observable, are refused as names of operators", () => {
  const owners = new Map<string, string>();
  for (const lattice of [chain(4), chain(5)]) {
    const field = ising(lattice, { field: 1 });
    const state = stateOfGround(exactGroundState(field));
    for (const name of observableNames) {
      for (const key of Object.keys(observablesOfState(state, lattice, { names: [name], operators: {} }))) {
        expect(owners.get(key) ?? name, key).toBe(name);
        owners.set(key, name);
        expect(() => observablesOfState(state, lattice, { names: [], operators: { [key]: field } }), key).toThrow("taken are zz, ");
      }
    }
  }
  expect(resultKeys).toEqual(["zz", ...owners.keys()]);
});

test("every observable has a sentence, every momentum its components", () => {
  for (const name of observableNames) expect(observableHelp(name).length).toBeGreaterThan(15);
  expect(momenta(chain(4)).map(([q]) => q / Math.PI)).toEqual([0, 0.5, 1, 1.5]);
  expect(momenta(square(4, 3, ["periodic", "open"]))).toHaveLength(12);
});

test("ground states are counted", () => {
  expect(groundDegeneracy(ising(chain(6), { field: 0 }))).toBe(2);
  expect(groundDegeneracy(ising(chain(6), { field: 1 }))).toBe(1);
});

test("shots of the GHZ state: all up or all down along Z, an even number of outcomes -1 along X", async () => {
  const network = ghzNetwork(4);
  for (const row of await shots({ network, count: 50 })) expect(Math.abs(row.reduce((sum, s) => sum + s, 0))).toBe(4);
  for (const row of await shots({ network, count: 50, basis: "XXXX" })) expect(row.reduce((product, s) => product * s, 1)).toBe(1);
});

import { describe, expect, test } from "vitest";
import { freeFermions } from "../../src/exact/freeFermions.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { presetHamiltonian, presetNames, presetOf } from "../../src/hamiltonian/presets/presets.ts";
import { chain } from "../../src/lattice/chain.ts";
import { square } from "../../src/lattice/square.ts";

describe("every preset", () => {
  test.each(presetNames)("%s is built from its defaults, and says what it was built from", (name) => {
    const { parameters, formula } = presetOf(name);
    const defaults = Object.fromEntries(Object.entries(parameters).map(([key, parameter]) => [key, parameter.default]));
    const hamiltonian = presetHamiltonian(name, chain(6));
    expect(hamiltonian.name).toBe(name);
    // A parameter that is zero by default may be left out.
    for (const [key, value] of Object.entries(defaults)) expect(hamiltonian.parameters[key] ?? 0).toBe(value);
    expect(formula).toMatch(/Σ/);
    for (const { symbol, help } of Object.values(parameters)) expect([symbol, help]).not.toContain("");
  });

  test.each(presetNames)("%s: each parameter changes the operator, and must be finite", (name) => {
    for (const [key, parameter] of Object.entries(presetOf(name).parameters)) {
      const changed = presetHamiltonian(name, chain(6), { [key]: parameter.default + 0.25 });
      expect(changed.strings, key).not.toEqual(presetHamiltonian(name, chain(6)).strings);
      expect(() => presetHamiltonian(name, chain(6), { [key]: Number.NaN })).toThrow(`${name}.${key}: expected a finite number, got NaN`);
    }
  });

  test("what there is not is refused", () => {
    expect(() => presetOf("isign")).toThrow('hamiltonian: unknown "isign"; known: ising, heisenberg,');
    expect(() => presetOf("constructor")).toThrow(/^hamiltonian: unknown "constructor"/);
    expect(() => presetHamiltonian("j1j2", chain(6), { j3: 1 })).toThrow('hamiltonian.j1j2: expected parameters j1, j2, got "j3"');
  });
});

test("the closed forms answer only for what they are about", () => {
  expect(freeFermions(ising(chain(6), { field: 1, longitudinalField: 0.1 }))).toBeNull();
  expect(freeFermions(ising(square(3, 3), { field: 1 }))).toBeNull();
  expect(freeFermions(ising(chain(6), { field: 1, longitudinalField: 0 }))).not.toBeNull();
});

import { describe, expect, test } from "vitest";
import { lowestWithoutPhases } from "../../src/exact/withoutPhases.ts";
import { type Hamiltonian, matrixElement, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { pauli } from "../../src/hamiltonian/pauli.ts";
import { dm } from "../../src/hamiltonian/presets/dm.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { j1j2 } from "../../src/hamiltonian/presets/j1j2.ts";
import { rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { chain } from "../../src/lattice/chain.ts";
import { testStream } from "../engine.ts";
import { spinsOf } from "../judges.ts";
import { denseSpectrum } from "./judges.ts";

const SITES = 6;

/** <g| H |g> / <g|g> of a function g on all configurations, element by element. */
function mean(hamiltonian: Hamiltonian, g: readonly number[]): number {
  let [energy, norm] = [0, 0];
  for (const [state, value] of g.entries()) {
    norm += value * value;
    for (const group of hamiltonian.groups) {
      const flipped = group.flips.reduce((bits, site) => bits ^ (1 << site), state);
      energy += matrixElement(group, spinsOf(state, SITES))[0] * g[flipped] * value;
    }
  }
  return energy / norm;
}

describe("the least energy of a function without phases", () => {
  test.each([0.3, -0.8, 2])("with a DM term of %f, after the Marshall rotation, is that of the Heisenberg ring", (d) => {
    const lowest = lowestWithoutPhases(rotateMarshall(dm(chain(SITES), { d })));
    expect(lowest).toBeCloseTo(denseSpectrum(heisenberg(chain(SITES)))[0], 9);
  });

  test("is the exact energy where H has no signs", () => {
    const hamiltonian = ising(chain(SITES), { field: 0.7 });
    expect(lowestWithoutPhases(hamiltonian)).toBeCloseTo(denseSpectrum(hamiltonian)[0], 9);
  });

  test("no positive function lies below it, and steps towards it reach it", () => {
    const stream = testStream(211);
    const lattice = chain(SITES);
    const strings = lattice.bonds.flatMap(([i, j]) => [
      pauli(2 * stream.uniform() - 1, { [i]: "Z", [j]: "Z" }),
      pauli(2 * stream.uniform() - 1, { [i]: "X", [j]: "Y" }),
      pauli(-stream.uniform(), { [i]: "X" }),
    ]);
    const hamiltonian = sum("expression", lattice, strings);
    const lowest = lowestWithoutPhases(hamiltonian) ?? Number.NaN;
    expect(lowest).toBeGreaterThan(denseSpectrum(hamiltonian)[0] + 1e-3);
    let g = Array.from({ length: 1 << SITES }, () => stream.uniform());
    expect(mean(hamiltonian, g)).toBeGreaterThan(lowest);
    // g ← (c - Re H) g keeps g positive for a large c.
    for (let step = 0; step < 3000; step++) {
      const next = g.map((value) => 12 * value);
      for (const [state, value] of g.entries()) {
        for (const group of hamiltonian.groups) {
          const flipped = group.flips.reduce((bits, site) => bits ^ (1 << site), state);
          next[flipped] -= matrixElement(group, spinsOf(state, SITES))[0] * value;
        }
      }
      const length = Math.hypot(...next);
      g = next.map((value) => value / length);
    }
    expect(Math.min(...g)).toBeGreaterThan(0);
    expect(mean(hamiltonian, g)).toBeCloseTo(lowest, 8);
  });

  test("is not known where a positive element is left", () => {
    expect(lowestWithoutPhases(rotateMarshall(j1j2(chain(SITES), { j2: 0.4 })))).toBeNull();
  });
});

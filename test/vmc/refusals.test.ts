import { describe, expect, test } from "vitest";
import { jastrow, mlp, product, rbm } from "../../src/ansatz/ansatz.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { presetHamiltonian } from "../../src/hamiltonian/presets/presets.ts";
import { inMagnetisation } from "../../src/hamiltonian/sector.ts";
import { chain } from "../../src/lattice/chain.ts";
import { square } from "../../src/lattice/square.ts";
import { compareReadouts } from "../../src/vmc/compare.ts";
import { groundState } from "../../src/vmc/groundState.ts";
import { checkComparison, checkTraining } from "../../src/vmc/refusals.ts";
import type { CompareOptions, GroundStateOptions } from "../../src/vmc/types.ts";

/** The message of what is thrown, `null` if nothing is. */
function refusal(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

const ring = ising(chain(6), { field: 1 });
const trainings: readonly (readonly [string, GroundStateOptions])[] = [
  ["a point group that H has not", { hamiltonian: presetHamiltonian("dm", square(3, 3), {}), ansatz: rbm({ pointGroup: true }) }],
  ["too many weights", { hamiltonian: ising(chain(3000), { field: 1 }), ansatz: rbm() }],
  ["wide layers", { hamiltonian: ring, ansatz: mlp({ widths: [4096, 4096] }) }],
  ["an option of another name", { hamiltonian: ring, ansatz: rbm(), sample: 3 } as GroundStateOptions],
  ["branches of an mlp", { hamiltonian: ring, ansatz: mlp(), readout: "branches" }],
  [
    "branches at a chosen Σ s_i",
    { hamiltonian: inMagnetisation(presetHamiltonian("heisenberg", chain(6), {}), 0), ansatz: rbm(), readout: "branches" },
  ],
  ["pairs that are none", { hamiltonian: ring, ansatz: rbm(), observables: ["chsh"], pairs: [[0, 6]] }],
  ["an odd Jastrow factor with one field", { hamiltonian: ring, ansatz: jastrow({ symmetric: true, parity: "odd" }) }],
];

describe("what is refused before anything is computed is what the driver refuses", () => {
  test.each(trainings)("%s", async (_, options) => {
    const expected = await groundState(options)
      .next()
      .then(
        () => null,
        (error: Error) => error.message,
      );
    expect(expected).not.toBeNull();
    expect(refusal(() => checkTraining(options))).toBe(expected);
  });

  test.each(
    trainings.map(
      ([what, { readout, ...options }]) => [what, readout === undefined ? options : { ...options, readouts: [readout] }] as const,
    ),
  )("%s, compared", async (_, given) => {
    const options = given as unknown as CompareOptions;
    const expected = await compareReadouts(options)
      .next()
      .then(
        () => null,
        (error: Error) => error.message,
      );
    if (expected !== null) expect(refusal(() => checkComparison(options))).toBe(expected);
  });

  test("readings that nobody named are left out where the network has none", () => {
    expect(refusal(() => checkComparison({ hamiltonian: ring, ansatz: mlp() }))).toBeNull();
    expect(refusal(() => checkComparison({ hamiltonian: ring, ansatz: mlp(), readouts: ["branches"] }))).toMatch(/rbm/);
  });
});

describe("an odd network", () => {
  const odd = { parity: "odd", symmetric: true } as const;
  test.each([
    ["jastrow", jastrow(odd)],
    ["product", product(odd)],
  ])("of one field for all sites is refused where Σ s_i can be 0: %s", (name, ansatz) => {
    const message = `ansatz.parity: expected a network with an odd part, got a ${name} with one field for all sites, whose odd part is zero wherever Σ s_i = 0; use --no-symmetric`;
    expect(refusal(() => checkTraining({ hamiltonian: ring, ansatz }))).toBe(message);
    expect(refusal(() => checkTraining({ hamiltonian: ising(chain(7), { field: 1 }), ansatz }))).toBeNull();
    expect(refusal(() => checkTraining({ hamiltonian: ring, ansatz: { ...ansatz, symmetric: false } }))).toBeNull();
    const polarised = inMagnetisation(presetHamiltonian("heisenberg", chain(6), {}), 2);
    expect(refusal(() => checkTraining({ hamiltonian: polarised, ansatz }))).toBeNull();
  });

  test("of layers begins with biases, without which it would be zero", async () => {
    const run = groundState({ hamiltonian: ring, ansatz: mlp({ widths: [4], parity: "odd" }), iterations: 2, starts: 1, finalSamples: 64 });
    const { value } = await run.next();
    expect(value).toMatchObject({ iteration: 0 });
    expect(Number.isFinite((value as { energy: { mean: number } }).energy.mean)).toBe(true);
    await run.return(undefined as never);
  });
});

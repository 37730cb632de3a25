import { describe, expect, test } from "vitest";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { chain } from "../../src/lattice/chain.ts";
import { measure } from "../../src/vmc/measure.ts";
import type { MeasureOptions, TrainedNetwork } from "../../src/vmc/types.ts";
import { machine, randomParameters } from "../engine.ts";
import { last } from "./runs.ts";

/**
 * Runs with different seeds. Their fraction within one error is 68.3 % with a spread of 3.8 %, within two 95.4 % with one of 1.7 %. Over 1500
 * seeds the first case has 68.3 % and 94.7 % (energy), 69.3 % and 95.5 % (ZZ), 67.9 % and 94.9 % (X).
 */
const SEEDS = 150;
const WITHIN_ONE = [0.61, 0.76] as const;
const WITHIN_TWO = [0.92, 0.985] as const;

const lattice = chain(10);

function frozen(bound: number, seed: number, biases: boolean): TrainedNetwork {
  const ansatz = machine({ density: 1, biases });
  return { ansatz, parameters: randomParameters(ansatz, lattice, bound, seed) };
}

const cases: { name: string; options: MeasureOptions; observables: ("zz" | "x")[] }[] = [
  {
    name: "born, Ising",
    options: { hamiltonian: ising(lattice, { field: 1 }), network: frozen(0.35, 101, true), readout: "born", samples: 1024, chains: 16 },
    observables: ["zz", "x"],
  },
  {
    name: "born, Heisenberg, exchanges",
    options: {
      hamiltonian: rotateMarshall(heisenberg(lattice)),
      network: frozen(0.3, 102, false),
      readout: "born",
      samples: 1024,
      chains: 32,
    },
    observables: ["zz"],
  },
  {
    name: "classical, Ising",
    options: {
      hamiltonian: ising(lattice, { field: 1 }),
      network: frozen(0.5, 103, true),
      readout: "classical",
      samples: 1024,
      chains: 16,
    },
    observables: ["zz"],
  },
];

describe.each(cases)("$name", ({ options, observables }) => {
  test(`over ${SEEDS} seeds the exact mean lies within one error in 68 %, within two in 95 %`, async () => {
    const exact = await last(measure({ ...options, fullSum: true }));
    const names = ["energy", ...observables] as const;
    const deviations = new Map<string, number[]>(names.map((name) => [name, []]));
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { energy, observables: found } = await last(measure({ ...options, seed }));
      for (const name of names) {
        const { mean, error } = name === "energy" ? energy : found[name];
        const wanted = name === "energy" ? exact.energy : exact.observables[name];
        expect(error).toBeGreaterThan(0);
        deviations.get(name)?.push(Math.abs(mean - wanted.mean) / error);
      }
    }
    for (const [name, values] of deviations) {
      const within = (errors: number) => values.filter((value) => value <= errors).length / SEEDS;
      const found = `${name}: ${within(1)} within one error, ${within(2)} within two`;
      expect(within(1), found).toBeGreaterThanOrEqual(WITHIN_ONE[0]);
      expect(within(1), found).toBeLessThanOrEqual(WITHIN_ONE[1]);
      expect(within(2), found).toBeGreaterThanOrEqual(WITHIN_TWO[0]);
      expect(within(2), found).toBeLessThanOrEqual(WITHIN_TWO[1]);
    }
  });
});

import { expect, test } from "vitest";
import { chain, expression, heisenberg, ising, type MeasureOptions, measure, outcomeOf, rotateMarshall } from "../../src/index.ts";
import type { ObservableValues } from "../../src/observables/values.ts";
import { machine, randomParameters } from "../engine.ts";

/** Of 100 runs 68 ± 5 should lie within one error and 95 ± 2 within two. */
const SEEDS = 100;
const lattice = chain(8);
const ansatz = machine({ biases: true });

const cases: readonly (readonly [string, MeasureOptions])[] = [
  ["born", { hamiltonian: ising(lattice, { field: 1 }), network: { ansatz, parameters: randomParameters(ansatz, lattice, 0.35, 11) } }],
  [
    "born, at fixed magnetisation",
    { hamiltonian: rotateMarshall(heisenberg(lattice)), network: { ansatz, parameters: randomParameters(ansatz, lattice, 0.3, 12) } },
  ],
];

const picked: Readonly<Record<string, (values: ObservableValues) => unknown>> = {
  "<X>": ({ sites }) => sites?.x[3],
  "<ZZ>(3)": ({ correlations }) => correlations?.zz[3],
  "connected <XX>(1)": ({ correlations }) => correlations?.connected.xx[1],
  "S(q_2)": ({ structureFactor }) => structureFactor?.[2],
  "S_2(4)": ({ renyi2 }) => renyi2?.[4],
  CHSH: ({ chsh }) => chsh?.["0-1"],
  formula: (values) => values["chirality"],
};

test.each(cases.map(([name]) => name))(
  "%s: over 100 seeds the exact value lies within one error in 68 %%, within two in 95 %%",
  async (name) => {
    const [, options] = cases.find(([other]) => other === name) ?? cases[0];
    const operators = { chirality: await expression(lattice, "sum(X(i)*Y(i+1)*Z(i+2) - Y(i)*X(i+1)*Z(i+2))/N") };
    const observables = ["sites", "correlations", "structure-factor", "renyi2", "chsh"] as const;
    const measured = async (more: Partial<MeasureOptions>) =>
      (await outcomeOf(measure({ ...options, observables, operators, ...more }))).observables;
    const exact = await measured({ fullSum: true });
    const deviations = new Map<string, number[]>(Object.keys(picked).map((name) => [name, []]));
    for (let seed = 1; seed <= SEEDS; seed++) {
      const values = await measured({ samples: 1024, chains: 32, seed });
      for (const [name, pick] of Object.entries(picked)) {
        const { mean, error } = pick(values) as { mean: number; error: number };
        const { mean: right } = pick(exact) as { mean: number };
        if (error > 0) deviations.get(name)?.push(Math.abs(mean - right) / error);
        else expect(mean).toBeCloseTo(right, 12);
      }
    }
    for (const [quantity, found] of deviations) {
      if (found.length === 0) continue;
      const within = (errors: number) => found.filter((deviation) => deviation < errors).length / found.length;
      expect(within(1), `${quantity} within one`).toBeGreaterThan(0.54);
      expect(within(1), `${quantity} within one`).toBeLessThan(0.82);
      expect(within(2), `${quantity} within two`).toBeGreaterThan(0.87);
      // Ratios have a finite variance, but long tails where f is small.
      // A norm such as CHSH is biased upwards where it is small, and its errors are not normal there.
      expect(within(4.5), `${quantity} within 4.5`).toBeGreaterThan(quantity === "CHSH" ? 0.94 : 0.98);
    }
  },
  240_000,
);

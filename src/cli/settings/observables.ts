// From settings to the observables that a driver is asked for.

import { couplingsIn } from "../../files/problem.ts";
import { expression, type Hamiltonian, type ObservableOptions } from "../../index.ts";
import { checkOperatorName, given } from "../../internal.ts";
import type { Problem } from "./problem.ts";
import type { ObservableSettings } from "./schema.ts";
import type { Where } from "./settings.ts";

/**
 * Operators are built from their formulas, which may call the parameters of the problem by name.
 * @throws InputError with the flag or the place in the file for a formula that is none.
 */
export async function observablesOf(
  { observables, observe = {}, pairs }: ObservableSettings,
  problem: Problem,
  { lattice }: Hamiltonian,
  where: Where,
): Promise<ObservableOptions> {
  const parameters = { ...couplingsIn(problem), ...problem.set };
  const operators: Record<string, Hamiltonian> = {};
  for (const [name, formula] of Object.entries(observe)) {
    checkOperatorName(where("observe"), name);
    const called = Object.entries(parameters).filter(([parameter]) => new RegExp(`\\b${parameter}\\b`).test(formula));
    operators[name] = await expression(lattice, formula, { parameters: Object.fromEntries(called), where: `${where("observe")}: ${name}` });
  }
  return given({ observables, pairs, operators: Object.keys(operators).length > 0 ? operators : undefined });
}

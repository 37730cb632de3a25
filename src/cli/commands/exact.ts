// `nqs exact`: the exact ground-state energy, where one can be had.
import type { Command } from "commander";
import { conservedQuantities, exactGroundEnergy, InputError, version } from "../../index.ts";
import { addConfig, addExamples, addJson, addSettings, type CommandFlags } from "../command.ts";
import { hamiltonianOf, problemOf, problemText } from "../settings/problem.ts";
import { exactShape } from "../settings/schema.ts";
import { readSettings } from "../settings/settings.ts";
import { exactNumber } from "../terminal/numbers.ts";
import { bold, print, printJson } from "../terminal/output.ts";
import { drawTable } from "../terminal/table.ts";

export function define(command: Command): void {
  addSettings(addJson(addConfig(command)), exactShape).action(exact);
  addExamples(command, [
    "nqs exact --model ising --sites 1000 --field 1",
    "nqs exact --model heisenberg --sites 16 --boundary open",
    'nqs exact --model xxz --sites 40 --anisotropy "cos(pi/4)" --json',
    "nqs exact --model j1j2 --size 4x4 --j2 0.5",
    'nqs exact --sites 12 --hamiltonian "-sum(Z(i)*Z(i+1)) - h*sum(X(i))" --set h=0.7',
  ]);
}

async function exact(flags: CommandFlags): Promise<void> {
  const { values, where } = await readSettings(exactShape, flags, flags.config);
  const problem = await problemOf(values, where);
  const hamiltonian = await hamiltonianOf(problem);
  const found = exactGroundEnergy(hamiltonian);
  if (!found) {
    throw new InputError(`exact: expected a problem with a closed form or few sites, got ${problemText(problem)}; use fewer sites`);
  }
  const { energy, energyPerSite, method, observables } = found;
  const conserved = conservedQuantities(hamiltonian);
  if (flags.json)
    return printJson({ energy, energyPerSite, method, observables: observables ?? null, conserved, config: problem, version });
  const rows = [
    ["energy", exactNumber(energy)],
    ["energy per site", exactNumber(energyPerSite)],
    ...Object.entries(observables ?? {}).map(([name, value]) => [`<${name.toUpperCase()}>`, exactNumber(value)]),
  ];
  print(bold(problemText(problem)));
  print(drawTable(["exact", method], rows));
  print(`conserved: ${conserved.join(", ") || "nothing known"}`);
}

import type { Command } from "commander";
import { exactGroundEnergy, InputError, version } from "../index.ts";
import { addConfig, addExamples, addJson, addSettings, type CommandFlags } from "./command.ts";
import { exactNumber } from "./numbers.ts";
import { bold, print, printJson } from "./output.ts";
import { hamiltonianOf, problemOf, problemText } from "./problem.ts";
import { exactShape } from "./schema.ts";
import { readSettings } from "./settings.ts";
import { drawTable } from "./table.ts";

export function define(command: Command): void {
  addSettings(addJson(addConfig(command)), exactShape).action(exact);
  addExamples(command, [
    "nqs exact --model ising --sites 1000 --field 1",
    "nqs exact --model heisenberg --sites 16 --boundary open",
    'nqs exact --model xxz --sites 40 --anisotropy "cos(pi/4)" --json',
  ]);
}

async function exact(flags: CommandFlags): Promise<void> {
  const { values, where } = await readSettings(exactShape, flags, flags.config);
  const problem = problemOf(values, where);
  const found = exactGroundEnergy(hamiltonianOf(problem));
  if (!found) {
    throw new InputError(`exact: expected a problem with a closed form or few sites, got ${problemText(problem)}; use fewer sites`);
  }
  const { energy, energyPerSite, method, observables } = found;
  if (flags.json) return printJson({ energy, energyPerSite, method, observables: observables ?? null, config: problem, version });
  const rows = [
    ["energy", exactNumber(energy)],
    ["energy per site", exactNumber(energyPerSite)],
    ...Object.entries(observables ?? {}).map(([name, value]) => [`<${name.toUpperCase()}>`, exactNumber(value)]),
  ];
  print(bold(problemText(problem)));
  print(drawTable(["exact", method], rows));
}

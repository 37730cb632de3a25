// `nqs exact`: the exact ground-state energy, where one can be had.
import type { Command } from "commander";
import { checkRunDirectory } from "../../files/run/names.ts";
import {
  conservedQuantities,
  exactGroundEnergy,
  exactGroundState,
  InputError,
  observablesOfState,
  stateOfGround,
  version,
} from "../../index.ts";
import { MOST_SITES_EVERYTHING, MOST_SITES_STATE, refuse } from "../../internal.ts";
import { addConfig, addExamples, addJson, addOut, addPlot, addSettings, type CommandFlags } from "../command.ts";
import { observablesOf } from "../settings/observables.ts";
import { formulaLines, hamiltonianOf, problemOf, problemText } from "../settings/problem.ts";
import { writeMeasured } from "../settings/record.ts";
import { exactShape } from "../settings/schema.ts";
import { readSettings } from "../settings/settings.ts";
import { exactNumber, meanWithError } from "../terminal/numbers.ts";
import { printSheets, sheetsOf } from "../terminal/observables.ts";
import { bold, printJson, printText } from "../terminal/output.ts";
import { degeneracyLine } from "../terminal/result.ts";
import { drawTable } from "../terminal/table.ts";

export function define(command: Command): void {
  addPlot(addJson(addOut(addConfig(command), "tables (CSV), curves (SVG) and the result")));
  addSettings(command, exactShape).action(exact);
  addExamples(command, [
    "nqs exact --model ising --sites 1000 --field 1",
    "nqs exact --model heisenberg --sites 16 --boundary open",
    'nqs exact --model xxz --sites 40 --anisotropy "cos(pi/4)" --json',
    "nqs exact --model j1j2 --size 4x4 --j2 0.5",
    "nqs exact --model heisenberg --sites 8 --boundary open --observables chsh,entropy,correlations",
    'nqs exact --sites 12 --hamiltonian "-sum(Z(i)*Z(i+1)) - h*sum(X(i))" --set h=0.7',
  ]);
}

function sectorText(magnetisation: number | null): string {
  return magnetisation === null ? "" : `, with Σ s_i = ${magnetisation}`;
}

async function exact(flags: CommandFlags): Promise<void> {
  const { values, where } = await readSettings(exactShape, flags, flags.config);
  if (flags.out !== undefined) checkRunDirectory(flags.out, { force: flags.force === true });
  const problem = await problemOf(values, where);
  const hamiltonian = await hamiltonianOf(problem);
  const { observables: names = [], operators = {}, pairs } = await observablesOf(values, problem, hamiltonian, where);
  const asked = names.length > 0 || Object.keys(operators).length > 0;
  if (asked && problem.sites > MOST_SITES_STATE) {
    const mend = "use fewer sites, or measure a trained network: nqs run";
    refuse(
      where(names.length > 0 ? "observables" : "observe"),
      `at most ${MOST_SITES_STATE} sites, whose state is listed whole`,
      problem.sites,
      mend,
    );
  }
  const found = exactGroundEnergy(hamiltonian);
  if (!found) {
    const expected = `a problem with a closed form or at most ${MOST_SITES_EVERYTHING} sites`;
    throw new InputError(`exact: expected ${expected}, got ${problemText(problem)}; use fewer sites, or train a network: nqs run`);
  }
  const { energy, energyPerSite, method, observables } = found;
  const conserved = conservedQuantities(hamiltonian);
  const state = asked ? exactGroundState(hamiltonian) : null;
  const more = state ? observablesOfState(stateOfGround(state), hamiltonian.lattice, { names, operators, pairs }) : {};
  const sheets = sheetsOf(more, hamiltonian.lattice, []);
  const degenerate = state ? degeneracyLine(hamiltonian) : null;
  const result = {
    energy,
    energyPerSite,
    method,
    observables: asked ? more : (observables ?? null),
    conserved,
    config: problem,
    version,
  };
  if (flags.out !== undefined) await writeMeasured(flags.out, sheets, problemText(problem), result);
  if (flags.json) return printJson(result);
  const rows = [
    ["energy", exactNumber(energy)],
    ["energy per site", exactNumber(energyPerSite)],
    ...Object.entries(observables ?? {}).map(([name, value]) => [`<${name.toUpperCase()}>`, meanWithError(value, 0)]),
  ];
  for (const line of [bold(problemText(problem)), ...formulaLines(problem)]) printText(line);
  printText(drawTable(["exact", method], rows));
  printSheets(sheets, flags.plot === true);
  if (state && degenerate !== null) printText(`${degenerate}; measured is one of them${sectorText(state.sector.magnetisation)}`);
  printText(`conserved: ${conserved.join(", ") || "nothing known"}`);
}

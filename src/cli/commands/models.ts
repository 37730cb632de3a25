// `nqs models`: lists the trained networks that come with the package.
import type { Command } from "commander";
import { type ModelCard, shippedModels } from "../../files/shipped.ts";
import { addExamples, addJson, type CommandFlags } from "../command.ts";
import { scientific, withError } from "../terminal/numbers.ts";
import { print, printJson } from "../terminal/output.ts";
import { drawTable } from "../terminal/table.ts";

export function define(command: Command): void {
  addJson(command).action(models);
  command.addHelpText("after", "\nThe Hamiltonians that --model knows, with formulas, signs and defaults: nqs help models");
  addExamples(command, ["nqs models", "nqs models --json", "nqs evaluate models/ising-40-h1"]);
}

function models(flags: CommandFlags): void {
  const cards = shippedModels();
  if (flags.json) {
    printJson(cards);
    return;
  }
  print(drawTable(["network", "energy per site", "relative error", "V-score", "parameters", "hidden modes"], cards.map(rowOf)));
  print("nqs evaluate models/NAME measures one again.");
}

function rowOf({ name, energyPerSite, relativeError, vScore, parameters, hiddenModes }: ModelCard): string[] {
  const { mean, error } = energyPerSite;
  const modes =
    hiddenModes === null ? "–" : hiddenModes.found === 0 ? "none found" : `${hiddenModes.found} of ${hiddenModes.starts} starts`;
  return [name, withError(mean, error), scientific(relativeError ?? Number.NaN), scientific(vScore), String(parameters), modes];
}

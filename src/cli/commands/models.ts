// `nqs models`: lists the trained networks that come with the package.
import type { Command } from "commander";
import { type ModelCard, shippedModels } from "../../files/shipped.ts";
import { presetOf } from "../../internal.ts";
import { addExamples, addJson, addNote, type CommandFlags } from "../command.ts";
import { scientific, withError } from "../terminal/numbers.ts";
import { printJson, printText } from "../terminal/output.ts";
import { drawTable } from "../terminal/table.ts";

export function define(command: Command): void {
  addJson(command).action(models);
  addNote(command, "nqs help models tells the Hamiltonians that --model knows: formulas, signs, defaults.");
  addExamples(command, ["nqs models", "nqs models --json", "nqs evaluate models/ising-40-h1"]);
}

function models(flags: CommandFlags): void {
  const cards = shippedModels();
  if (flags.json) {
    printJson(cards);
    return;
  }
  const head = ["network", "problem", "energy per site", "relative error", "V-score", "parameters", "hidden modes"];
  printText(drawTable(head, cards.map(rowOf), process.stdout.columns));
  for (const model of new Set(cards.map(modelOf))) if (model !== undefined) printText(`${model}: H = ${presetOf(model).formula}`);
  printText("nqs evaluate models/NAME measures one again; nqs help models tells signs and units.");
}

/** The model in the command that trained a network. */
function modelOf({ command }: ModelCard): string | undefined {
  return /--model (\S+)/.exec(command)?.[1];
}

/** The flags of the problem in the command that trained a network: `ising --sites 40 --field 1`. */
function problemOf({ command }: ModelCard): string {
  const flags = /--model (.*)/.exec(command)?.[1] ?? "";
  return flags.replaceAll(/ --(?:lattice|density|iterations|samples|chains|seed|starts|accuracy|final-samples|workers|out) \S+/g, "");
}

function rowOf(card: ModelCard): string[] {
  const { name, energyPerSite, relativeError, vScore, parameters, hiddenModes } = card;
  const { mean, error } = energyPerSite;
  const modes =
    hiddenModes === null ? "–" : hiddenModes.found === 0 ? "none found" : `${hiddenModes.found} of ${hiddenModes.starts} starts`;
  return [
    name,
    problemOf(card),
    withError(mean, error),
    scientific(relativeError ?? Number.NaN),
    scientific(vScore),
    String(parameters),
    modes,
  ];
}

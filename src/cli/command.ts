// What the commands share: flags that are made from the settings, `--json`, `--config`, `--out`, examples in the help.
import { availableParallelism } from "node:os";
import { type Command, Option } from "commander";
import { InputError } from "../index.ts";
import { checkInteger, MOST_WORKERS } from "../internal.ts";
import { aboutSetting } from "./settings/fields.ts";
import type { Shape } from "./settings/schema.ts";
import { flagOf } from "./settings/settings.ts";
import { DEFAULT_WIDTH, WIDEST_HELP, wrapped } from "./terminal/wrap.ts";

/** Flags that are about the command, not about the problem; they are no part of a config file. */
export interface CommandFlags extends Readonly<Record<string, unknown>> {
  readonly json?: boolean;
  readonly config?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly workers?: string;
  readonly profile?: boolean;
  readonly plot?: boolean;
}

/** Adds a flag for every setting of a shape, under the heading of its group. */
export function addSettings(command: Command, shape: Shape): Command {
  for (const [key, field] of Object.entries(shape)) {
    const { group, help, kind, argument } = aboutSetting(field);
    const flag = flagOf(key);
    const add = (flags: string, text: string) => {
      const option = new Option(flags, text).helpGroup(`${group}:`);
      if (kind === "assignments" || kind === "formulas")
        option.argParser((value: string, before: readonly string[] = []) => [...before, value]);
      command.addOption(option);
    };
    add(argument ? `${flag} ${argument}` : flag, help);
    if (kind === "toggle") add(`--no-${flag.slice(2)}`, "the opposite");
  }
  return command;
}

/** Refuses a flag that is given twice, or beside its opposite: the last would win without a word. Those that collect values may be repeated. */
export function refuseRepeats(command: Command): void {
  const given = new Map<string, string>();
  for (const option of command.options) {
    if (option.parseArg || option.variadic) continue;
    command.on(`option:${option.name()}`, () => {
      const [key, flag] = [option.attributeName(), option.long ?? option.flags];
      const before = given.get(key);
      if (before === flag) throw new InputError(`${flag}: expected once, got twice; leave one of them out`);
      if (before !== undefined) throw new InputError(`${flag}: expected alone, got ${before} beside it; leave one of them out`);
      given.set(key, flag);
    });
  }
}

export function addJson(command: Command): Command {
  return command.option("--json", "print one JSON object on stdout and nothing else");
}

export function addPlot(command: Command): Command {
  return command.option("--plot", "draw a curve for every observable that has one");
}

export function addWorkers(command: Command): Command {
  const help = `threads that share the work; the results do not depend on it (default: one for each core, here ${availableParallelism()})`;
  return command.option("--workers <count>", help);
}

/** The number of threads asked for, or one for each core. @throws InputError for what is no number of threads. */
export function workersOf({ workers }: CommandFlags): number {
  if (workers === undefined) return Math.min(MOST_WORKERS, availableParallelism());
  const count = Number(workers);
  checkInteger("--workers", workers.trim() === "" || Number.isNaN(count) ? (workers as unknown as number) : count, 1, MOST_WORKERS);
  return count;
}

export function addConfig(command: Command): Command {
  return command.option("--config <file>", "read the settings below from a YAML or JSON file; flags win");
}

export function addOut(command: Command, kept: string): Command {
  return command.option("--out <dir>", `keep ${kept} there`).option("--force", "replace the run that --out holds");
}

/** A paragraph behind the flags in the help, in lines of the terminal's width. */
export function addNote(command: Command, text: string): Command {
  return command.addHelpText("after", () => {
    const width = command.configureOutput().getOutHelpWidth?.() ?? DEFAULT_WIDTH;
    return `\n${wrapped(text, Math.min(width, WIDEST_HELP)).join("\n")}`;
  });
}

export function addExamples(command: Command, examples: readonly string[]): Command {
  return command.addHelpText("after", `\nExamples:\n${examples.map((example) => `  $ ${example}`).join("\n")}`);
}

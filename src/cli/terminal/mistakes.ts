// Errors as one line, with the name that was probably meant.
import type { Command } from "commander";
import { reasonInWords } from "../../files/read.ts";
import { InputError, Interrupted } from "../../index.ts";
import { nearestName, oneLine, parameterCalled, presetNames } from "../../internal.ts";
import { exitCodes } from "../process/exitCodes.ts";

/** Prints one line about what went wrong and returns the exit code. An error that is no user's mistake keeps its stack. */
export function reportMistake(error: unknown, program: Command, wanted: string | undefined): number {
  if (error instanceof InputError) return refuseWith(error.message);
  if (error instanceof Interrupted) {
    process.stderr.write("interrupted before there was anything to show\n");
    return exitCodes.interrupted;
  }
  if (isCommanderError(error)) {
    if (error.exitCode === 0) return exitCodes.good;
    if (error.code === "commander.help") return exitCodes.input;
    return refuseWith(commanderText(error, program, wanted));
  }
  const text = isSystemError(error) ? withFile(error, undefined) : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`nqs: ${text}\n`);
  return exitCodes.trouble;
}

function refuseWith(message: string): number {
  process.stderr.write(`${oneLine(message)}\n`);
  return exitCodes.input;
}

interface CommanderMistake extends Error {
  readonly code: string;
  readonly exitCode: number;
}

/** Commander's words for a mistake, brought into the form of all others. */
function commanderText({ code, message }: CommanderMistake, program: Command, wanted: string | undefined): string {
  const command = program.commands.find((candidate) => candidate.name() === wanted);
  const where = command ? `nqs ${command.name()}` : "nqs";
  const quoted = /'(.+?)'/.exec(message)?.[1] ?? "";
  if (code === "commander.unknownOption") {
    const symbol = quoted.replace(/^-+/, "").replace(/=.*/, "");
    const meant = command?.options.find((option) => option.attributeName() === parameterCalled(symbol))?.long;
    if (meant) return `${where}: unknown flag ${quoted}; ${symbol} is ${meant}`;
    const known = (command ?? program).options.flatMap(({ long }) => (long ? [long] : []));
    const nearest = nearestName(quoted, [...known, "--help"]);
    return `${where}: unknown flag ${quoted};${nearest ? ` did you mean ${nearest}?` : ""} ${where} --help lists the flags`;
  }
  if (code === "commander.unknownCommand") {
    const names = program.commands.map((candidate) => candidate.name());
    return unknown(`nqs: unknown command "${quoted}"`, quoted, names);
  }
  if (code === "commander.excessArguments" && command) {
    const extra = command.args[command.registeredArguments.length] ?? "";
    const model = command.options.some(({ long }) => long === "--model") ? nearestName(extra, presetNames) : undefined;
    return `${where}: expected flags alone, got ${extra}; ${model ? `did you mean --model ${model}?` : `${where} --help lists them`}`;
  }
  if (code === "commander.optionMissingArgument") return `${where}: expected a value after ${quoted}, got none`;
  if (code === "commander.missingArgument") return `${where}: expected <${quoted}>, got nothing; see nqs ${command?.name() ?? ""} --help`;
  return `${where}: ${message.replace(/^error: /, "")}`;
}

function unknown(start: string, got: string, known: readonly string[]): string {
  const nearest = nearestName(got, known);
  return `${start}; known: ${known.join(", ")}.${nearest ? ` Did you mean ${nearest}?` : ""}`;
}

function isCommanderError(error: unknown): error is CommanderMistake {
  return error instanceof Error && "exitCode" in error && "code" in error && String(error.code).startsWith("commander.");
}

/** A full disk, a directory that went away. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}

/** In one line, with the file that it is about. @param path where the error names none */
export function withFile(error: unknown, path: string | undefined): string {
  const file = isSystemError(error) ? (error.path ?? path) : path;
  return file === undefined ? reasonInWords(error) : oneLine(`${file}: ${reasonInWords(error)}`);
}

// Standard output.
import pc from "picocolors";
import { cameToItsEnd } from "../process/activity.ts";
import { exitCodes } from "../process/exitCodes.ts";
import { folded } from "./wrap.ts";

/** One JSON object, and nothing else on stdout. Numbers that are not finite become null. */
export function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Sentences, with tables or without: in a terminal in lines of its width, in a pipe a sentence on a line. */
export function printText(text: string): void {
  const { columns } = process.stdout;
  print(columns === undefined ? text : folded(text, columns));
}

/** Bold in a terminal that wants colour. */
export function bold(text: string): string {
  return pc.createColors(Boolean(process.stdout.isTTY) && !process.env["NO_COLOR"]).bold(text);
}

/** A reader that went away (`nqs … | head`) ends the program quietly; anything else that stops the output, a full disk, in one line. */
export function endQuietlyOnBrokenPipe(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    cameToItsEnd();
    if (error.code === "EPIPE") process.exit();
    process.stderr.write(`stdout: expected to be written to, got ${error.code ?? error.message}; free space or choose another place\n`);
    process.exit(exitCodes.trouble);
  });
  process.stderr.on("error", () => {});
}

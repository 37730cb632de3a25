// The progress bar of a training and of its measurement.
import { SingleBar } from "cli-progress";
import type { Estimate, Step } from "../../index.ts";
import { secondsLeft } from "../process/waiting.ts";
import { duration, withError } from "./numbers.ts";

/** In a pipe, one line of a label this often. */
const LINE_EVERY_SECONDS = 5;
/** And of labels that follow each other, one line this often. */
const LABEL_EVERY_SECONDS = 1;

export interface Progress {
  /** `done` of `total` units of work; an unknown total is `null`. Beside it the energy per site, or what is being done. */
  update(label: string, done: number, total: number | null, beside?: Estimate | string): void;
  /** A line of its own. */
  note(text: string): void;
  stop(): void;
}

export type Stream = NodeJS.WriteStream | (NodeJS.WritableStream & { isTTY?: boolean });

/** Draws on stderr: a bar in a terminal, plain lines a few seconds apart anywhere else. */
export function progressOn(stream: Stream = process.stderr): Progress {
  return stream.isTTY ? barOn(stream) : linesOn(stream);
}

/** Says which of several starts a training is at, and that it began again. */
export function attemptLabel(label: string, { attempt, start, starts }: Step): string {
  const started = starts === 1 ? label : `${label}, start ${start + 1} of ${starts}`;
  return attempt === 0 ? started : `${started}, attempt ${attempt + 1}`;
}

function energyText(energy: Estimate | string | undefined): string {
  if (typeof energy === "string") return energy;
  return energy ? `E/N ${withError(energy.mean, energy.error)}` : "";
}

/** How far some work is, and for how long: what a line of progress tells. */
export interface Place {
  readonly label: string;
  readonly done: number;
  /** `null` where it is not known. */
  readonly total: number | null;
  readonly beside: string;
  readonly seconds: number;
  /** Seconds that it may still take; `null` where nothing tells. */
  readonly left: number | null;
}

const LONGEST_BAR = 24;
const SHORTEST_BAR = 4;

/** One line of a terminal: a bar as long as there is room, and the rest of it, of which a narrow terminal has less. */
export function barLine({ label, done, total, beside, seconds, left }: Place, columns: number): string {
  const most = columns - 1;
  const count = total === null ? `${done}` : `${done}/${total}`;
  const time = `${Math.round(seconds)} s`;
  const whole = [label, count, beside, left === null ? time : `${time}, ${Math.round(left)} s left`];
  const choices = [whole, [label, count, beside, time], [label, count, time], [label, count]].map((parts) =>
    parts.filter((part) => part !== ""),
  );
  const parts = choices.find((some) => some.join(" ").length <= most);
  if (parts === undefined) return `${label} ${count}`.slice(0, most);
  const length = Math.min(LONGEST_BAR, most - parts.join(" ").length - 1);
  if (total === null || length < SHORTEST_BAR) return parts.join(" ");
  const filled = Math.round((length * Math.min(done, total)) / Math.max(1, total));
  return [parts[0], "█".repeat(filled) + "░".repeat(length - filled), ...parts.slice(1)].join(" ");
}

/** After less nothing is known of how long work takes. */
const LEAST_SECONDS = 1;

function leftOf(seconds: number, from: number, done: number, total: number | null): number | null {
  return total === null || seconds < LEAST_SECONDS ? null : secondsLeft(seconds, { from, done, total });
}

const USUAL_COLUMNS = 80;

function barOn(stream: Stream): Progress {
  let bar: SingleBar | null = null;
  let current = "";
  let reached = 0;
  let begun = { at: 0, from: 0 };
  const stop = () => {
    bar?.stop();
    bar = null;
  };
  const start = (label: string, done: number, total: number | null) => {
    stop();
    current = label;
    begun = { at: performance.now(), from: done };
    const format = (_: unknown, __: unknown, { line }: { readonly line: string }) => line;
    const made = new SingleBar({ stream: stream as NodeJS.WritableStream, format, gracefulExit: false, hideCursor: false });
    made.start(total ?? done, 0, { line: label });
    return made;
  };
  return {
    update: (label, done, total, energy) => {
      // The best of several starts begins where it was left: a bar of its own, so that none runs backwards.
      const drawn = bar !== null && label === current && done >= reached ? bar : start(label, done, total);
      bar = drawn;
      reached = done;
      drawn.setTotal(total ?? done);
      const seconds = (performance.now() - begun.at) / 1000;
      const left = leftOf(seconds, begun.from, done, total);
      const columns = "columns" in stream && stream.columns ? stream.columns : USUAL_COLUMNS;
      drawn.update(done, { line: barLine({ label, done, total, beside: energyText(energy), seconds, left }, columns) });
    },
    note: (text) => {
      stop();
      stream.write(`${text}\n`);
    },
    stop,
  };
}

function linesOn(stream: Stream): Progress {
  const begun = performance.now();
  /** When the label of the moment began, and how far it was then. */
  let own = { at: begun, from: 0 };
  let last = Number.NEGATIVE_INFINITY;
  let label = "";
  /** The label of the last line that was written. */
  let shown = "";
  /** The newest line, where it was not written: the last of a label that was shown closes it, unless the next one follows at once. */
  let held: string | null = null;
  const close = () => {
    if (held !== null) stream.write(held);
    held = null;
  };
  return {
    update: (name, done, total, energy) => {
      const now = performance.now();
      const place = total === null ? `${done}` : `${done}/${total}`;
      if (name !== label) own = { at: now, from: done };
      const left = leftOf((now - own.at) / 1000, own.from, done, total);
      const time = `${duration((now - begun) / 1000)} s`;
      const parts = [name, place, energyText(energy), left === null ? time : `${time}, about ${Math.round(left)} s left`];
      const line = `${parts.filter((part) => part !== "").join("  ")}\n`;
      const [since, before] = [(now - last) / 1000, label];
      label = name;
      if (since < (name === before ? LINE_EVERY_SECONDS : LABEL_EVERY_SECONDS)) {
        held = line;
        return;
      }
      if (name !== before && before === shown) close();
      [last, shown, held] = [now, name, null];
      stream.write(line);
    },
    note: (text) => {
      close();
      stream.write(`${text}\n`);
    },
    stop: close,
  };
}

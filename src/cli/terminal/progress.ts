// The progress bar of a training and of its measurement.
import { SingleBar } from "cli-progress";
import type { Estimate, Step } from "../../index.ts";
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

function barOn(stream: Stream): Progress {
  let bar: SingleBar | null = null;
  let current = "";
  let reached = 0;
  const stop = () => {
    bar?.stop();
    bar = null;
  };
  const start = (label: string, done: number, total: number | null) => {
    stop();
    current = label;
    const format = total === null ? `${label} {value} {energy}` : `${label} {bar} {value}/{total} {energy}`;
    const options = { stream: stream as NodeJS.WritableStream, format, barsize: 24, gracefulExit: false, hideCursor: false };
    const made = new SingleBar({ ...options, barCompleteChar: "█", barIncompleteChar: "░", clearOnComplete: false });
    made.start(total ?? done, 0, { energy: "" });
    return made;
  };
  return {
    update: (label, done, total, energy) => {
      // The best of several starts begins where it was left: a bar of its own, so that none runs backwards.
      const drawn = bar !== null && label === current && done >= reached ? bar : start(label, done, total);
      bar = drawn;
      reached = done;
      drawn.setTotal(total ?? done);
      drawn.update(done, { energy: energyText(energy) });
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
      const parts = [name, place, energyText(energy), `${duration((now - begun) / 1000)} s`];
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

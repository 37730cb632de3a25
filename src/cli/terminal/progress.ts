// The progress bar of a training and of its measurement.
import { SingleBar } from "cli-progress";
import type { Estimate, Step } from "../../index.ts";
import { duration, withError } from "./numbers.ts";

/** In a pipe, one line this often. */
const LINE_EVERY_SECONDS = 5;

export interface Progress {
  /** `done` of `total` units of work; an unknown total is `null`. */
  update(label: string, done: number, total: number | null, energyPerSite?: Estimate): void;
  /** A line of its own. */
  note(text: string): void;
  stop(): void;
}

export type Stream = NodeJS.WriteStream | (NodeJS.WritableStream & { isTTY?: boolean });

/** Draws on stderr: a bar in a terminal, plain lines a few seconds apart anywhere else. */
export function progressOn(stream: Stream = process.stderr): Progress {
  return stream.isTTY ? barOn(stream) : linesOn(stream);
}

/** Says that a training began again. */
export function attemptLabel(label: string, { attempt }: Step): string {
  return attempt === 0 ? label : `${label}, attempt ${attempt + 1}`;
}

function energyText(energy: Estimate | undefined): string {
  return energy ? `E/N ${withError(energy.mean, energy.error)}` : "";
}

function barOn(stream: Stream): Progress {
  let bar: SingleBar | null = null;
  let current = "";
  const stop = () => {
    bar?.stop();
    bar = null;
  };
  const start = (label: string, total: number) => {
    stop();
    current = label;
    const format = `${label} {bar} {value}/{total} {energy}`;
    const options = { stream: stream as NodeJS.WritableStream, format, barsize: 24, gracefulExit: false, hideCursor: false };
    const made = new SingleBar({ ...options, barCompleteChar: "█", barIncompleteChar: "░", clearOnComplete: false });
    made.start(total, 0, { energy: "" });
    return made;
  };
  return {
    update: (label, done, total, energy) => {
      const drawn = bar !== null && label === current ? bar : start(label, total ?? done);
      bar = drawn;
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
  return {
    update: (name, done, total, energy) => {
      const now = performance.now();
      if (name === label && now - last < LINE_EVERY_SECONDS * 1000) return;
      [label, last] = [name, now];
      const place = total === null ? `${done}` : `${done}/${total}`;
      stream.write(
        `${[name, place, energyText(energy), `${duration((now - begun) / 1000)} s`].filter((part) => part !== "").join("  ")}\n`,
      );
    },
    note: (text) => void stream.write(`${text}\n`),
    stop: () => {},
  };
}

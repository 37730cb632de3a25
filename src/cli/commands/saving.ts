// When a run is saved.
import type { Command } from "commander";
import type { KeptState } from "../../files/run/checkpoint.ts";
import { InputError, type StopSignal } from "../../index.ts";
import { checkPositive } from "../../internal.ts";
import type { CommandFlags } from "../command.ts";
import type { Recorder } from "../settings/record.ts";

/** Seconds between two checkpoints, where nobody says so. */
const SAVE_EVERY = 5;
/** The part of the time that saving may take then: dear checkpoints are made less often. */
const MOST_OF_TIME = 0.005;

export function addResume(command: Command): Command {
  command.option("--resume <dir>", "go on with the run that is kept there: it ends as if it had never been stopped");
  return command.option("--save-every <seconds>", `how often a checkpoint is kept (default: ${SAVE_EVERY})`);
}

/** The seconds asked for, `null` where none are. @throws InputError for what is no number of seconds. */
export function saveEvery(flags: CommandFlags): number | null {
  const asked = flags["saveEvery"];
  if (asked === undefined) return null;
  if (flags.out === undefined && flags["resume"] === undefined) {
    throw new InputError("--save-every: expected --out or --resume beside it, got neither; without a folder nothing is kept");
  }
  const seconds = String(asked).trim() === "" ? Number.NaN : Number(asked);
  checkPositive("--save-every", Number.isNaN(seconds) ? (String(asked) as unknown as number) : seconds);
  return seconds;
}

/** What a driver tells where it is: kept every so many seconds, at the end of the training, and when the run is to end. */
export function savingInto(
  recorder: Recorder,
  readout: string,
  every: number | null,
  signal: StopSignal,
): (take: () => KeptState, trained?: boolean) => void {
  const interval = 1000 * (every ?? SAVE_EVERY);
  let next = performance.now() + interval;
  let last = false;
  let measuring = false;
  return (take, trained = false) => {
    const begun = performance.now();
    const first = trained && !measuring;
    if (recorder.path === null || last || (begun < next && !first && !signal.aborted)) return;
    last = signal.aborted;
    measuring = trained;
    recorder.checkpoint(take(), readout);
    const now = performance.now();
    next = now + Math.max(interval, every === null ? (now - begun) / MOST_OF_TIME : 0);
  };
}

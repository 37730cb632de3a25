import { encodeNetwork } from "../../files/network.ts";
import { checkRunDirectory, openRunDirectory, type RunDirectory } from "../../files/runDirectory.ts";
import { type Outcome, version } from "../../index.ts";
import { given } from "../../internal.ts";
import { secondsSince } from "../terminal/result.ts";
import type { Problem } from "./problem.ts";

/** Keeps a run on disk, or nothing where no directory was given. The directory is made by the first record, not before. */
export interface Recorder {
  /** A line of the log: `time` (ISO 8601), `seconds` since the recorder was made, and the record. */
  log(record: object): void;
  /** Where everything is kept; `null` where nothing is. */
  readonly path: string | null;
  /** `name` tells the networks of one run apart. */
  network(outcome: Pick<Outcome, "network" | "final">, readout: string, name?: string): void;
  result(result: object): void;
  close(): void;
}

export interface RecorderOptions {
  readonly path: string | undefined;
  readonly force: boolean;
  readonly config: object;
  /** Left out for a network that was taught rows of no known problem. */
  readonly problem?: Problem | undefined;
  readonly seed: number;
  readonly command: string;
}

/** @throws InputError if the directory cannot be written or holds a run already; nothing is left behind then. */
export function recorderFor({ path, force, config, problem, seed, command }: RecorderOptions): Recorder {
  if (path === undefined) return { path: null, log: () => {}, network: () => {}, result: () => {}, close: () => {} };
  checkRunDirectory(path, { force });
  const begun = performance.now();
  let directory: RunDirectory | null = null;
  const opened = () => {
    directory ??= openRunDirectory(path, config, `nqs ${version}; repeat with: nqs ${command} --config config.yaml`);
    return directory;
  };
  return {
    path,
    log: (record) => opened().log({ time: new Date().toISOString(), seconds: secondsSince(begun), ...record }),
    network: ({ network, final }, readout, name) => {
      const { mean, error } = final?.energy ?? { mean: Number.NaN, error: Number.NaN };
      const energy = Number.isFinite(mean) ? { mean, error: Number.isFinite(error) ? error : null } : undefined;
      opened().writeWeights(encodeNetwork(network, { ...given({ problem }), readout, seed, ...(energy && { energy }) }), name);
    },
    result: (result) => {
      opened().writeResult(result);
      process.stderr.write(`kept in ${path}\n`);
    },
    close: () => directory?.close(),
  };
}

// Runs one experiment and keeps what it came to as plain data.
import { type StopSignal, version } from "../index.ts";
import type { Chart } from "../report/chart.ts";
import { type Decision, type Experiment, Interrupted, type Numbers, type Setting, type Table } from "./experiment.ts";

/** What `runExperiment` is told beside the experiment. */
export interface RunOptions {
  /** Default 1. */
  readonly seed?: number;
  /** Default false: the sizes that the verdicts of the documentation are from. */
  readonly quick?: boolean;
  /** Threads that share the work; no number depends on it. Default 1. */
  readonly workers?: number;
  readonly signal?: StopSignal;
  readonly onProgress?: (done: number, doing: string) => void;
}

/** A verdict with everything that led to it. */
export interface ExperimentResult {
  readonly name: string;
  readonly claim: string;
  readonly section: string;
  readonly verdict: Decision;
  readonly because: string;
  readonly numbers: Numbers;
  readonly seed: number;
  readonly quick: boolean;
  readonly version: string;
  readonly method: string;
  readonly otherwise: string;
  readonly charts: readonly Chart[];
  readonly tables: readonly Table[];
}

/** @throws Interrupted once the signal asks for it. */
export async function runExperiment(experiment: Experiment, options: RunOptions = {}): Promise<ExperimentResult> {
  const { seed = 1, quick = false, workers = 1, signal = { aborted: false }, onProgress = () => {} } = options;
  const setting: Setting = {
    seed,
    quick,
    workers,
    signal,
    async step(done, doing) {
      onProgress(done, doing);
      // A turn of the event loop: an interrupt is heard in it.
      await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted) throw new Interrupted(`${experiment.name} was interrupted`);
    },
  };
  await setting.step(0, "begin");
  const { numbers, charts, tables } = await experiment.measure(setting);
  const { verdict, because } = experiment.judge(numbers);
  const { name, claim, section, method, otherwise } = experiment;
  return { name, claim, section, verdict, because, numbers, seed, quick, version, method, otherwise, charts, tables };
}

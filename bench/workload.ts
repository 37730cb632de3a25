/** One line of output: what was timed, its time in seconds, and the size of the work. Names as in the JSON, with their units. */
export interface Row {
  readonly workload: string;
  readonly seconds?: number;
  /** Median seconds of one iteration. */
  readonly iteration_s?: number;
  readonly [field: string]: Value | undefined;
}

export type Value = string | number | boolean | null;

export interface Settings {
  /** Repetitions of a kernel; the median counts. */
  readonly repeat: number;
  /** Iterations of a training; the median counts. */
  readonly iterations: number;
  /** Threads of a training. */
  readonly workers: number;
}

export interface Workload {
  readonly name: string;
  readonly summary: string;
  /** A name that stands for several workloads. */
  readonly group: string;
  /** Runs in a process of its own when others run too: its first run is timed, or its memory is. */
  readonly alone: boolean;
  run(settings: Settings): Promise<Row[]>;
}

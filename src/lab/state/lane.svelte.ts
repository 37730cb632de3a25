// One reading on the page: its worker, its curve, its network, its verdict.
import type { TrainedNetwork } from "../../index.ts";
import { type Engine, Mistake, type Running } from "../engine/engine.ts";
import type { ReadingName, StepEvent, TrainInput, TrainResult } from "../engine/tasks.ts";
import type { LabSettings } from "../settings/settings.ts";
import { ownWords } from "./words.ts";

/** Energies per site of an update; from which problem on they are, `problems` tells. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly error: number;
}

/** From this update on the lane is about that problem. */
export interface Aim {
  readonly from: number;
  readonly problem: string;
}

/** Milliseconds between two drawings of a curve: the eye follows, and the cores are left to the training. */
const BETWEEN_DRAWINGS = 60;
/** Older points are left out beyond this many. */
const MOST_POINTS = 6000;

interface Wanted {
  readonly settings: LabSettings;
  readonly problem: string;
  readonly initial: "new" | "kept" | TrainedNetwork;
}

export class Lane {
  readonly reading: ReadingName;
  readonly #engine: Engine;
  /** Not reactive by itself: `drawn` says when there is more. */
  points: CurvePoint[] = [];
  aims: Aim[] = [];
  drawn = $state(0);
  /** On the curve by then, of all starts. */
  updates = $state(0);
  status = $state<"waiting" | "training" | "done" | "stopped" | "mistaken">("waiting");
  paused = $state(false);
  latest = $state.raw<StepEvent | null>(null);
  result = $state.raw<TrainResult | null>(null);
  /** The weights of the moment, as often as they were asked for. */
  network = $state.raw<TrainedNetwork | null>(null);
  trouble = $state<string | null>(null);
  /** Whether what it shows was given to it, from a file or made by hand, and nothing was trained since. */
  given = $state(false);
  /** Starts that this training compares, or has compared. */
  compared = $state(1);
  #updates = 0;
  #wanted: Wanted | null = null;
  #task: Running<TrainResult> | null = null;
  #working = false;
  /** Ends the wait of a training that was aimed elsewhere while it paused. */
  #go: (() => void) | null = null;
  #frame: ReturnType<typeof setTimeout> | null = null;
  #threads: number;

  constructor(reading: ReadingName, engine: Engine, threads: number) {
    this.reading = reading;
    this.#engine = engine;
    this.#threads = threads;
  }

  /** Trains from new weights, or from those given. */
  begin(settings: LabSettings, problem: string, threads: number, initial: "new" | TrainedNetwork = "new"): void {
    this.#threads = threads;
    this.paused = false;
    this.#want({ settings, problem, initial });
  }

  /** Goes on from the weights of the moment, on another problem; paused, once it is resumed. */
  aim(settings: LabSettings, problem: string): void {
    const begins = this.#wanted !== null && this.#wanted.initial !== "kept";
    this.#want({ settings, problem, initial: begins ? (this.#wanted?.initial ?? "new") : "kept" });
  }

  /** A network from a file, measured. */
  show(network: TrainedNetwork, result: TrainResult, problem: string): void {
    const show = () => {
      // Somebody began a training meanwhile.
      if (this.#task || this.#wanted) return;
      this.#clear();
      this.aims.push({ from: 1, problem });
      this.network = network;
      this.result = result;
      this.trouble = null;
      this.status = "done";
      this.#draw();
    };
    this.stop();
    // What was under way still tells its end.
    void Promise.resolve(this.#task?.result)
      .catch(() => {})
      .then(() => setTimeout(show));
  }

  pause(): void {
    this.paused = true;
    this.#task?.pause();
  }

  resume(): void {
    this.paused = false;
    this.#task?.resume();
    this.#go?.();
  }

  /** Asks for the weights of the moment. */
  look(): void {
    this.#task?.look();
  }

  /** Ends the training: what is shown next is given. */
  stop(): void {
    this.given = true;
    this.paused = false;
    this.#wanted = null;
    this.#task?.stop();
    this.#go?.();
  }

  /** For good. */
  close(): void {
    this.stop();
    this.#engine.end();
  }

  #want(wanted: Wanted): void {
    this.#wanted = wanted;
    this.given = false;
    this.#task?.stop();
    if (!this.paused) this.#go?.();
    if (!this.#working) void this.#work();
  }

  /** One training after the other, as long as one is wanted. */
  async #work(): Promise<void> {
    this.#working = true;
    while (this.#wanted) {
      if (this.paused) {
        await this.#resumed();
        continue;
      }
      const { settings, problem, initial } = this.#wanted;
      const kept = initial === "kept" ? this.network : initial === "new" ? null : initial;
      this.#wanted = null;
      this.result = null;
      this.compared = 1;
      if (initial !== "kept") this.#clear();
      this.aims.push({ from: this.#updates + 1, problem });
      this.trouble = null;
      this.status = "training";
      const input = { settings, reading: this.reading, threads: this.#threads };
      try {
        this.result = await this.#trained(kept ? { ...input, initial: kept } : input);
        this.network = this.result.network;
        this.status = this.result.reason === "interrupted" ? "stopped" : "done";
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        this.status = error instanceof Mistake ? "mistaken" : "stopped";
        this.trouble = ownWords(error.message);
        // Weights of another problem may not fit this one: it then begins anew.
        if (error instanceof Mistake && initial === "kept" && this.#wanted === null) this.#wanted = { settings, problem, initial: "new" };
        this.result = null;
      }
      this.#draw();
    }
    this.#working = false;
  }

  /** Nothing is known of the other problem until then. */
  async #resumed(): Promise<void> {
    this.result = null;
    this.latest = null;
    this.#pending = null;
    await new Promise<void>((resolve) => {
      this.#go = resolve;
    });
    this.#go = null;
  }

  async #trained(input: TrainInput): Promise<TrainResult> {
    this.#task = this.#engine.run("train", input, (event) => {
      if (event.kind === "network") this.network = event.network;
      else this.#add(event);
    });
    // The first update is shown to whoever watches.
    this.#task.look();
    try {
      return await this.#task.result;
    } finally {
      this.#task = null;
    }
  }

  #clear(): void {
    this.points = [];
    this.aims = [];
    this.#updates = 0;
    this.latest = null;
    this.#pending = null;
    this.result = null;
    this.network = null;
  }

  #add(step: StepEvent): void {
    this.#updates++;
    this.points.push({ x: this.#updates, y: step.mean, error: step.error });
    if (this.points.length > MOST_POINTS) {
      this.points = this.points.slice(MOST_POINTS / 3);
      const [{ x: first }] = this.points;
      this.aims = this.aims.filter((_, k) => (this.aims[k + 1]?.from ?? Number.POSITIVE_INFINITY) > first);
    }
    this.#pending = step;
    this.#frame ??= setTimeout(() => this.#draw(), BETWEEN_DRAWINGS);
  }

  #pending: StepEvent | null = null;

  #draw(): void {
    this.#frame = null;
    this.latest = this.#pending ?? this.latest;
    this.updates = this.#updates;
    this.compared = Math.max(this.compared, this.latest?.starts ?? 1);
    this.drawn++;
  }
}

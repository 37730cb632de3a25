// The feeding panel: a network that is taught in a worker of its own.
import { Engine, newWorker, type Running } from "../engine/engine.ts";
import type { Encoded, LabFeed, LearnResult } from "../engine/tasks.ts";
import type { LabSettings } from "../settings/settings.ts";
import type { Lab } from "./lab.svelte.ts";
import type { CurvePoint } from "./lane.svelte.ts";

export class Feeding {
  readonly #lab: Lab;
  readonly #engine = new Engine(newWorker);
  status = $state<"idle" | "learning" | "done">("idle");
  /** What is or was fed, in words. */
  what = $state("");
  trouble = $state<string | null>(null);
  result = $state.raw<LearnResult | null>(null);
  /** The loss of every step in nats, and how many there are. */
  losses: CurvePoint[] = [];
  drawn = $state(0);
  /** The settings that it was fed with. */
  #settings: LabSettings | null = null;
  /** Of which problem it was taught; `null` for measured rows, and `#asked` for what was refused. */
  #problem: string | null = null;
  #asked: string | null = null;
  latest = $state.raw<{
    readonly step: number;
    readonly of: number;
    readonly loss: number | null;
    readonly fidelity: number | null;
  } | null>(null);
  #task: Running<LearnResult> | null = null;
  #frame = 0;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  async feed(feed: LabFeed, what: string): Promise<void> {
    this.stop();
    await this.#task?.result.catch(() => {});
    const { settings, problem } = this.#lab;
    this.status = "learning";
    this.what = what;
    this.#settings = settings;
    this.#asked = problem;
    // Measured rows are those of no problem.
    this.#problem = feed.kind === "rows" ? null : problem;
    this.trouble = null;
    this.result = null;
    this.losses = [];
    this.latest = null;
    this.#task = this.#engine.run("learn", { settings, feed }, ({ iteration, iterations, loss, fidelity }) => {
      if (loss !== null) this.losses.push({ x: iteration + 1, y: Math.max(loss, 0), error: 0 });
      const told = { step: iteration + 1, of: iterations, loss, fidelity };
      if (this.#frame === 0) {
        this.#frame = requestAnimationFrame(() => {
          this.#frame = 0;
          this.latest = told;
          this.drawn++;
        });
      }
    });
    try {
      const result = await this.#task.result;
      // Another problem may have ended it.
      if (this.status === "learning") this.result = result;
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error);
    }
    if (this.status === "learning") this.status = "done";
    this.#task = null;
    this.drawn++;
  }

  stop(): void {
    this.#task?.stop();
  }

  /** What was learnt of another problem is no longer shown, nor what was refused. */
  follow(problem: string): void {
    const refused = this.trouble !== null && this.#asked !== problem;
    if (!refused && (this.#problem === null || this.#problem === problem)) return;
    this.stop();
    this.#problem = null;
    this.trouble = null;
    this.result = null;
    this.status = "idle";
  }

  /** The taught network as a file. Rows of other sites than the problem has are those of a chain of theirs. */
  async file(): Promise<Encoded | null> {
    if (this.result === null || this.#settings === null) return null;
    const input = { settings: this.#settings, reading: "born", network: this.result.network, energy: null, format: "safetensors" } as const;
    return await this.#lab.judge.run("encode", input).result;
  }

  /** Puts the taught network in the place of the one that was trained, with its instruments and its Bell experiment. */
  async look(): Promise<void> {
    const file = await this.file();
    if (file === null || this.result === null) return;
    const settings = { ...(this.#settings ?? this.#lab.settings), sites: this.result.sites };
    this.#lab.show(await this.#lab.judge.run("decode", { ...file, settings }).result);
  }
}

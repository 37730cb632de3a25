// The feeding panel: a network that is taught in a worker of its own.
import { Engine, newWorker, type Running } from "../engine/engine.ts";
import type { LabFeed, LearnResult } from "../engine/tasks.ts";
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
    this.status = "learning";
    this.what = what;
    this.trouble = null;
    this.result = null;
    this.losses = [];
    this.latest = null;
    this.#task = this.#engine.run("learn", { settings: this.#lab.settings, feed }, ({ iteration, iterations, loss, fidelity }) => {
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
      this.result = await this.#task.result;
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error);
    }
    this.#task = null;
    this.status = "done";
    this.drawn++;
  }

  stop(): void {
    this.#task?.stop();
  }
}

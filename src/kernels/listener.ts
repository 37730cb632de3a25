// Through which kernels hear in the middle of their work that they are to leave it.
import { type Activity, Interrupted, type StopSignal } from "../core/interrupted.ts";

/** What the kernels of one instance ask between pieces of work (assembly/runtime/team.ts), and who answers. */
export class Listener {
  #signal: StopSignal | undefined;
  #watcher: StopSignal | undefined;
  /** How often they asked. */
  pieces = 0;

  /** What the kernels import. */
  readonly imports = {
    askedToLeave: (): number => {
      this.pieces++;
      return this.#signal?.aborted === true ? 1 : 0;
    },
    leave: (): never => {
      throw new Interrupted("the work was left");
    },
  };

  /** See `Kernels.heeding`. */
  heeding<T>(signal: StopSignal | undefined, work: () => T): T {
    const [before, watcher] = [this.#signal, this.#watcher];
    this.#signal = signal?.aborted ? undefined : signal;
    this.#watcher = signal;
    try {
      return work();
    } finally {
      this.#signal = before;
      this.#watcher = watcher;
    }
  }

  /** Tells whoever watches the work of the moment. */
  doing(activity: Activity, done: number, total: number): void {
    this.#watcher?.doing?.(activity, done, total);
  }
}

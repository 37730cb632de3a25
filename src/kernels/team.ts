// The threads of a run, which share one memory.
import type { KernelExports } from "./generated.ts";
import { startWorker, type Thread } from "./platformWorker.ts";

/** A thread that worked for a run has ended. */
export class LostWorkerError extends Error {
  override readonly name = "LostWorkerError";
}

/**
 * What a worker runs: an instance on the shared memory, which serves the leader for ever (assembly/runtime/team.ts). If it fails it says so in the
 * memory, where a leader that waits for it looks, and ends.
 */
const SERVE = `
  async ({ module, memory, number, threads, failure }, ready) => {
    const { exports } = await WebAssembly.instantiate(module, { env: { memory, askedToLeave: () => 0, leave() {} } });
    ready();
    try {
      exports.teamServe(number, threads);
    } catch (error) {
      Atomics.store(new Int32Array(memory.buffer), failure / 4, 1);
      throw error;
    }
  }`;

/** A worker starts in some milliseconds; on a machine that is busy with other things, in seconds. */
const START_SECONDS = 20;

/** The worker threads of one set of kernels. */
export class Team {
  /** Threads in all, the leader included. */
  readonly threads: number;
  readonly #workers: Thread[];
  #lost: string | null = null;

  private constructor(threads: number, workers: Thread[]) {
    this.threads = threads;
    this.#workers = workers;
  }

  /** Starts `threads` - 1 workers on `memory`; comes back when all of them serve. @throws LostWorkerError if one cannot be started. */
  static async gather(module: WebAssembly.Module, memory: WebAssembly.Memory, threads: number, call: KernelExports): Promise<Team> {
    const failure = call.teamFailure();
    call.teamLead(threads);
    const workers: Thread[] = [];
    const team = new Team(threads, workers);
    for (let number = 1; number < threads; number++) {
      workers.push(startWorker(SERVE, { module, memory, number, threads, failure }, (reason) => team.#lose(reason)));
    }
    await team.#serving();
    if (team.lost !== null) team.close();
    team.check();
    return team;
  }

  /** Until all workers serve or one is lost; one that does neither in good time is. */
  async #serving(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.#lose(`it did not start in ${START_SECONDS} s`);
        resolve();
      }, 1000 * START_SECONDS);
    });
    await Promise.race([Promise.all(this.#workers.map(({ ready }) => ready)), late]);
    clearTimeout(timer);
  }

  #lose(reason: string): void {
    this.#lost ??= `a worker thread was lost (${reason})`;
  }

  /** How a worker was lost, `null` while all of them are there. */
  get lost(): string | null {
    return this.#lost;
  }

  /** @throws LostWorkerError if a worker has ended. */
  check(): void {
    if (this.#lost !== null) throw new LostWorkerError(this.#lost);
  }

  close(): void {
    for (const worker of this.#workers) worker.end();
  }
}

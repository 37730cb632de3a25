// A worker as the page sees it: tasks as promises, with what they tell on the way.
import type { Reply, Request, TaskName, Tasks } from "./tasks.ts";

/** What the user gave cannot be: one line. */
export class Mistake extends Error {
  override readonly name = "Mistake";
}

/** A task that was sent to a worker. */
export interface Running<Result> {
  /** @throws Mistake for what the user gave; Error where the worker broke down. */
  readonly result: Promise<Result>;
  stop(): void;
  pause(): void;
  resume(): void;
  /** Asks for the network of the moment. */
  look(): void;
}

/** What an {@link Engine} needs of a `Worker`. */
export interface Port {
  postMessage(message: Request): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<Reply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

interface Pending {
  readonly tell: (event: never) => void;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** Owns a worker. One that died is replaced at the next task. */
export class Engine {
  readonly #create: () => Port;
  readonly #pending = new Map<number, Pending>();
  #port: Port | null = null;
  #last = 0;

  constructor(create: () => Port) {
    this.#create = create;
  }

  run<Name extends TaskName>(
    task: Name,
    input: Tasks[Name]["input"],
    tell: (event: Tasks[Name]["event"]) => void = () => {},
  ): Running<Tasks[Name]["result"]> {
    this.#port ??= this.#begin();
    const port = this.#port;
    const id = ++this.#last;
    const result = new Promise<Tasks[Name]["result"]>((resolve, reject) => {
      this.#pending.set(id, { tell, resolve, reject });
    });
    port.postMessage({ id, task, input } as Request);
    const steer = (control: "stop" | "pause" | "resume" | "look") => () => {
      if (this.#pending.has(id)) port.postMessage({ id, control });
    };
    return { result, stop: steer("stop"), pause: steer("pause"), resume: steer("resume"), look: steer("look") };
  }

  /** Ends the worker and whatever it does. */
  end(reason = "the page ended it"): void {
    this.#port?.terminate();
    this.#lose(reason);
  }

  #begin(): Port {
    const port = this.#create();
    port.onmessage = ({ data }) => this.#hear(data);
    port.onerror = ({ message }) => this.end(message || "it could not be loaded");
    return port;
  }

  #hear(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    if (!pending) return;
    if (reply.kind === "event") {
      pending.tell(reply.event as never);
      return;
    }
    this.#pending.delete(reply.id);
    if (reply.kind === "result") pending.resolve(reply.result as never);
    else pending.reject(reply.kind === "mistake" ? new Mistake(reply.text) : new Error(reply.text));
  }

  #lose(reason: string): void {
    this.#port = null;
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of lost) reject(new Error(`the worker was lost (${reason}); start again, nothing else is lost`));
  }
}

/** A worker of this page's engine. */
export function newWorker(): Port {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }) as Port;
}

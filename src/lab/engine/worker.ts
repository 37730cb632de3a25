// The worker of the page: it runs the tasks it is sent, several at once if it must, and answers in plain data.
import { InputError } from "../../index.ts";
import { bell } from "./bell.ts";
import { hiddenMode } from "./hiddenMode.ts";
import { instruments } from "./instruments.ts";
import { learn } from "./learn.ts";
import { check } from "./problem.ts";
import { references } from "./references.ts";
import type { Control, Reply, Request, Task, TaskName } from "./tasks.ts";
import { train } from "./train.ts";
import { decode, encode } from "./weights.ts";

const tasks: { readonly [Name in TaskName]: Task<Name> } = {
  train,
  check,
  references,
  instruments,
  bell,
  learn,
  encode,
  decode,
  hiddenMode,
};

/** A running task as it is steered. */
class Steering implements Control {
  aborted = false;
  #look = false;
  #waiting: Promise<void> | null = null;
  #go: (() => void) | null = null;

  steer(word: "stop" | "pause" | "resume" | "look"): void {
    if (word === "look") this.#look = true;
    if (word === "stop") this.aborted = true;
    if (word === "pause") {
      this.#waiting ??= new Promise((resolve) => {
        this.#go = resolve;
      });
    }
    // A task that is stopped need not wait.
    if (word === "resume" || word === "stop") {
      this.#go?.();
      this.#waiting = null;
      this.#go = null;
    }
  }

  takeLook(): boolean {
    const asked = this.#look;
    this.#look = false;
    return asked;
  }

  async unpaused(): Promise<void> {
    if (this.#waiting) await this.#waiting;
  }
}

const running = new Map<number, Steering>();

function reply(message: Reply): void {
  postMessage(message);
}

async function perform(request: Extract<Request, { readonly task: TaskName }>): Promise<void> {
  const { id, task, input } = request;
  const steering = new Steering();
  running.set(id, steering);
  try {
    const run = tasks[task] as (input: unknown, tell: (event: unknown) => void, control: Control) => Promise<unknown>;
    const result = await run(input, (event) => reply({ id, kind: "event", event }), steering);
    reply({ id, kind: "result", result });
  } catch (error) {
    if (error instanceof InputError) reply({ id, kind: "mistake", text: error.message });
    else reply({ id, kind: "fault", text: error instanceof Error ? error.message : String(error) });
  } finally {
    running.delete(id);
  }
}

addEventListener("message", ({ data }: MessageEvent<Request>) => {
  if ("control" in data) running.get(data.id)?.steer(data.control);
  else void perform(data);
});

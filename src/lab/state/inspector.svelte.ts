// What the instruments show: each network is looked into as training goes on, while somebody may be watching.
import type { TrainedNetwork } from "../../index.ts";
import type { Instruments, ReadingName } from "../engine/tasks.ts";
import type { Lab } from "./lab.svelte.ts";
import type { Lane } from "./lane.svelte.ts";

/** Milliseconds between two looks at the same network. */
const PAUSE = 1000;

export class Inspector {
  readonly #lab: Lab;
  shown = $state.raw<ReadonlyMap<ReadingName, Instruments>>(new Map());
  /** Why there is nothing to show, in one line. */
  trouble = $state.raw<ReadonlyMap<ReadingName, string>>(new Map());
  readonly #seen = new Map<ReadingName, TrainedNetwork>();
  #watched = false;
  #running = false;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** Told whether the instruments are in sight. */
  watch(watched: boolean): void {
    this.#watched = watched;
    if (watched && !this.#running) void this.#follow();
  }

  /** One look, whoever watches. */
  once(): void {
    if (!this.#running) void this.#follow();
  }

  async #follow(): Promise<void> {
    this.#running = true;
    do {
      for (const lane of this.#lab.lanes) {
        lane.look();
        if (!document.hidden) await this.#inspect(lane);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    } while (this.#watched);
    this.#running = false;
  }

  async #inspect({ reading, network }: Lane): Promise<void> {
    if (network === null) {
      this.#seen.delete(reading);
      this.#show(reading, null, null);
    } else if (this.#seen.get(reading) !== network) {
      this.#seen.set(reading, network);
      try {
        this.#show(reading, await this.#lab.judge.run("instruments", { settings: this.#lab.settings, reading, network }).result, null);
      } catch (error) {
        this.#show(reading, null, error instanceof Error ? error.message : String(error));
      }
    }
  }

  #show(reading: ReadingName, instruments: Instruments | null, trouble: string | null): void {
    this.shown = changed(this.shown, reading, instruments);
    this.trouble = changed(this.trouble, reading, trouble);
  }
}

function changed<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key, value: Value | null): ReadonlyMap<Key, Value> {
  const copy = new Map(map);
  if (value === null) copy.delete(key);
  else copy.set(key, value);
  return copy;
}

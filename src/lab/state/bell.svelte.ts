// The Bell panel: one experiment, the same angles, on the network of every reading.
import type { ChshAngles, TrainedNetwork } from "../../index.ts";
import type { BellResult, ReadingName } from "../engine/tasks.ts";
import type { Lab } from "./lab.svelte.ts";

/** What came of it under one reading. */
export interface BellRow {
  readonly reading: ReadingName;
  readonly result: BellResult | null;
  /** Why there is none. */
  readonly trouble: string | null;
}

export class Bell {
  readonly #lab: Lab;
  kind = $state<"pair" | "block">("block");
  first = $state(0);
  second = $state(1);
  block = $state(1);
  angles = $state.raw<ChshAngles>([0, 0, 0, 0]);
  rows = $state.raw<readonly BellRow[]>([]);
  #done = "";
  #networks: readonly (TrainedNetwork | null)[] = [];
  #busy = false;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  turn(which: number, angle: number): void {
    this.angles = this.angles.map((value, k) => (k === which ? angle : value)) as unknown as ChshAngles;
  }

  /** The angles of the bound of one reading. */
  optimal(reading: ReadingName): void {
    void this.#experiment(reading, "best").then(({ result }) => {
      if (result) this.angles = result.angles;
    });
  }

  /** Measures anew if anything has changed. */
  async follow(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#changed()) {
        const { angles } = this;
        this.rows = await Promise.all(this.#lab.lanes.map(({ reading }) => this.#experiment(reading, angles)));
      }
    } finally {
      this.#busy = false;
    }
  }

  #changed(): boolean {
    const now = JSON.stringify([this.kind, this.first, this.second, this.block, this.angles, this.#lab.settings.readings]);
    const networks = this.#lab.lanes.map(({ network }) => network);
    const same =
      now === this.#done && networks.length === this.#networks.length && networks.every((network, k) => network === this.#networks[k]);
    this.#done = now;
    this.#networks = networks;
    return !same;
  }

  async #experiment(reading: ReadingName, angles: ChshAngles | "best"): Promise<BellRow> {
    const network = this.#lab.lanes.find((lane) => lane.reading === reading)?.network ?? null;
    if (network === null) return { reading, result: null, trouble: null };
    const parties = this.kind === "pair" ? { pair: [this.first, this.second] as const } : { block: this.block };
    try {
      const { settings } = this.#lab;
      return { reading, result: await this.#lab.judge.run("bell", { settings, reading, network, parties, angles }).result, trouble: null };
    } catch (error) {
      return { reading, result: null, trouble: error instanceof Error ? error.message : String(error) };
    }
  }
}

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
  /** Where the state is too large for a block and the rest: the most sites under this reading. */
  readonly most: number | null;
}

/** The best for two spins that are entangled as far as can be: 0°, 90°, 45°, -45°. */
const angles: ChshAngles = [0, Math.PI / 2, Math.PI / 4, -Math.PI / 4];

export class Bell {
  readonly #lab: Lab;
  kind = $state<"pair" | "block">("block");
  first = $state(0);
  second = $state(1);
  block = $state(1);
  angles = $state.raw<ChshAngles>(angles);
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
        this.#fit();
        const { angles } = this;
        this.rows = await Promise.all(this.#lab.lanes.map(({ reading }) => this.#experiment(reading, angles)));
      }
    } finally {
      this.#busy = false;
    }
  }

  /** A shorter chain keeps what is left of the sides. */
  #fit(): void {
    const last = this.#lab.settings.sites - 1;
    this.first = Math.min(this.first, last);
    this.second = Math.min(this.second, last);
    this.block = Math.min(this.block, last);
  }

  #changed(): boolean {
    const now = JSON.stringify([
      this.kind,
      this.first,
      this.second,
      this.block,
      this.angles,
      this.#lab.problem,
      this.#lab.settings.readings,
    ]);
    const networks = this.#lab.lanes.map(({ network }) => network);
    const same =
      now === this.#done && networks.length === this.#networks.length && networks.every((network, k) => network === this.#networks[k]);
    this.#done = now;
    this.#networks = networks;
    return !same;
  }

  async #experiment(reading: ReadingName, angles: ChshAngles | "best"): Promise<BellRow> {
    const none = { reading, result: null, trouble: null, most: null };
    const { settings, lanes, judge } = this.#lab;
    const network = lanes.find((lane) => lane.reading === reading)?.network ?? null;
    // The network may still be that of the problem before.
    if (network === null || (network.problem && network.problem.sites !== settings.sites)) return none;
    if (this.kind === "pair" && this.first === this.second) return { ...none, trouble: "Two sites: choose two different ones." };
    const parties = this.kind === "pair" ? { pair: [this.first, this.second] as const } : { block: this.block };
    try {
      const told = await judge.run("bell", { settings, reading, network, parties, angles }).result;
      return "most" in told ? { ...none, most: told.most } : { ...none, result: told };
    } catch (error) {
      return { ...none, trouble: error instanceof Error ? error.message : String(error) };
    }
  }
}

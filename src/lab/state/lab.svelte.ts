// The state of the page: settings, lanes, references; what changes them, and what follows from a change.
import { Engine, Mistake, newWorker } from "../engine/engine.ts";
import type { Opened, ReadingName, References } from "../engine/tasks.ts";
import { addressOf, settingsFrom } from "../settings/address.ts";
import { usualCouplings } from "../settings/models.ts";
import { firstSight, inOrder, type LabSettings } from "../settings/settings.ts";
import { type StoryName, stories } from "../settings/stories.ts";
import { Lane } from "./lane.svelte.ts";
import { ownWords } from "./words.ts";

/** Sectors of at most so many sites are summed: threads would only wait for each other. */
const MOST_SITES_ONE_THREAD = 12;
/** References that are kept, so that a field dragged to and fro is answered at once. */
const MOST_KEPT = 500;

/** Where what is shown came from: a training from new weights, one that was aimed elsewhere or began from given weights, a file, a network made by hand. */
export type Origin = "trained" | "moved" | "opened" | "made";

export class Lab {
  settings = $state.raw<LabSettings>(firstSight);
  /** The story that is told. */
  story = $state<StoryName | null>(null);
  lanes = $state.raw<readonly Lane[]>([]);
  /** By problem. */
  references = $state.raw<ReadonlyMap<string, References>>(new Map());
  /** What was wrong with the problem, in one line. */
  mistake = $state<string | null>(null);
  /** What was not understood of the address, and other things worth a line. */
  notices = $state.raw<readonly string[]>([]);
  #origin = $state<Origin>("trained");
  readonly judge = new Engine(newWorker);
  /** The address as it was last written here. */
  #written = "";
  /** The slider that wrote it, if one did. */
  #slid: string | null = null;
  #judged: string | null = null;

  /** The key of the problem of the moment. */
  get problem(): string {
    const { model, formula, couplings, sites, boundary } = this.settings;
    return JSON.stringify([model, model === "formula" ? formula : "", couplings, sites, boundary]);
  }

  get known(): References | null {
    return this.references.get(this.problem) ?? null;
  }

  /** Given weights that are trained on are no longer those that were given. */
  get origin(): Origin {
    const isGiven = this.#origin === "made" || this.#origin === "opened";
    return isGiven && !this.lanes.some(({ given }) => given) ? "moved" : this.#origin;
  }

  /** Whether the command of a training no longer gives the digits that are shown. */
  get aimed(): boolean {
    return this.origin !== "trained";
  }

  get paused(): boolean {
    return this.lanes.some(({ paused }) => paused);
  }

  get busy(): boolean {
    return this.lanes.some(({ status }) => status === "training");
  }

  /** Reads the address and begins. */
  open(): void {
    this.#read();
    addEventListener("hashchange", () => {
      if (location.hash.replace(/^#/, "") !== this.#written) this.#read();
    });
  }

  /** A link of the page; one to the present address begins it again, of which the browser says nothing. */
  follow(hash: string): void {
    if (location.hash === hash) this.#read();
  }

  #read(): void {
    const { settings, story, mistakes } = settingsFrom(location.hash);
    this.#written = location.hash.replace(/^#/, "");
    this.#slid = null;
    this.notices = mistakes;
    this.settings = settings;
    this.story = story;
    if (story !== null && stories[story].made) void this.#showMade();
    else this.#begin();
  }

  /** The network that was made for a story. */
  async #showMade(): Promise<void> {
    this.#sync();
    for (const lane of this.lanes) lane.stop();
    this.#origin = "made";
    this.mistake = null;
    const { problem } = this;
    try {
      const made = await this.judge.run("hiddenMode", this.settings).result;
      if (problem === this.problem && this.lanes.every(({ given }) => given)) this.#give(made);
    } catch (error) {
      this.notices = [error instanceof Error ? error.message : String(error)];
    }
  }

  /** Everything that is chosen rather than dragged: training begins again from new weights. A formula that is none changes nothing. */
  change(changed: Partial<LabSettings>): void {
    if (this.#with(changed).model === "formula") void this.#changeFormula(changed);
    else this.#adopt(this.#with(changed));
  }

  #with(changed: Partial<LabSettings>): LabSettings {
    const couplings = changed.model && changed.model !== this.settings.model ? usualCouplings(changed.model) : this.settings.couplings;
    return { ...this.settings, couplings, ...changed };
  }

  async #changeFormula(changed: Partial<LabSettings>): Promise<void> {
    try {
      await this.judge.run("check", this.#with(changed)).result;
      // A reading may have joined while the formula was checked.
      this.#adopt(this.#with(changed));
    } catch (error) {
      this.mistake = error instanceof Error ? ownWords(error.message) : String(error);
    }
  }

  #adopt(settings: LabSettings): void {
    this.settings = settings;
    this.restart();
  }

  /** What is told of a network made by hand does not hold for a training. */
  #leaveMade(): void {
    if (this.story !== null && stories[this.story].made) this.story = null;
  }

  /** A slider of the Hamiltonian: the running networks go on, toward another ground state. */
  aim(key: string, value: number): void {
    this.settings = { ...this.settings, couplings: { ...this.settings.couplings, [key]: value } };
    this.#origin = "moved";
    this.#leaveMade();
    this.#write(key);
    void this.#judge();
    for (const lane of this.lanes) lane.aim(this.settings, this.problem);
  }

  /** The switch: a reading joins or leaves. The last one stays. */
  toggle(reading: ReadingName): void {
    const { readings } = this.settings;
    const left = readings.includes(reading) ? readings.filter((name) => name !== reading) : inOrder([...readings, reading]);
    if (left.length === 0) return;
    this.settings = { ...this.settings, readings: left };
    this.#leaveMade();
    this.#write();
    this.#sync();
    this.lanes.find((lane) => lane.reading === reading)?.begin(this.settings, this.problem, this.threads);
  }

  /** A network from a file takes the place of what was trained. */
  show(opened: Opened): void {
    this.settings = { ...this.settings, ...opened.settings };
    this.#origin = "opened";
    this.mistake = null;
    this.#leaveMade();
    this.#write();
    this.#sync();
    this.#give(opened);
  }

  #give({ network, reading, result }: Opened): void {
    void this.#judge();
    this.lanes.find((lane) => lane.reading === reading)?.show(network, result, this.problem);
  }

  restart(): void {
    this.#leaveMade();
    this.#write();
    this.#begin();
  }

  #begin(): void {
    this.#origin = "trained";
    this.mistake = null;
    this.#sync();
    void this.#judge();
    for (const lane of this.lanes) lane.begin(this.settings, this.problem, this.threads);
  }

  pause(): void {
    for (const lane of this.lanes) lane.pause();
  }

  resume(): void {
    for (const lane of this.lanes) lane.resume();
  }

  /** Threads of each lane: all cores where the page may share memory, else one. */
  get threads(): number {
    if (!crossOriginIsolated || this.settings.sites <= MOST_SITES_ONE_THREAD) return 1;
    return Math.max(1, Math.floor(navigator.hardwareConcurrency / this.settings.readings.length));
  }

  /** A lane for each reading that is pressed; those that stay keep what they have. */
  #sync(): void {
    const { readings } = this.settings;
    const kept = new Map(this.lanes.map((lane) => [lane.reading, lane]));
    this.lanes = readings.map((reading) => kept.get(reading) ?? new Lane(reading, new Engine(newWorker), this.threads));
    for (const [reading, lane] of kept) if (!readings.includes(reading)) lane.close();
  }

  /** A change is one entry of the history, which Back undoes. @param slider whose moves are one entry together */
  #write(slider: string | null = null): void {
    const address = addressOf(this.settings, this.story);
    const url = address === "" ? location.pathname + location.search : `#${address}`;
    if (slider !== null && slider === this.#slid) history.replaceState(null, "", url);
    else if (address !== this.#written) history.pushState(null, "", url);
    this.#written = address;
    this.#slid = slider;
  }

  /** The references of the problem of the moment; one at a time, the latest next. */
  async #judge(): Promise<void> {
    if (this.#judged !== null) return;
    while (!this.references.has(this.problem) && this.#judged !== this.problem) {
      const { problem } = this;
      this.#judged = problem;
      try {
        const found = await this.judge.run("references", this.settings).result;
        const kept = [...this.references].slice(-MOST_KEPT);
        this.references = new Map([...kept, [problem, found]]);
        this.mistake = null;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        if (problem === this.problem) this.mistake = error instanceof Mistake ? ownWords(error.message) : `references: ${error.message}`;
      }
    }
    this.#judged = null;
  }
}

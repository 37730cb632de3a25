// The files of a folder that the disk does not take.
import { reasonInWords } from "../../files/read.ts";

/** Files by name, each with the reason in words. */
export class Missing {
  readonly #reasons = new Map<string, string>();
  readonly #told = new Set<string>();
  readonly #tell: (file: string, reason: string) => void;

  /** @param tell called once for each file, the first time that it is missing */
  constructor(tell: (file: string, reason: string) => void) {
    this.#tell = tell;
  }

  /** Writes a file. @returns whether it was written; without it, it is missing until it is. */
  without(file: string, write: () => void): boolean {
    try {
      write();
      this.#reasons.delete(file);
      return true;
    } catch (error) {
      this.add(file, error);
      return false;
    }
  }

  /** The same for files that are written later. */
  async withoutLater(file: string, write: () => Promise<void>): Promise<void> {
    try {
      await write();
      this.#reasons.delete(file);
    } catch (error) {
      this.add(file, error);
    }
  }

  add(file: string, error: unknown): void {
    const reason = typeof error === "string" ? error : reasonInWords(error);
    this.#reasons.set(file, reason);
    if (this.#told.has(file)) return;
    this.#told.add(file);
    this.#tell(file, reason);
  }

  delete(file: string): void {
    this.#reasons.delete(file);
  }

  has(file: string): boolean {
    return this.#reasons.has(file);
  }

  /** Whether weights are among them. */
  get weights(): boolean {
    return [...this.#reasons.keys()].some((file) => file.startsWith("weights"));
  }

  get size(): number {
    return this.#reasons.size;
  }

  list(): string[] {
    return [...this.#reasons].map(([file, reason]) => `${file}: ${reason}`);
  }
}

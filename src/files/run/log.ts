// The log of a run: whole lines, in order, whatever the disk does meanwhile.
import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, statSync, writeSync } from "node:fs";
import { InputError } from "../../core/errors.ts";

/** Characters of lines that wait for a disk which does not take them. */
const MOST_WAITING = 64 << 20;

/** Lines at the end of a file. Those that cannot be written wait in memory, and are tried again before the next one. */
export class Log {
  readonly #path: () => string;
  readonly #mostWaiting: number;
  #file: number | null = null;
  /** Bytes of the whole lines that the file holds. */
  #bytes = 0;
  /** Whether the end of the file may be part of a line. */
  #torn = false;
  #waiting: string[] = [];
  #characters = 0;
  /** Lines that no memory holds any more. */
  #dropped = 0;

  /**
   * @param path where the file is that the first line opens
   * @param mostWaiting characters of lines that wait; of those beyond only the number is kept, which the log is told in their place
   */
  constructor(path: () => string, mostWaiting = MOST_WAITING) {
    this.#path = path;
    this.#mostWaiting = mostWaiting;
  }

  /** Goes on behind the first bytes of a log that is there, with lines that had waited then. @throws InputError where it is shorter. */
  goOn(bytes: number, waiting: readonly string[]): void {
    const path = this.#path();
    const length = existsSync(path) ? statSync(path).size : 0;
    if (length < bytes) {
      throw new InputError(
        `${path}: expected at least the ${bytes} bytes that belong to the checkpoint, got ${length}; begin again with --out and --force`,
      );
    }
    if (bytes > 0 || length > 0) {
      this.#file = openSync(path, "a");
      ftruncateSync(this.#file, bytes);
      this.#bytes = bytes;
    }
    for (const line of waiting) this.#wait(line);
  }

  /** Adds a line. @returns what keeps the file from having it, `null` if it has all lines */
  add(line: string): unknown {
    this.#wait(line);
    return this.flush();
  }

  #wait(line: string): void {
    if (this.#characters + line.length > this.#mostWaiting) {
      this.#dropped++;
      return;
    }
    this.#waiting.push(line);
    this.#characters += line.length;
  }

  /** Writes the lines that wait. @returns as {@link add} does */
  flush(): unknown {
    try {
      if (this.#file === null && this.#waiting.length > 0) this.#file = openSync(this.#path(), "a");
      while (this.#waiting.length > 0) this.#write(this.#waiting[0]);
      // The place of the lines that are lost is told.
      if (this.#dropped > 0) this.#write(JSON.stringify({ dropped: this.#dropped }));
      return null;
    } catch (error) {
      this.#cut();
      return error;
    }
  }

  #write(line: string): void {
    const file = this.#file as number;
    if (this.#torn) ftruncateSync(file, this.#bytes);
    this.#torn = true;
    const bytes = new TextEncoder().encode(`${line}\n`);
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    this.#torn = false;
    this.#bytes += bytes.length;
    const first = this.#waiting.shift();
    if (first !== undefined) this.#characters -= first.length;
    else this.#dropped = 0;
  }

  /** Leaves whole lines alone in the file. */
  #cut(): void {
    if (!this.#torn || this.#file === null) return;
    try {
      ftruncateSync(this.#file, this.#bytes);
      this.#torn = false;
    } catch {}
  }

  /** Bytes of the file that are on the disk for good, and the lines that wait. @throws the error of a disk that did not keep them */
  settled(): { readonly bytes: number; readonly waiting: readonly string[] } {
    this.flush();
    if (this.#file !== null) fsyncSync(this.#file);
    return { bytes: this.#bytes, waiting: [...this.#waiting] };
  }

  /** Lines that the file has not. */
  get missing(): number {
    return this.#waiting.length + this.#dropped;
  }

  /** Whether somebody removed the file. */
  get removed(): boolean {
    return this.#file !== null && fstatSync(this.#file).nlink === 0;
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}

// Standard output and error of a thread: written at once, in order, as the main thread does to a file.
import { writeSync } from "node:fs";
import { Writable } from "node:stream";
import { places, type Shared, sharedOf } from "./shared.ts";

/** Between two tries to write to a pipe that is full. */
const RETRY_MS = 5;

/** Replaces the streams of this thread, which go through the main one and are lost where that one ends. */
export function writeToTheTerminal(): void {
  const shared = sharedOf();
  if (shared === null) return;
  for (const [name, fd] of [
    ["stdout", 1],
    ["stderr", 2],
  ] as const) {
    const stream = new DescriptorStream(fd, shared);
    Object.defineProperty(process, name, { configurable: true, get: () => stream });
  }
}

const CLEAR_LINE = new TextEncoder().encode("\r\x1b[2K");

class DescriptorStream extends Writable {
  readonly fd: 1 | 2;
  readonly #shared: Shared;

  constructor(fd: 1 | 2, shared: Shared) {
    super({ decodeStrings: true });
    this.fd = fd;
    this.#shared = shared;
  }

  get columns(): number | undefined {
    const columns = Atomics.load(this.#shared, places.columns + this.fd - 1);
    return columns > 0 ? columns : undefined;
  }

  get isTTY(): boolean {
    return this.columns !== undefined;
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    try {
      if (Atomics.exchange(this.#shared, places.waiting, 0) === 1) writeWhole(2, CLEAR_LINE);
      if (this.fd === 2) Atomics.add(this.#shared, places.written, 1);
      writeWhole(this.fd, chunk);
      done();
    } catch (error) {
      done(error as Error);
    }
  }
}

/** Nobody ever wakes who waits here. */
const clock = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

function writeWhole(fd: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(clock, 0, 0, RETRY_MS);
    }
  }
}

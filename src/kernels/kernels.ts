// One instance of the WebAssembly kernels: its memory, its views, its threads.
import { breathe } from "../core/breathe.ts";
import { InputError } from "../core/errors.ts";
import type { Activity, StopSignal } from "../core/interrupted.ts";
import { type KernelExports, plainBase64, sharedBase64 } from "./generated.ts";
import { Listener } from "./listener.ts";
import { LostWorkerError, Team } from "./team.ts";

/** An address in the memory of one {@link Kernels}. 0 is none. */
export type Pointer = number;

/**
 * One instance of the WebAssembly kernels with its own memory. A run owns one and drops it whole; nothing in it is freed before.
 * Views are made anew at every call, because growing the memory detaches the old ones: use them at once and do not keep them.
 */
export class Kernels {
  #call: KernelExports | null;
  /** The workers that do a share of every task; `null` with one thread. */
  readonly team: Team | null;
  readonly #listener: Listener;
  readonly #scratch = new Map<string, { pointer: Pointer; bytes: number }>();
  readonly #kept = new Map<string, Pointer>();

  constructor(call: KernelExports, team: Team | null, listener: Listener) {
    this.#call = call;
    this.team = team;
    this.#listener = listener;
  }

  /** The same instance, with other functions in place of those it exports. */
  calling(call: KernelExports): Kernels {
    return new Kernels(call, this.team, this.#listener);
  }

  /**
   * Does some work that is left as soon as a signal asks for it, in the middle of a kernel too: what it has written is of no use then. Work that begins
   * when the signal has already asked is done to its end.
   * @throws Interrupted where it was left
   */
  heeding<T>(signal: StopSignal | undefined, work: () => T): T {
    return this.#listener.heeding(signal, work);
  }

  get call(): KernelExports {
    if (this.#call === null) throw new Error("kernels: they are closed");
    return this.#call;
  }

  /** Threads that work on each task, this one included. */
  get threads(): number {
    return this.team?.threads ?? 1;
  }

  /**
   * Why a call that failed with `error` failed, if it is that a worker was lost; `null` if it is something else. A kernel that waits for a
   * worker in vain breaks off with a RuntimeError.
   */
  async lostWorker(error: unknown): Promise<string | null> {
    if (this.team === null) return null;
    if (error instanceof WebAssembly.RuntimeError) {
      await breathe();
      return this.team.lost ?? `a worker thread did not answer (${error.message})`;
    }
    return error instanceof LostWorkerError ? error.message : null;
  }

  /** Tells who watches the work of the moment what it is at, see `StopSignal.doing`. */
  doing(activity: Activity, done: number, total: number): void {
    this.#listener.doing(activity, done, total);
  }

  /** Pieces of work that were begun, those of the other threads left out: a measure of work without a clock. */
  get pieces(): number {
    return this.#listener.pieces;
  }

  /** Calls kernels whose work this thread does alone. */
  alone(work: () => void): void {
    this.call.teamLead(1);
    try {
      work();
    } finally {
      this.call.teamLead(this.threads);
    }
  }

  /** Ends the workers and lets go of the memory, whoever still holds these kernels. Nothing may be called afterwards. */
  close(): void {
    if (this.#call === null) return;
    if (this.team) closedBytes += this.bytes;
    this.#call = null;
    this.team?.close();
  }

  /** Bytes of WebAssembly memory, what is handed out and what was grown ahead. */
  get bytes(): number {
    return this.call.memory.buffer.byteLength;
  }

  /** Bytes that were handed out. */
  get used(): number {
    return this.call.allocated() >>> 0;
  }

  /** Zeroed memory, aligned to 16 bytes. @throws InputError if the 4 GiB of WebAssembly memory do not hold it. */
  allocate(bytes: number): Pointer {
    if (bytes > LARGEST_ALLOCATION || this.used + bytes > MOST_MEMORY) {
      const held = `${Math.round(this.used / MEGABYTE)} MB are in use`;
      throw new InputError(
        `memory: expected at most 1 GiB at once and 4 GiB in all, got ${Math.round(bytes / MEGABYTE)} MB more (${held}); use fewer samples or a smaller network`,
      );
    }
    return this.call.allocate(bytes) >>> 0;
  }

  /** Memory called `name` of at least `bytes`, reused from call to call; its contents are whatever was left there. */
  scratch(name: string, bytes: number): Pointer {
    const known = this.#scratch.get(name);
    if (known && known.bytes >= bytes) return known.pointer;
    const pointer = this.allocate(bytes);
    this.#scratch.set(name, { pointer, bytes });
    return pointer;
  }

  /** What `make` made when it was first asked for by this name; it is made once. */
  kept(name: string, make: () => Pointer): Pointer {
    const known = this.#kept.get(name);
    if (known !== undefined) return known;
    const pointer = make();
    this.#kept.set(name, pointer);
    return pointer;
  }

  float64(pointer: Pointer, length: number): Float64Array {
    return new Float64Array(this.call.memory.buffer, pointer, length);
  }

  float32(pointer: Pointer, length: number): Float32Array {
    return new Float32Array(this.call.memory.buffer, pointer, length);
  }

  int32(pointer: Pointer, length: number): Int32Array {
    return new Int32Array(this.call.memory.buffer, pointer, length);
  }

  /** Words of 64 bits as pairs of 32, low half first. */
  words(pointer: Pointer, length: number): Uint32Array {
    return new Uint32Array(this.call.memory.buffer, pointer, 2 * length);
  }
}

/** 1 GiB, the most AssemblyScript hands out at once. */
export const LARGEST_ALLOCATION = 1 << 30;
/** What 32-bit addresses reach, less a page for the last allocation to end in. */
export const MOST_MEMORY = 4 * LARGEST_ALLOCATION - 65536;
const MEGABYTE = 1048576;

/** Bytes of shared memories that were closed since unused ones were last looked for, and how many of them are worth it. */
let closedBytes = 0;
const MOST_CLOSED = 1 << 27;
const ASKED_AT_ONCE = 1e8;
const ENDING_MS = 100;

/**
 * Engines do not count shared memory when they decide whether to look for what is not used any more: a run of several stages would hold those of all of them.
 * Buffers that nobody writes to cost nothing, and are counted.
 */
async function collectClosed(): Promise<void> {
  if (closedBytes < MOST_CLOSED) return;
  // The workers of a team that was closed hold its memory until they have ended.
  await new Promise((resolve) => setTimeout(resolve, ENDING_MS));
  for (let asked = 0; asked < 2 * closedBytes; asked += ASKED_AT_ONCE) new ArrayBuffer(ASKED_AT_ONCE);
  closedBytes = 0;
}

const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** Each build is compiled once. */
function compile(base64: string): Promise<WebAssembly.Module> {
  const known = compiled.get(base64);
  if (known) return known;
  const module = WebAssembly.compile(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  compiled.set(base64, module);
  return module;
}

/** Whether this thread may share memory with others and wait for them: a page must be cross-origin isolated, and its own thread may not. */
function mayLead(): boolean {
  if (typeof SharedArrayBuffer === "undefined") return false;
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * A fresh instance. With `threads` > 1 that many share its memory, one of them the caller; where the caller may not wait for others it is alone:
 * in a page, run this in a worker. The results have the same bits either way.
 */
export async function loadKernels(threads = 1): Promise<Kernels> {
  const listener = new Listener();
  if (threads === 1 || !mayLead()) {
    const { exports } = new WebAssembly.Instance(await compile(plainBase64), { env: listener.imports });
    return new Kernels(exports as unknown as KernelExports, null, listener);
  }
  await collectClosed();
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 65536, shared: true });
  const module = await compile(sharedBase64);
  const { exports } = new WebAssembly.Instance(module, { env: { memory, ...listener.imports } });
  const call = { ...exports, memory } as unknown as KernelExports;
  return new Kernels(call, await Team.gather(module, memory, threads, call), listener);
}

import { InputError } from "../core/errors.ts";
import { type KernelExports, wasmBase64 } from "./generated.ts";

/** An address in the memory of one {@link Kernels}. 0 is none. */
export type Pointer = number;

/**
 * One instance of the WebAssembly kernels with its own memory. A run owns one and drops it whole; nothing in it is freed before.
 * Views are made anew at every call, because growing the memory detaches the old ones: use them at once and do not keep them.
 */
export class Kernels {
  readonly call: KernelExports;
  readonly #scratch = new Map<string, { pointer: Pointer; bytes: number }>();

  constructor(module: WebAssembly.Module) {
    this.call = new WebAssembly.Instance(module, {}).exports as unknown as KernelExports;
  }

  /** Bytes of WebAssembly memory in use. */
  get bytes(): number {
    return this.call.memory.buffer.byteLength;
  }

  /** Zeroed memory, aligned to 16 bytes. @throws InputError if the 4 GiB of WebAssembly memory do not hold it. */
  allocate(bytes: number): Pointer {
    if (bytes > LARGEST_ALLOCATION || this.bytes + bytes > MOST_MEMORY) {
      const held = `${Math.round(this.bytes / MEGABYTE)} MB are in use`;
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

  float64(pointer: Pointer, length: number): Float64Array {
    return new Float64Array(this.call.memory.buffer, pointer, length);
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
const LARGEST_ALLOCATION = 1 << 30;
/** What 32-bit addresses reach, less a page for the last allocation to end in. */
const MOST_MEMORY = 4 * LARGEST_ALLOCATION - 65536;
const MEGABYTE = 1048576;

let compiled: Promise<WebAssembly.Module> | undefined;

/** A fresh instance; the module is compiled once. */
export async function loadKernels(): Promise<Kernels> {
  compiled ??= WebAssembly.compile(Uint8Array.from(atob(wasmBase64), (character) => character.charCodeAt(0)));
  return new Kernels(await compiled);
}

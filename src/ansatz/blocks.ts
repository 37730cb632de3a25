import type { Kernels, Pointer } from "../kernels/kernels.ts";

/** Doubles of one block of 8 complex numbers in the kernels, [re × 8][im × 8]. */
const BLOCK = 16;

/** Writes complex numbers into rows of blocks, the form in which the kernels keep weights. */
export class BlockWriter {
  readonly #target: Float64Array;
  readonly #blocks: number;

  /** Nothing may be allocated while it is in use. */
  constructor(kernels: Kernels, pointer: Pointer, rows: number, columns: number) {
    this.#blocks = Math.ceil(columns / 8);
    this.#target = kernels.float64(pointer, rows * this.#blocks * BLOCK);
  }

  /** Complex number `index` of interleaved `values` to `column` of `row`. */
  copy(values: Float64Array, index: number, row: number, column: number): void {
    this.place(values, index, row * this.#blocks + (column >> 3), column);
  }

  /** The same into a given block. */
  place(values: Float64Array, index: number, block: number, column: number): void {
    const at = block * BLOCK + (column & 7);
    this.#target[at] = values[2 * index];
    this.#target[at + 8] = values[2 * index + 1];
  }
}

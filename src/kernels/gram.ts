import type { Kernels, Pointer } from "./kernels.ts";

/** C = A A†, its lower triangle, for a complex panel matrix of `rows` rows; `c` has 4⌈rows/4⌉ columns. */
export function complexGram(kernels: Kernels, a: Pointer, rows: number, columns: number, c: Pointer): void {
  kernels.call.gramComplex(a, rows, columns, c, kernels.scratch("gram", gramScratchBytes(columns)));
}

/** Three real tiles and 17 real panels; see assembly/gram-complex.ts. */
function gramScratchBytes(columns: number): number {
  return 3 * 128 + 17 * 32 * columns;
}

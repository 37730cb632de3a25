import type { Kernels, Pointer } from "./kernels.ts";

/** C = A A†, its lower triangle, for a complex panel matrix of `rows` rows; `c` has 4⌈rows/4⌉ columns. */
export function complexGram(kernels: Kernels, a: Pointer, rows: number, columns: number, c: Pointer): void {
  const { call } = kernels;
  call.gramComplex(a, rows, columns, c, kernels.scratch("gram", call.gramComplexBytes()));
}

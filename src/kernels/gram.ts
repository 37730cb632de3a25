// Gram matrices of complex rows in panels, and the product with their adjoint.
import type { Kernels, Pointer } from "./kernels.ts";

/** C = A A†, its lower triangle, for a complex panel matrix of `rows` rows; `c` has 4⌈rows/4⌉ columns. */
export function complexGram(kernels: Kernels, a: Pointer, rows: number, columns: number, c: Pointer): void {
  const { call } = kernels;
  call.gramComplex(a, rows, columns, c, kernels.scratch("gram", call.gramComplexBytes()));
}

/** C = A B†, the whole square, for two complex panel matrices of the same shape. */
export function timesAdjoint(kernels: Kernels, a: Pointer, b: Pointer, rows: number, columns: number, c: Pointer): void {
  const { call } = kernels;
  call.timesAdjoint(a, b, rows, columns, c, kernels.scratch("gram", call.gramComplexBytes()));
}

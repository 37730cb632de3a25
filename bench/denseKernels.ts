import { randomStream } from "../src/core/random.ts";
import { complexGram } from "../src/kernels/gram.ts";
import { loadKernels } from "../src/kernels/kernels.ts";
import { panelBytes } from "../src/kernels/logDerivatives.ts";
import { prototype } from "./prototype.ts";
import { rounded, secondsPerRestoredCall } from "./timing.ts";
import type { Row, Settings, Workload } from "./workload.ts";

type Factorisation = keyof typeof prototype.cholesky;

/** Columns of the random factor A of the matrix A A† + 1. */
const COLUMNS = 64;

export const denseKernels: readonly Workload[] = (Object.keys(prototype.cholesky) as Factorisation[]).map((name) => {
  const [field, rows] = name.split("-");
  return {
    name: `cholesky-${name}`,
    summary: `Cholesky factorisation of a ${field} matrix, n = ${rows}`,
    group: "kernels",
    alone: false,
    run: async (settings: Settings) => [await factorise(name, field === "complex", Number(rows), settings)],
  };
});

async function factorise(name: Factorisation, complex: boolean, rows: number, { repeat }: Settings): Promise<Row> {
  const kernels = await loadKernels();
  const { call } = kernels;
  const share = complex ? 1 : 0.5;
  const factor = kernels.allocate(share * panelBytes(rows, COLUMNS));
  const bytes = share * panelBytes(rows, rows + 3);
  const original = kernels.allocate(bytes);
  const matrix = kernels.allocate(bytes);
  const tile = kernels.allocate(kernels.call.choleskyBytes(rows));
  const stream = randomStream(1, "bench/matrix");
  const length = (share * panelBytes(rows, COLUMNS)) / 8;
  kernels.float64(factor, length).set(Float64Array.from({ length }, () => stream.uniform() - 0.5));
  if (complex) {
    complexGram(kernels, factor, rows, COLUMNS, original);
    call.scaleAndShiftComplex(original, rows, 1 / COLUMNS, 1);
  } else {
    call.gramReal(factor, rows, COLUMNS, original);
    call.scaleAndShiftReal(original, rows, 1 / COLUMNS, 1);
  }
  const restore = () => void new Uint8Array(call.memory.buffer).copyWithin(matrix, original, original + bytes);
  const work = () => {
    const failed = complex ? call.choleskyComplex(matrix, rows, tile) : call.choleskyReal(matrix, rows, tile);
    if (failed !== 0) throw new Error(`cholesky-${name}: pivot ${failed} is not positive`);
  };
  const seconds = secondsPerRestoredCall(repeat, restore, work);
  const flops = ((complex ? 4 : 1) / 3) * rows ** 3;
  return {
    workload: `cholesky-${name}`,
    seconds: rounded(seconds),
    gflops: rounded(flops / seconds / 1e9, 3),
    of_prototype: rounded(prototype.cholesky[name] / seconds, 3),
    rows,
    repeat,
  };
}

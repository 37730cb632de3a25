// The memory in the kernels that an optimizer takes, from sizes alone.
import { type LogDerivatives, panelBytes } from "../kernels/logDerivatives.ts";
import type { Forces } from "./forces.ts";
import { preferredForm, type SolveForm } from "./naturalGradient.ts";

/** What the memory of an update follows from. */
export interface UpdateExtent extends Pick<LogDerivatives, "columns" | "field" | "gramColumns" | "samples"> {
  readonly metric: Forces["metric"];
  readonly optimizer: "rgn" | "sr" | "adam";
  /** Bytes of the factors behind the Gram matrix. */
  readonly gramFactors: readonly number[];
  /** Bytes of a moved configuration and its derivatives, for all threads. */
  readonly movedBytes: number;
  readonly threads: number;
  /** Of stochastic reconfiguration; left out, the cheaper one. */
  readonly form?: SolveForm;
}

/** Partial sums that the members of a team add up in a fixed order, assembly/linalg. */
const STRETCHES = 8;
/** Scratch of products and factorisations, for each thread: more than there is. */
const SCRATCH = 1 << 18;

/** An upper bound of what an update allocates beside the samples: single allocations. They are made once and found again. */
export function updateMemory(extent: UpdateExtent): number[] {
  const { columns, samples, threads, optimizer } = extent;
  const vectors = [64 * samples, 16 * STRETCHES * columns, 64 * columns, threads * SCRATCH];
  const derivatives = panelBytes(columns, samples);
  if (optimizer === "adam") return [...vectors, derivatives];
  if (optimizer === "sr") return [...vectors, ...reconfigurationMemory(extent)];
  const square = panelBytes(columns, columns + 3);
  return [...vectors, derivatives, derivatives, square, square, square, 2048 * Math.ceil(columns / 4), extent.movedBytes];
}

/** Of stochastic reconfiguration; the order is that of `naturalGradient`. */
function reconfigurationMemory(extent: UpdateExtent): number[] {
  const { columns, samples, field, metric, gramFactors } = extent;
  const complex = field === "complex" && metric === "complex";
  if ((extent.form ?? preferredForm(extent, { metric })) === "primal") {
    const derivatives = panelBytes(columns, samples);
    if (complex) return [derivatives, ...systemMemory(columns)];
    const half = 4 * Math.ceil(columns / 4);
    const rows = field === "complex" ? 2 * half : columns;
    const width = field === "real" && metric === "complex" ? 2 * samples : samples;
    return [derivatives, panelBytes(rows, width) / 2, panelBytes(rows, rows + 3) / 2];
  }
  if (complex) return [...gramFactors, ...systemMemory(samples), 16 * (STRETCHES + 1) * samples];
  if (field === "complex") {
    const gram = panelBytes(samples, samples + 3);
    return [...gramFactors, gram, gram / 2, 16 * (STRETCHES + 1) * samples];
  }
  const half = 4 * Math.ceil(samples / 4);
  const rows = metric === "complex" ? 2 * half : half;
  return [panelBytes(samples, columns), panelBytes(2 * half, columns) / 2, panelBytes(rows, rows) / 2];
}

/** A Hermitian system of n rows: the matrix, its factor in single precision, partial sums of products. */
function systemMemory(rows: number): number[] {
  const panels = Math.ceil(rows / 8);
  return [panelBytes(rows, rows + 3), 1024 * panels * panels, 16 * STRETCHES * (rows + 4)];
}

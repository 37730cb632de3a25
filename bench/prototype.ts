/**
 * What the prototypes of these kernels reached before the project was written: design measurements, one thread of an AMD EPYC at
 * 3.75 GHz, Node 20, medians. Seconds, except where the name says otherwise. Sizes are sites × hidden units.
 */
export const prototype = {
  ratio: { "40x40": 30e-9, "80x80": 55e-9, "80x320": 210e-9, "100x400": 260e-9 },
  proposal: { "40x40": 69e-9, "80x80": 130e-9, "80x320": 412e-9, "100x400": 527e-9 },
  /** All N ratios of one sample of the transverse-field Ising chain. */
  ratios: { "40x40": 1.1e-6, "80x80": 4.3e-6, "80x320": 16e-6, "100x400": 25e-6 },
  /** The factored Gram matrix of 1000 samples. */
  gram: { "40x40": 11e-3, "80x80": 18e-3, "80x320": 56e-3, "100x400": 72e-3 },
  cholesky: { "complex-1000": 55e-3, "complex-2000": 445e-3, "real-1000": 18e-3 },
  /** The job of ctJob.ts. The published C++ sampler needed 2.5 s for it on the same machine. */
  ctJob: 0.035,
} as const;

/** Seconds allowed for the job of ctJob.ts. */
export const CT_JOB_LIMIT = 0.08;

export type Size = keyof typeof prototype.ratio;

export const sizes = Object.keys(prototype.ratio) as Size[];

/** [N, M]. */
export function sitesAndHidden(size: Size): [number, number] {
  const [sites, hidden] = size.split("x").map(Number);
  return [sites, hidden];
}

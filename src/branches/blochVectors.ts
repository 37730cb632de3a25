// Each hidden configuration is a product state: its Bloch vectors and its weight.
import { cosine, exponential, logarithm, sine } from "../core/elementary.ts";
import type { BranchNetwork } from "./network.ts";

/**
 * The product states of hidden configurations. With ξ_i = a_i + Σ_j W_ij h_j site i has the amplitudes e^{±ξ_i}, so its Bloch vector is
 * z = tanh u, x = cos φ / cosh u, y = -sin φ / cosh u with u = 2 Re ξ_i, φ = 2 Im ξ_i.
 * @param hidden rows of M signs ±1
 * @returns (x, y, z) of all sites, row after row: number 3 (t N + i) + axis; length 3N for each row
 */
export function blochVectors({ sites, hidden: units, fields, weights }: BranchNetwork, hidden: Float64Array, rows: number): Float64Array {
  const bloch = new Float64Array(3 * sites * rows);
  for (let t = 0; t < rows; t++) {
    for (let i = 0; i < sites; i++) {
      let re = fields[2 * i];
      let im = fields[2 * i + 1];
      for (let j = 0; j < units; j++) {
        const sign = hidden[t * units + j];
        re += sign * weights[2 * (i * units + j)];
        im += sign * weights[2 * (i * units + j) + 1];
      }
      const decay = exponential(-2 * Math.abs(re));
      const square = decay * decay;
      const across = (2 * decay) / (1 + square);
      const along = (1 - square) / (1 + square);
      const at = 3 * (t * sites + i);
      bloch[at] = across * cosine(2 * im);
      bloch[at + 1] = -across * sine(2 * im);
      bloch[at + 2] = re < 0 ? -along : along;
    }
  }
  return bloch;
}

/** ln w(h) = 2 Re b·h + Σ_i ln 2cosh(2 Re ξ_i(h)): what the hidden configurations weigh, row by row. */
export function branchLogs(network: BranchNetwork, hidden: Float64Array, rows: number): Float64Array {
  const { sites, hidden: units, fields, biases, weights } = network;
  return Float64Array.from({ length: rows }, (_, t) => {
    let log = 0;
    for (let j = 0; j < units; j++) log += 2 * biases[2 * j] * hidden[t * units + j];
    for (let i = 0; i < sites; i++) {
      let re = fields[2 * i];
      for (let j = 0; j < units; j++) re += hidden[t * units + j] * weights[2 * (i * units + j)];
      const steep = 2 * Math.abs(re);
      log += steep + logarithm(1 + exponential(-2 * steep));
    }
    return log;
  });
}

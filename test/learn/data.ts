import { readFileSync } from "node:fs";
import { basisOf } from "../../src/exact/basis.ts";
import type { ExactGroundState } from "../../src/exact/groundState.ts";
import { measurements } from "../../src/learn/measurements.ts";
import { testStream } from "../engine.ts";

export const QUCUMBER = "examples/qucumber";

/** The numbers of a file of the folder, row by row. */
export function table(file: string): number[][] {
  const rows = readFileSync(`${QUCUMBER}/${file}`, "utf8").trim().split("\n");
  return rows.map((row) => row.trim().split(/\s+/).map(Number));
}

/** Outcomes of measurements of a state, drawn from its exact distribution in each basis. */
export function measured({ basis, real, imaginary }: ExactGroundState, bases: readonly string[], rows: number, seed: number) {
  const { size } = basis;
  const distributions = bases.map((axes) => cumulated(axes, real, imaginary ?? new Float64Array(real.length), basis.states, size));
  const stream = testStream(seed);
  const drawn = Array.from({ length: rows }, () => {
    const b = Math.floor(stream.uniform() * bases.length);
    const at = stream.uniform();
    const outcome = distributions[b].findIndex((sum) => sum > at);
    return { axes: bases[b], outcomes: Array.from({ length: size }, (_, i) => (outcome >> i) & 1) };
  });
  return measurements(
    drawn.map(({ outcomes }) => outcomes),
    drawn.map(({ axes }) => axes),
  );
}

/** Sums of the probabilities, by 2 × 2 rotations of one site after the other. */
function cumulated(axes: string, real: Float64Array, imaginary: Float64Array, states: Int32Array, size: number): Float64Array {
  const all = basisOf(size, { magnetisation: null }).states.length;
  const re = new Float64Array(all);
  const im = new Float64Array(all);
  for (const [x, s] of states.entries()) [re[s], im[s]] = [real[x], imaginary[x]];
  for (const [i, axis] of [...axes].entries()) {
    if (axis === "Z") continue;
    for (let up = 0; up < all; up++) {
      const down = up | (1 << i);
      if (up === down) continue;
      const [a, b] = [re[up], im[up]];
      // Times -i along Y.
      const [c, d] = axis === "X" ? [re[down], im[down]] : [im[down], -re[down]];
      [re[up], im[up]] = [(a + c) * Math.SQRT1_2, (b + d) * Math.SQRT1_2];
      [re[down], im[down]] = [(a - c) * Math.SQRT1_2, (b - d) * Math.SQRT1_2];
    }
  }
  let total = 0;
  return re.map((value, s) => {
    total += value * value + im[s] * im[s];
    return total;
  });
}

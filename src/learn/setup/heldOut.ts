// Measured rows in two parts: those that are learnt from, and those that judge.
import { randomStream } from "../../core/random.ts";
import { rotationOf } from "../../exact/state/rotations.ts";
import type { Measurements } from "../measurements.ts";
import type { BasisRows } from "../objectives/measuredObjective.ts";

/** Measured rows of which some are held out. */
export interface Parted {
  readonly all: Measurements;
  readonly taught: Measurements;
  readonly heldOut: Measurements;
}

/** Fewer held-out rows than these say nothing, and none are taken. */
const LEAST_HELD_OUT = 10;

/** Draws the held-out rows at random, each measured row as likely as any other (Knuth, The Art of Computer Programming 2, algorithm 3.4.2S). */
export function partRows(rows: Measurements, part: number, seed: number): Parted {
  const wanted = Math.round(part * rows.rows);
  let needed = wanted < LEAST_HELD_OUT ? 0 : wanted;
  let left = rows.rows;
  const stream = randomStream(seed, "learn/held out");
  const held = rows.counts.map((count) => {
    let taken = 0;
    for (let copy = 0; copy < count && needed > 0; copy++) {
      if (stream.uniform() * left < needed) {
        taken++;
        needed--;
      }
      left--;
    }
    return taken;
  });
  return { all: rows, taught: counted(rows, (row) => rows.counts[row] - held[row]), heldOut: counted(rows, (row) => held[row]) };
}

function counted(rows: Measurements, countOf: (row: number) => number): Measurements {
  const counts = rows.counts.map((_, row) => countOf(row));
  const kept = [...counts.keys()].filter((row) => counts[row] > 0);
  const perRow = Math.ceil(rows.sites / 32);
  return {
    ...rows,
    rows: counts.reduce((total, count) => total + count, 0),
    words: Uint32Array.from(kept.flatMap((row) => Array.from(rows.words.subarray(row * perRow, (row + 1) * perRow)))),
    basisOf: Uint32Array.from(kept, (row) => rows.basisOf[row]),
    counts: Float64Array.from(kept, (row) => counts[row]),
  };
}

/** Rows of at most 32 sites by their bases, as shares of all. */
export function byBasis({ rows, bases, words, basisOf, counts }: Measurements): BasisRows[] {
  const members: number[][] = bases.map(() => []);
  for (const [row, basis] of basisOf.entries()) members[basis].push(row);
  return members.flatMap((of, basis) =>
    of.length === 0
      ? []
      : [
          {
            rotation: rotationOf(bases[basis]),
            outcomes: Uint32Array.from(of, (row) => words[row]),
            shares: Float64Array.from(of, (row) => counts[row] / rows),
          },
        ],
  );
}

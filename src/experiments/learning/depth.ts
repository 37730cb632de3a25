// Whether a second hidden layer reaches what one cannot: functions of the inner product of two unit vectors, learnt and made by hand.
import type { Experiment, Ruling } from "../experiment.ts";
import { above } from "../support/means.ts";
import { within } from "../support/words.ts";
import { chartsOf, tablesOf } from "./depthFigures.ts";
import { BOUND, BUDGET, FRESH, type Problem, pairOf, pointsOf, type RankRow, type Row, rankRow } from "./depthTraining.ts";
import { type Frequency, targetName } from "./innerProducts.ts";

type DepthNumbers = { readonly rows: readonly Row[]; readonly ranks: readonly RankRow[] };

/** The fixed accuracy: half of the deviation of the target. */
const ACCURACY = 0.5;

interface Task {
  readonly dimension: number;
  readonly frequencies: readonly Frequency[];
  readonly sizes: readonly number[];
}

const TASKS: readonly Task[] = [
  { dimension: 3, frequencies: [null, 2, 4, 6, 12], sizes: [300, 900, 2400] },
  { dimension: 4, frequencies: [null, 4], sizes: [900, 2400] },
  { dimension: 5, frequencies: [null, 4], sizes: [300, 1200, 4800] },
];
const QUICK_TASKS: readonly Task[] = [{ dimension: 3, frequencies: [null, 2, 4], sizes: [300, 900] }];

export const depthExperiment: Experiment<DepthNumbers> = {
  name: "depth",
  claim:
    "Depth makes non-separable functions cheap: functions of <x, x'> that two hidden layers of few bounded weights reach are beyond one hidden layer with as many parameters (Daniely 2017).",
  section: "Eqs. (4) and (5): depth",
  method:
    "x and x' uniform on the unit sphere in d = 3, 4, 5 (quick: 3); targets g(<x, x'>) with g(t) = t² and sin(ωt), ω from 2 to 12. ReLU networks of one and of two hidden layers with the same number of parameters (300 to 4800, quick: to 900), " +
    `weights within ±${BOUND}, the same ${BUDGET.updates} updates of Adam on batches of ${BUDGET.batch} (quick: 2400). Error: √<(f - g)²> over the deviation of g on ${FRESH} fresh points, so that the best constant has 1; mean over three seeds (quick: two). ` +
    "Upper reference: two hidden layers by hand within the same count and bound, t = ½|x + x'|² - 1 by piecewise-linear squares, then g by chords. A target separates the depths if the largest shallow network stays above an error of 1/2 and the " +
    "deep one is below, by three standard errors. Rank: singular values of f(x_a, x'_b) on random points, as the Schmidt coefficients of a state; e^S of their squares, and how many exceed 1/1000 of the largest.",
  otherwise:
    "A shallow network below 1/2 on the fast oscillations too: then depth would not matter. One above 1/2 on t² and on slow oscillations, where two hidden layers are below: then the statement would hold for all targets. Inner-product functions with a Lipschitz constant of order 1 are " +
    "known to be within reach of one hidden layer at fixed accuracy (Safran, Eldan & Shamir 2019), but with a number of units that is a power of d: at a fixed size t² too would separate the depths for large d.",

  async measure(setting) {
    const rows: Row[] = [];
    const ranks: RankRow[] = [];
    const tasks = setting.quick ? QUICK_TASKS : TASKS;
    const total = tasks.reduce((sum, { frequencies, sizes }) => sum + frequencies.length * sizes.reduce((of, size) => of + size, 0), 0);
    let done = 0;
    for (const { dimension, frequencies, sizes } of tasks) {
      const points = pointsOf(setting, dimension);
      for (const frequency of frequencies) {
        for (const parameters of sizes) {
          const step = (part: number) =>
            setting.step((done + part * parameters) / total, `${targetName(frequency)}, d = ${dimension}, ${parameters} parameters`);
          const { row, networks } = await pairOf(points, { dimension, frequency, parameters }, step);
          rows.push(row);
          if (parameters === Math.max(...sizes)) ranks.push(rankRow(points, { dimension, frequency }, networks));
          done += parameters;
        }
      }
    }
    return { numbers: { rows, ranks }, charts: chartsOf(rows, ranks, ACCURACY), tables: tablesOf(rows, ranks) };
  },

  judge({ rows, ranks }): Ruling {
    const largest = rows.filter(
      (row) => row.parameters === Math.max(...rows.filter((other) => sameTask(row, other)).map(({ parameters }) => parameters)),
    );
    const beyond = (row: Row) => above(row.shallow, ACCURACY);
    const learnt = ({ deep }: Row) => deep.mean + 3 * deep.error < ACCURACY;
    const separated = largest.filter((row) => beyond(row) && learnt(row));
    const reached = largest.filter((row) => !beyond(row));
    const unlearnt = largest.filter((row) => beyond(row) && !learnt(row));
    const least = (of: readonly Row[]) => of.toSorted((a, b) => a.shallow.mean - b.shallow.mean)[0];
    const most = (of: readonly Row[]) => of.toSorted((a, b) => b.shallow.mean - a.shallow.mean)[0];
    const parts = [
      separated.length > 0 && `Separated are ${namesOf(separated)}, least ${told(least(separated))}`,
      reached.length > 0 && `One hidden layer reaches ${namesOf(reached)}, worst ${told(most(reached))}`,
      unlearnt.length > 0 &&
        `Neither learns ${unlearnt.map((row) => `${told(row)}, by hand ${row.constructed?.toFixed(3) ?? "none"}`).join("; ")}`,
      rankTold(ranks.filter((rank) => separated.some((row) => sameTask(row, rank)))),
    ];
    const because = `Errors over the deviation of the target. ${parts.filter(Boolean).join(". ")}.`;
    if (separated.length === 0) return { verdict: "fails", because };
    if (reached.length === 0) return { verdict: "holds", because };
    const slowest = Math.min(...separated.map(({ frequency }) => frequency ?? 0));
    const fastest = Math.max(...reached.map(({ frequency }) => frequency ?? 0));
    if (fastest < slowest) return { verdict: `holds only if the target oscillates, ω >= ${slowest}`, because };
    return { verdict: `holds only if the target is one of ${namesOf(separated)}`, because };
  },
};

const sameTask = (a: Problem, b: Problem) => a.dimension === b.dimension && a.frequency === b.frequency;
const nameOf = ({ dimension, frequency }: Problem) => `${targetName(frequency)} in d = ${dimension}`;
const told = (row: Row) => `${nameOf(row)} (${within(row.shallow, 3)} with one hidden layer, ${within(row.deep, 3)} with two)`;

/** Targets with their dimensions: `t² in d = 3, 4; sin(2t) in d = 3`. */
function namesOf(rows: readonly Problem[]): string {
  const frequencies = [...new Set(rows.map(({ frequency }) => frequency))];
  const dimensions = (of: Frequency) => rows.filter(({ frequency }) => frequency === of).map(({ dimension }) => dimension);
  return frequencies.map((frequency) => `${targetName(frequency)} in d = ${dimensions(frequency).join(", ")}`).join("; ");
}

/** Of the target that is most entangled. */
function rankTold(ranks: readonly RankRow[]): string | false {
  const [of] = ranks.toSorted((a, b) => b.target.effective - a.target.effective);
  if (!of) return false;
  const [shallow, deep] = [of.shallow, of.deep].map(({ effective }) => within(effective, 1));
  return `Effective Schmidt rank of ${nameOf(of)} over x | x': ${of.target.effective.toFixed(1)}, learnt with one hidden layer ${shallow}, with two ${deep}`;
}

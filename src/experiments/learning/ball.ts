// Whether two narrow hidden layers learn the indicator of a ball better than a wide one, with a linear output and with a sigmoid.
import type { Estimate } from "../../index.ts";
import type { Experiment } from "../experiment.ts";
import { type DenseNetwork, type Output, outputsOf, randomDense } from "../support/denseNetwork.ts";
import { meanOf } from "../support/means.ts";
import { randomNumbers } from "../support/random.ts";
import { within } from "../support/words.ts";
import { ballByHand, ballBySigmoid, ballSample } from "./balls.ts";
import { type Budget, relativeError, type Sample, trainOn } from "./regression.ts";

/** Means over seeds, for networks of so many hidden layers of equal width. */
type Row = {
  readonly dimension: number;
  readonly output: Output;
  readonly layers: 1 | 2;
  readonly width: number;
  readonly parameters: number;
  /** √<(f - y)²> over the deviation of the indicator y. */
  readonly error: Estimate;
  /** The part of the points on whose side of 1/2 the network errs. */
  readonly wrong: Estimate;
};

/** Errors of the weights by hand: two hidden layers and a linear output, one and a sigmoid. */
type HandRow = { readonly dimension: number; readonly linear: number; readonly sigmoid: number };

type BallNumbers = { readonly rows: readonly Row[]; readonly byHand: readonly HandRow[] };

/** The wide layer has so many times the units of a narrow one, as 800 has of 100. */
const WIDER = 8;
/** |w| <= 100: what a step of the slope 64 by hand needs. */
const BUDGET: Budget = { updates: 3200, batch: 24, points: 20_000, rate: 0.01, bound: 100 };
const FRESH = 4000;
const OUTPUTS = ["linear", "sigmoid"] as const;

export const ballExperiment: Experiment<BallNumbers> = {
  name: "ball",
  claim: `Depth beats width: two hidden layers learn the indicator of a ball better than one with ${WIDER} times the units (Safran & Shamir 2017).`,
  section: "Eqs. (4) and (5): depth",
  method:
    "Points in d = 5, 10, 20 (quick: 10) in uniform directions with |x| uniform in [0, 2]; the value is 1 where |x| <= 1, else 0. ReLU networks of one hidden layer (12 to 192 units) and of two (12 to 48 each), each with a linear output and with a " +
    `sigmoid, the same ${BUDGET.updates} updates of Adam (quick: 2000) on the squared error of batches of ${BUDGET.batch}, weights within ±${BUDGET.bound}. Published are three layers of width 100 against two of width 800, that is two hidden layers of 100 against one of 800; ` +
    `here the sizes are a quarter of that, 24 against 192. Error: √<(f - y)²> over the deviation of y on ${FRESH} fresh points, mean over three seeds (quick: two). The narrow pair wins if its error is lower by three standard errors. ` +
    "Upper reference: weights by hand, |x|² by piecewise-linear squares, then a step of slope 64: two hidden layers with a linear output, or one with a sigmoid.",
  otherwise:
    "A wide layer that is as good: with a linear output, then depth would not matter; with a sigmoid it must not be, where the statement is to hold whatever the output. A sigmoid is a threshold by itself: over one hidden layer that sums squares it is the step of the ball.",

  async measure(setting) {
    const { seed, quick } = setting;
    const dimensions = quick ? [10] : [5, 10, 20];
    const shapes: readonly (readonly [layers: 1 | 2, width: number])[] = quick
      ? [
          [1, 24],
          [1, 192],
          [2, 24],
        ]
      : [
          [1, 12],
          [1, 24],
          [1, 48],
          [1, 96],
          [1, 192],
          [2, 12],
          [2, 24],
          [2, 48],
        ];
    const seeds = Array.from({ length: quick ? 2 : 3 }, (_, k) => seed + 1000 * k);
    const budget = quick ? { ...BUDGET, updates: 2000 } : BUDGET;
    const rows: Row[] = [];
    const byHand: HandRow[] = [];
    for (const [n, dimension] of dimensions.entries()) {
      const draw = (points: number, name: string, of: number) =>
        ballSample(points, dimension, randomNumbers(of, `ball/${name}/${dimension}`));
      const fresh = draw(FRESH, "fresh", seed);
      const samples = seeds.map((of) => ({ seed: of, sample: draw(budget.points, "points", of) }));
      for (const [k, [layers, width]] of shapes.entries()) {
        const step = (part: number) =>
          setting.step(
            (n + (k + part) / shapes.length) / dimensions.length,
            `d = ${dimension}, ${layers === 1 ? "one layer" : "two layers"} of ${width}`,
          );
        for (const [o, output] of OUTPUTS.entries()) {
          const task = { dimension, output, layers, width };
          rows.push(await rowOf(task, { budget, samples, fresh }, (part) => step((o + part) / OUTPUTS.length)));
        }
      }
      byHand.push({
        dimension,
        linear: relativeError(ballByHand(dimension), fresh),
        sigmoid: relativeError(ballBySigmoid(dimension), fresh),
      });
    }
    return { numbers: { rows, byHand }, charts: chartsOf(rows, byHand), tables: tablesOf(rows, byHand) };
  },

  judge({ rows, byHand }) {
    const pairs = pairsOf(rows);
    const won = pairs.filter(
      ({ narrow, wide }) => wide.error.mean - narrow.error.mean > 3 * Math.hypot(wide.error.error, narrow.error.error),
    );
    const told = OUTPUTS.map((output) => {
      const of = pairs.filter(({ narrow }) => narrow.output === output);
      return `with a ${output} output ${of.map(({ narrow, wide }) => `${within(narrow.error, 3)} against ${within(wide.error, 3)} in d = ${narrow.dimension}`).join(", ")}`;
    });
    const hand = (output: Output) => Math.max(...byHand.map((of) => of[output])).toFixed(3);
    const [{ narrow, wide }] = pairs;
    const because =
      `Errors of two hidden layers of ${narrow.width} against one of ${wide.width}: ${told.join("; ")}. ` +
      `By hand two hidden layers with a linear output have ${hand("linear")} or less, one with a sigmoid ${hand("sigmoid")} or less.`;
    if (won.length === pairs.length) return { verdict: "holds", because };
    if (won.length === 0) return { verdict: "fails", because };
    const only = OUTPUTS.find((output) => pairs.every((pair) => won.includes(pair) === (pair.narrow.output === output)));
    if (only) return { verdict: `holds only if the output is ${only === "linear" ? "linear" : "a sigmoid"}`, because };
    const cases = won.map(({ narrow: of }) => `d = ${of.dimension} with a ${of.output} output`);
    return { verdict: `holds only if ${cases.join(", or ")}`, because };
  },
};

/** For each dimension and output the widest two hidden layers beside the one that is so many times wider. */
function pairsOf(rows: readonly Row[]): { readonly narrow: Row; readonly wide: Row }[] {
  const pairs = rows.flatMap((narrow) => {
    const wide = rows.find(
      ({ dimension, output, layers, width }) =>
        dimension === narrow.dimension && output === narrow.output && layers === 1 && width === WIDER * narrow.width,
    );
    return narrow.layers === 2 && wide ? [{ narrow, wide }] : [];
  });
  const widest = Math.max(...pairs.map(({ narrow }) => narrow.width));
  return pairs.filter(({ narrow }) => narrow.width === widest);
}

interface Points {
  readonly budget: Budget;
  readonly samples: readonly { readonly seed: number; readonly sample: Sample }[];
  readonly fresh: Sample;
}

/** Trained from every seed. */
async function rowOf(
  task: Pick<Row, "dimension" | "output" | "layers" | "width">,
  { budget, samples, fresh }: Points,
  step: (part: number) => Promise<void>,
): Promise<Row> {
  const { dimension, output, layers, width } = task;
  const networks: DenseNetwork[] = [];
  for (const [k, { seed, sample }] of samples.entries()) {
    const random = randomNumbers(seed, `ball/${dimension}/${output}/${layers}/${width}`);
    const network = randomDense([dimension, ...new Array<number>(layers).fill(width), 1], output, random);
    await trainOn(network, sample, budget, random, () => step(k / samples.length));
    networks.push(network);
  }
  return {
    ...task,
    parameters: networks[0].parameters.length,
    error: meanOf(networks.map((network) => relativeError(network, fresh))),
    wrong: meanOf(networks.map((network) => wrongPart(network, fresh))),
  };
}

function wrongPart(network: DenseNetwork, { inputs, values }: Sample): number {
  const outputs = outputsOf(network, inputs);
  return values.reduce((sum, value, k) => sum + Number(outputs[k] > 0.5 !== value > 0.5), 0) / values.length;
}

function chartsOf(rows: readonly Row[], byHand: BallNumbers["byHand"]) {
  return byHand.map(({ dimension, linear, sigmoid }) => ({
    title: `The indicator of the unit ball in d = ${dimension}`,
    x: "units of a hidden layer",
    y: "error / deviation of the indicator",
    xScale: "log" as const,
    series: ([1, 2] as const).flatMap((layers) =>
      OUTPUTS.map((output) => ({
        name: `${layers === 1 ? "one hidden layer" : "two"}, ${output} output`,
        points: rows
          .filter((row) => row.dimension === dimension && row.layers === layers && row.output === output)
          .map(({ width, error }) => [width, error.mean, error.error] as const),
      })),
    ),
    references: [
      { name: "two by hand, linear output", y: linear },
      { name: "one by hand, sigmoid output", y: sigmoid },
    ],
  }));
}

function tablesOf(rows: readonly Row[], byHand: BallNumbers["byHand"]) {
  return [
    {
      title: "Errors on fresh points over the deviation of the indicator, and the part of them on the wrong side of 1/2",
      columns: ["d", "hidden layers", "width", "parameters", "error: linear", "sigmoid", "wrong: linear", "sigmoid"],
      rows: rows
        .filter(({ output }) => output === "linear")
        .map((row) => {
          const { dimension, layers, width, parameters, error, wrong } = row;
          const other =
            rows.find((of) => of.output === "sigmoid" && of.dimension === dimension && of.layers === layers && of.width === width) ?? row;
          return [dimension, layers, width, parameters, error, other.error, wrong, other.wrong];
        }),
    },
    {
      title: "Errors of weights made by hand",
      columns: ["d", "two hidden layers, linear output", "one hidden layer, sigmoid output"],
      rows: byHand.map(({ dimension, linear, sigmoid }) => [dimension, linear, sigmoid]),
    },
  ];
}

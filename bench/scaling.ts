import { chain, ising } from "../src/index.ts";
import type { ProfileSummary } from "../src/vmc/profile.ts";
import { partsOf } from "./parts.ts";
import { CHAINS, dense, SAMPLES } from "./problems.ts";
import { rounded, say } from "./timing.ts";
import type { Row, Workload } from "./workload.ts";

const SITES = [20, 40, 60, 80, 120, 160, 200];
const DENSITIES = [1, 2, 4, 8];
const SITES_AT_DENSITIES = 40;
const ITERATIONS = 7;
const WARM_UP = 3;

interface Point {
  readonly sites: number;
  readonly hidden: number;
  readonly parts: ProfileSummary;
}

export const scaling: Workload = {
  name: "scaling",
  summary: `how an iteration and its parts grow with N (${SITES.join(", ")}; M = N) and with M (N = ${SITES_AT_DENSITIES}), with fitted powers`,
  group: "scaling",
  alone: true,
  run: async () => {
    const bySites = await points(SITES.map((sites) => [sites, 1]));
    const byHidden = await points(DENSITIES.map((density) => [SITES_AT_DENSITIES, density]));
    return [
      ...rows("scaling-sites", bySites),
      powerRow("scaling-sites-fit", "N, M = N", bySites, ({ sites }) => sites),
      workRow("scaling-work-fit", [...bySites, ...byHidden]),
      ...rows("scaling-hidden", byHidden),
      powerRow("scaling-hidden-fit", `M, N = ${SITES_AT_DENSITIES}`, byHidden, ({ hidden }) => hidden),
    ];
  },
};

async function points(sizes: readonly (readonly [sites: number, density: number])[]): Promise<Point[]> {
  const found: Point[] = [];
  for (const [sites, density] of sizes) {
    say(`scaling: N = ${sites}, M = ${sites * density}`);
    const parts = await partsOf(ising(chain(sites), { field: 1 }), dense(density), { warmUp: WARM_UP, iterations: ITERATIONS, workers: 1 });
    found.push({ sites, hidden: sites * density, parts });
  }
  return found;
}

/** What the samples cost: drawing them and their local energies. */
function samplesSeconds({ parts }: Point): number {
  return parts.sampling + parts["local energies"];
}

function rows(name: string, found: readonly Point[]): Row[] {
  return found.map((point) => ({
    workload: `${name}-${name === "scaling-sites" ? point.sites : point.hidden}`,
    iteration_s: rounded(point.parts.iteration),
    sampling_and_energies_s: rounded(samplesSeconds(point)),
    sampling_s: rounded(point.parts.sampling),
    local_energies_s: rounded(point.parts["local energies"]),
    derivatives_s: rounded(point.parts.derivatives),
    solve_s: rounded(point.parts.solve),
    sites: point.sites,
    hidden: point.hidden,
    samples: SAMPLES,
    chains: CHAINS,
    iterations: ITERATIONS,
  }));
}

function powerRow(workload: string, against: string, found: readonly Point[], size: (point: Point) => number): Row {
  const exponent = (seconds: (point: Point) => number) => rounded(power(found.map(size), found.map(seconds)), 3);
  return {
    workload,
    against,
    iteration_exponent: exponent(({ parts }) => parts.iteration),
    sampling_and_energies_exponent: exponent(samplesSeconds),
    sampling_exponent: exponent(({ parts }) => parts.sampling),
    local_energies_exponent: exponent(({ parts }) => parts["local energies"]),
  };
}

/**
 * Samples and their local energies as N (a + b M) seconds a sample, least squares of the relative deviations: the work is N proposals and N ratios
 * of M units each, a what each costs beside its units.
 */
function workRow(workload: string, found: readonly Point[]): Row {
  const points = found.map((point) => ({ ...point, seconds: samplesSeconds(point) / SAMPLES / point.sites }));
  const sums = points.reduce(
    ([s, h, hh, y, yh], { hidden, seconds }) => {
      const weight = 1 / (seconds * seconds);
      return [s + weight, h + weight * hidden, hh + weight * hidden * hidden, y + weight * seconds, yh + weight * hidden * seconds];
    },
    [0, 0, 0, 0, 0],
  );
  const [s, h, hh, y, yh] = sums;
  const each = (y * hh - yh * h) / (s * hh - h * h);
  const perUnit = (s * yh - h * y) / (s * hh - h * h);
  const deviations = points.map(({ hidden, seconds }) => Math.abs((each + perUnit * hidden) / seconds - 1));
  return {
    workload,
    against: "N (a + b M) a sample",
    a_ns: rounded(1e9 * each, 3),
    b_ns: rounded(1e9 * perUnit, 3),
    worst_deviation: rounded(Math.max(...deviations), 2),
    points: points.length,
  };
}

/** p of y = c x^p, by least squares of the logarithms. */
function power(x: readonly number[], y: readonly number[]): number {
  const u = x.map(Math.log);
  const v = y.map(Math.log);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanU, meanV] = [mean(u), mean(v)];
  const covariance = mean(u.map((value, index) => (value - meanU) * (v[index] - meanV)));
  return covariance / mean(u.map((value) => (value - meanU) ** 2));
}

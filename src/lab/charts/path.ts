// Curves as SVG paths, thinned to what a screen can show, and labels that do not cover each other.

/** A point of a curve; `error` is the half width of its band. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly error?: number;
}

/** At most so many points: of each run of neighbours the lowest and the highest stay, so that no spike is lost. */
export function thinned(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const size = Math.ceil((2 * points.length) / most);
  const kept: Point[] = [];
  for (let first = 0; first < points.length; first += size) {
    let low = first;
    let high = first;
    for (let k = first; k < Math.min(points.length, first + size); k++) {
      if (points[k].y < points[low].y) low = k;
      if (points[k].y > points[high].y) high = k;
    }
    kept.push(points[Math.min(low, high)]);
    if (low !== high) kept.push(points[Math.max(low, high)]);
  }
  const last = points[points.length - 1];
  if (kept[kept.length - 1] !== last) kept.push(last);
  return kept;
}

type Map = (value: number) => number;

/** The polyline; points that are not finite break it. */
export function linePath(points: readonly Point[], x: Map, y: Map): string {
  let path = "";
  let open = false;
  for (const point of points) {
    const [left, top] = [x(point.x), y(point.y)];
    const fine = Number.isFinite(left) && Number.isFinite(top);
    if (fine) path += `${open ? "L" : "M"}${left.toFixed(1)} ${top.toFixed(1)}`;
    open = fine;
  }
  return path;
}

/** The area within the errors; empty where there are none. */
export function bandPath(points: readonly Point[], x: Map, y: Map): string {
  if (!points.some(({ error = 0 }) => error > 0)) return "";
  const edge = (sign: number) => points.map((point) => `${x(point.x).toFixed(1)} ${y(point.y + sign * (point.error ?? 0)).toFixed(1)}`);
  return `M${edge(1).join("L")}L${edge(-1).reverse().join("L")}Z`;
}

/** An error bar with its two ends. */
export function barPath(x: number, low: number, high: number, cap: number): string {
  const end = (y: number) => `M${(x - cap).toFixed(1)} ${y.toFixed(1)}h${2 * cap}`;
  return `M${x.toFixed(1)} ${low.toFixed(1)}V${high.toFixed(1)}${end(low)}${end(high)}`;
}

/** Around the origin, about 5 pixels wide: a disc, a square, a triangle, a rhombus, so that curves are told apart without their colours. */
const marks = [
  "m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0z",
  "m-2.2 -2.2h4.4v4.4h-4.4z",
  "m0 -3l2.8 5h-5.6z",
  "m0 -3.2l2.6 3.2l-2.6 3.2l-2.6 -3.2z",
] as const;

/** The mark of the curve with this number. */
export function markPath(kind: number, x: number, y: number): string {
  return `M${x.toFixed(1)} ${y.toFixed(1)}${marks[kind % marks.length]}`;
}

/** Steps: each level holds from its x to that of the next, the last to the end. */
export function stepPath(levels: readonly Point[], end: number, x: Map, y: Map): string {
  return levels
    .map((level, k) => `${k === 0 ? "M" : "L"}${x(level.x).toFixed(1)} ${y(level.y).toFixed(1)}H${x(levels[k + 1]?.x ?? end).toFixed(1)}`)
    .join("");
}

/** Positions moved apart to at least `gap` from each other, within the range, in their own order. */
export function apart(positions: readonly number[], gap: number, [least, most]: readonly [number, number]): number[] {
  const order = positions.map((_, k) => k).sort((a, b) => positions[a] - positions[b]);
  const placed = positions.slice();
  let before = Number.NEGATIVE_INFINITY;
  for (const k of order) {
    placed[k] = Math.max(positions[k], before + gap, least);
    before = placed[k];
  }
  let after = most + gap;
  for (const k of order.reverse()) {
    placed[k] = Math.min(placed[k], after - gap);
    after = placed[k];
  }
  return placed;
}

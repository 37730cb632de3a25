// Ticks of an axis.
import type { ScaleOptions } from "@observablehq/plot";

/** Each with a tick. */
const MOST_NUMBERED = 10;
/** Powers of ten on a logarithmic axis, at most. */
const MOST_POWERS = 7;
/** On one of less than two decades, labels such as 20 and 50 too. */
const FEW = 5;

/** An axis that holds the values. A rounded one ends at round values, on a logarithmic scale at powers of ten. */
export function axisOf(type: "linear" | "log", values: readonly number[], ends: "rounded" | "as it is"): ScaleOptions {
  const axis = { type, nice: ends === "rounded" };
  if (values.length === 0) return axis;
  if (type === "linear")
    return ends === "as it is" && areNumbers(values) ? { ...axis, ticks: [...new Set(values)], tickFormat: "d" } : axis;
  const [least, most] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
  const [low, high] = [Math.floor(least), Math.ceil(most)];
  const decades = ends === "rounded" ? high - low : most - least;
  if (decades < 2) return { ...axis, ticks: FEW, tickFormat: "~g" };
  const stride = Math.ceil((high - low + 1) / MOST_POWERS);
  const powers = Array.from({ length: Math.floor((high - low) / stride) + 1 }, (_, n) => low + n * stride);
  return { ...axis, ticks: powers.map((power) => 10 ** power), tickFormat: (value: number) => powerOfTen(Math.round(Math.log10(value))) };
}

/** Whether values number things, 1, 2, 3 and so on: between them there is nothing. */
function areNumbers(values: readonly number[]): boolean {
  const count = new Set(values).size;
  return count > 1 && count <= MOST_NUMBERED && values.every(Number.isInteger) && Math.max(...values) - Math.min(...values) === count - 1;
}

/** `0.01`, `1`, `100`, and beyond `10⁻⁶`. */
function powerOfTen(power: number): string {
  return Math.abs(power) <= 2 ? String(10 ** power) : `10${[...String(power)].map((digit) => SUPERSCRIPTS[digit]).join("")}`;
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = Object.fromEntries([..."-0123456789"].map((digit, n) => [digit, "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"[n]]));

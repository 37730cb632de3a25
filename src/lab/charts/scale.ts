// Axes: from values to pixels, and the ticks between.

/** A map from values to pixels, and where its ticks are. */
export interface Scale {
  (value: number): number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/** @param pixels of the two ends of the domain */
export function linearScale([least, most]: readonly [number, number], pixels: readonly [number, number], count: number): Scale {
  const width = most - least || 1;
  const scale = (value: number) => pixels[0] + ((value - least) / width) * (pixels[1] - pixels[0]);
  const step = niceStep(width / Math.max(1, count));
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(least / step - 1e-9);
  const last = Math.floor(most / step + 1e-9);
  const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => {
    const value = (first + k) * step;
    return { value, label: minus(value.toFixed(digits)) };
  });
  return Object.assign(scale, { ticks });
}

/** For positive values; ticks at powers of ten. */
export function logScale([least, most]: readonly [number, number], pixels: readonly [number, number], count: number): Scale {
  const [from, to] = [Math.log10(least), Math.log10(most)];
  const width = to - from || 1;
  const scale = (value: number) => pixels[0] + ((Math.log10(value) - from) / width) * (pixels[1] - pixels[0]);
  const decades = Math.max(1, Math.ceil(width / Math.max(1, count)));
  const first = Math.ceil(from - 1e-9);
  const exponents = Array.from({ length: Math.max(0, Math.floor(to + 1e-9) - first + 1) }, (_, k) => first + k);
  const ticks = exponents
    .filter((exponent) => exponent % decades === 0)
    .map((exponent) => ({ value: 10 ** exponent, label: power(exponent) }));
  return Object.assign(scale, { ticks });
}

/** 1, 2 or 5 times a power of ten, at least so much. */
function niceStep(least: number): number {
  const unit = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * unit >= least * (1 - 1e-9)) ?? 10;
  return factor * unit;
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function power(exponent: number): string {
  if (exponent === 0) return "1";
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => superscripts[Number(digit)]);
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

/** With a minus sign in the place of a hyphen; no negative zero. */
export function minus(text: string): string {
  return text.replace(/^-(?=0(\.0*)?$)/, "").replace("-", "−");
}

/** The least and the most of some values, a part of their distance added on both sides. `null` where there are none. */
export function domainOf(values: Iterable<number>, padding: number): readonly [number, number] | null {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least > most) return null;
  const margin = padding * (most - least || Math.abs(most) || 1);
  return [least - margin, most + margin];
}

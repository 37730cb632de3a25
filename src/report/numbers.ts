// Numbers as text: values with their errors, exact values, durations.

/** Errors below this part of the value are rounding, not statistics; the value is then printed to {@link EXACT_DIGITS}. */
const ROUNDING = 1e-12;
const EXACT_DIGITS = 10;
const NONE = "–";

/** A value known to rounding: ten significant digits without trailing zeros. */
export function exactNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(EXACT_DIGITS))) : NONE;
}

/** A mean with two digits of its error in brackets, in units of the last digit, `-1.274549(12)`: no digit that the error does not support. */
export function withError(mean: number, error: number): string {
  if (!Number.isFinite(mean)) return NONE;
  if (!Number.isFinite(error)) return `${mean.toPrecision(2)}(?)`;
  if (error <= ROUNDING * Math.max(1, Math.abs(mean))) return exactNumber(mean);
  const decimals = decimalsFor(error, 2);
  return `${plainZero(mean.toFixed(decimals))}(${Math.round(error * 10 ** decimals)})`;
}

/** Beside 1 the last of the digits of an exact value, and so less than its rounding. */
const ROUNDING_BESIDE_ONE = 10 ** -EXACT_DIGITS;

/** The same for a mean of Pauli strings, numbers of the order of 1: what is rounding beside 1 is 0, and no error. */
export function meanWithError(mean: number, error: number): string {
  if (!(error < ROUNDING_BESIDE_ONE)) return withError(mean, error);
  return Math.abs(mean) < ROUNDING_BESIDE_ONE ? "0" : exactNumber(mean);
}

/** A ratio is read at a glance: an error below this part of it is not shown. */
const NEGLIGIBLE = 1e-4;

/** The same for a ratio, `0.215(1)`, or a small one, `1.3(2)e-4`: one digit of the error, or none where more digits are certain than anyone reads. */
export function scientificWithError(value: number, error: number): string {
  if (!Number.isFinite(value)) return NONE;
  if (!(error > NEGLIGIBLE * Math.abs(value))) return scientific(value);
  if (isPlain(value) && error < Math.abs(value)) {
    const decimals = decimalsFor(error, 1);
    return `${value.toFixed(decimals)}(${Math.round(error * 10 ** decimals)})`;
  }
  const exponent = Math.floor(Math.log10(Math.max(Math.abs(value), error)));
  const scale = 10 ** exponent;
  const decimals = decimalsFor(error / scale, 1);
  const digits = Math.round((error / scale) * 10 ** decimals);
  return `${plainZero((value / scale).toFixed(decimals))}(${digits})e${exponent}`;
}

/** Two digits, `3.1e-6`, between 0.1 and 1000 without an exponent; zero is `0`. */
export function scientific(value: number): string {
  if (!Number.isFinite(value)) return NONE;
  if (value === 0) return "0";
  const rounded = Number(value.toPrecision(2));
  if (!isPlain(rounded)) return value.toExponential(1).replace("e+", "e");
  const size = Math.abs(rounded);
  return rounded.toFixed(size >= 10 ? 0 : size >= 1 ? 1 : 2);
}

function isPlain(value: number): boolean {
  return Math.abs(value) >= 0.1 && Math.abs(value) < 1000;
}

export function fixed(value: number, decimals: number): string {
  return Number.isFinite(value) ? plainZero(value.toFixed(decimals)) : NONE;
}

/** Seconds with as many digits as anyone wants to read. */
export function duration(seconds: number): string {
  return fixed(seconds, seconds < 10 ? 2 : seconds < 100 ? 1 : 0);
}

/** Decimals such that the error keeps so many digits after rounding: with two, 0.0996 counts as 0.10, not as 0.100. */
function decimalsFor(error: number, digits: number): number {
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(error)));
  return decimals > 0 && Math.round(error * 10 ** decimals) >= 10 ** digits ? decimals - 1 : decimals;
}

/** `-0.00` is printed as `0.00`. */
function plainZero(text: string): string {
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

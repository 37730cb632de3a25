// A complex number as a colour: hue its phase, strength its modulus. Positive is blue and negative orange, which colour-blind eyes tell apart.

/** Of OKLCH (Ottosson 2020): equal steps look equal. */
const HUE_OF_ZERO = 250;
const MOST_CHROMA = 0.16;

/**
 * sRGB bytes of a number with |z| = `modulus` (0 to 1) and arg z = `phase` (radians).
 * @param dark whether 0 is black rather than white
 */
export function phaseColour(modulus: number, phase: number, dark: boolean): readonly [number, number, number] {
  const strength = Math.sqrt(Math.max(0, Math.min(1, modulus)));
  const hue = ((HUE_OF_ZERO / 180) * Math.PI + phase) % (2 * Math.PI);
  const [ground, full] = dark ? [0.22, 0.75] : [0.985, 0.6];
  return fromOklch(ground + (full - ground) * strength, MOST_CHROMA * strength, hue);
}

function fromOklch(lightness: number, chroma: number, hue: number): readonly [number, number, number] {
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    byte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** Linear light to sRGB. */
function byte(value: number): number {
  const curved = value <= 0.0031308 ? 12.92 * value : 1.055 * Math.max(0, value) ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.max(0, Math.min(1, curved)));
}

/** A picture, row by row: what `ImageData` holds. */
export interface Picture {
  readonly columns: number;
  readonly rows: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** Below this the largest modulus is drawn as faint as it is: what is left of a weight that training drove to zero. */
const FAINT = 1e-3;

/** A matrix of complex numbers, the largest modulus at full strength unless it is next to nothing. */
export function complexPicture(
  {
    rows,
    columns,
    real,
    imaginary,
  }: { readonly rows: number; readonly columns: number; readonly real: ArrayLike<number>; readonly imaginary: ArrayLike<number> },
  dark: boolean,
): Picture & { readonly largest: number } {
  let largest = 0;
  for (let n = 0; n < rows * columns; n++) largest = Math.max(largest, Math.hypot(real[n], imaginary[n]));
  const scale = Math.max(largest, FAINT);
  const pixels = new Uint8ClampedArray(4 * rows * columns);
  for (let n = 0; n < rows * columns; n++) {
    const modulus = Math.hypot(real[n], imaginary[n]);
    pixels.set([...phaseColour(modulus / scale, Math.atan2(imaginary[n], real[n]), dark), 255], 4 * n);
  }
  return { rows, columns, pixels, largest };
}

/** Configurations, one a row: up light, down dark. */
export function spinPicture(rows: readonly ArrayLike<number>[], dark: boolean): Picture {
  const columns = rows[0]?.length ?? 0;
  const pixels = new Uint8ClampedArray(4 * rows.length * columns);
  for (const [r, row] of rows.entries()) {
    for (let i = 0; i < columns; i++) pixels.set([...phaseColour(0.7, row[i] > 0 ? 0 : Math.PI, dark), 255], 4 * (r * columns + i));
  }
  return { rows: rows.length, columns, pixels };
}

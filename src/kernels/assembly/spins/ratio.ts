// The result of a ratio f(s')/f(s), kept in two globals.

/** Result of every ratio function: f(s')/f(s). */
export let ratioRe: f64 = 1;
export let ratioIm: f64 = 0;

@inline
export function setRatio(re: f64, im: f64): void {
  ratioRe = re;
  ratioIm = im;
}

/** Multiplies the ratio by x + iy. */
@inline
export function multiplyRatio(x: f64, y: f64): void {
  const re = ratioRe * x - ratioIm * y;
  ratioIm = ratioRe * y + ratioIm * x;
  ratioRe = re;
}

/** |f(s')/f(s)|². */
@inline
export function squaredModulus(): f64 {
  return ratioRe * ratioRe + ratioIm * ratioIm;
}

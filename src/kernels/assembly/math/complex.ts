/** Scalar complex arithmetic. WebAssembly returns one number, so a complex result is left in `re` and `im`. */
export let re: f64 = 0;
export let im: f64 = 0;

@inline
export function set(x: f64, y: f64): void {
  re = x;
  im = y;
}

/** (re, im) × (x, y). */
@inline
export function multiply(x: f64, y: f64): void {
  const r = re * x - im * y;
  im = re * y + im * x;
  re = r;
}

/** e^{x + iy}. */
@inline
export function exp(x: f64, y: f64): void {
  const modulus = NativeMath.exp(x);
  NativeMath.sincos(y);
  re = modulus * NativeMath.sincos_cos;
  im = modulus * NativeMath.sincos_sin;
}

/** Principal logarithm of x + iy. */
@inline
export function log(x: f64, y: f64): void {
  re = 0.5 * NativeMath.log(x * x + y * y);
  im = NativeMath.atan2(y, x);
}

// Configurations as bits, a set bit for a spin that is down.

/** A configuration is a row of 64-bit words; bit i is set where spin i is down (s_i = -1). */

@inline
export function spinIsDown(bits: usize, i: i32): bool {
  return ((load<u64>(bits + ((<usize>(i >> 6)) << 3)) >> (<u64>(i & 63))) & 1) == 1;
}

@inline
export function toggle(bits: usize, i: i32): void {
  const word = bits + ((<usize>(i >> 6)) << 3);
  store<u64>(word, load<u64>(word) ^ ((<u64>1) << (<u64>(i & 63))));
}

/** Π s_i over the sites in `mask`: +1 or -1. */
@inline
export function signOf(bits: usize, mask: usize, words: i32): f64 {
  let count: u64 = 0;
  for (let w: usize = 0; w < <usize>words << 3; w += 8) count += popcnt<u64>(load<u64>(bits + w) & load<u64>(mask + w));
  return 1 - 2 * <f64>(<i32>(count & 1));
}

/** a · s' and b · s' of configurations of `bytes` bytes, one in each lane. */
@inline
export function overlaps(a: usize, b: usize, other: usize, bytes: usize, sites: i32): v128 {
  let first: u64 = 0;
  let second: u64 = 0;
  for (let w: usize = 0; w < bytes; w += 8) {
    const word = load<u64>(other + w);
    first += popcnt<u64>(load<u64>(a + w) ^ word);
    second += popcnt<u64>(load<u64>(b + w) ^ word);
  }
  const unlike = f64x2.replace_lane(f64x2.splat(<f64>(<i32>first)), 1, <f64>(<i32>second));
  return f64x2.sub(f64x2.splat(<f64>sites), f64x2.add(unlike, unlike));
}

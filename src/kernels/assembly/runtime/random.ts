// Random numbers, xoshiro256++.

/** xoshiro256++ (Blackman & Vigna, ACM TOMS 47, 36 (2021)): four u64 of state at `state`, seeded from outside. */
@inline
export function nextU64(state: usize): u64 {
  const s0 = load<u64>(state);
  let s1 = load<u64>(state, 8);
  let s2 = load<u64>(state, 16);
  let s3 = load<u64>(state, 24);
  const result = rotl<u64>(s0 + s3, 23) + s0;
  const t = s1 << 17;
  s2 ^= s0;
  s3 ^= s1;
  s1 ^= s2;
  store<u64>(state, s0 ^ s3);
  s2 ^= t;
  store<u64>(state, s1, 8);
  store<u64>(state, s2, 16);
  store<u64>(state, rotl<u64>(s3, 45), 24);
  return result;
}

/** Uniform in [0, 1), 53 bits. */
@inline
export function uniform(state: usize): f64 {
  return <f64>(<i64>(nextU64(state) >> 11)) * 1.1102230246251565e-16;
}

/** Uniform integer in [0, bound), bound < 2^32: the high half of a 32 × 32 bit product (bias < 2^-20 for any lattice). */
@inline
export function uniformBelow(state: usize, bound: u32): u32 {
  return <u32>(((nextU64(state) >> 32) * <u64>bound) >> 32);
}

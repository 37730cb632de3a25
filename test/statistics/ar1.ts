import { type RandomStream, randomStream } from "../../src/core/random.ts";

/** Standard normal numbers by Box and Muller. */
export function normals(seed: number, name = "normals"): () => number {
  const stream: RandomStream = randomStream(seed, name);
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - stream.uniform()));
    const angle = 2 * Math.PI * stream.uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/**
 * Chains of x(t+1) = ρ x(t) + √(1-ρ²) ξ(t), chain-major and stationary from the start: mean 0, variance 1, autocorrelation ρ^t, so an
 * integrated autocorrelation time of (1+ρ)/(1-ρ).
 */
export function ar1(seed: number, chains: number, length: number, rho: number): Float64Array {
  const normal = normals(seed, "ar1");
  const kick = Math.sqrt(1 - rho * rho);
  const series = new Float64Array(chains * length);
  for (let c = 0; c < chains; c++) {
    series[c * length] = normal();
    for (let t = 1; t < length; t++) series[c * length + t] = rho * series[c * length + t - 1] + kick * normal();
  }
  return series;
}

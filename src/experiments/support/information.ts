// Shannon information between parts of a distribution that is known exactly.

/** A probability p(s) of each configuration, and labels of what is asked about: equal labels, equal values. */
export type Labels = ArrayLike<number>;

/** H(A, B, …) = -Σ p ln p over the joint values, in nats. */
export function entropyOf(probabilities: Float64Array, ...of: readonly Labels[]): number {
  const sums = new Map<string, number>();
  for (let s = 0; s < probabilities.length; s++) {
    const key = of.map((labels) => labels[s]).join(",");
    sums.set(key, (sums.get(key) ?? 0) + probabilities[s]);
  }
  let entropy = 0;
  for (const p of sums.values()) if (p > 0) entropy -= p * Math.log(p);
  return entropy;
}

/** Sums of entropies are off by so much. */
const ROUNDING = 1e-12;

/** I(A; B | C) = H(A, C) + H(B, C) - H(C) - H(A, B, C): what A knows of B that C does not. Never below 0, and 0 where rounding alone is left. */
export function conditionalInformation(probabilities: Float64Array, a: Labels, b: Labels, c: Labels): number {
  const entropy = (...of: Labels[]) => entropyOf(probabilities, ...of);
  const information = entropy(a, c) + entropy(b, c) - entropy(c) - entropy(a, b, c);
  return information > ROUNDING ? information : 0;
}

/** Signals whose difference is rounding are one value: their scale is 1 after division by the largest. */
const SAME = 1e-9;

/**
 * A real signal in bins of about equal probability: values are sorted, and a value belongs to the bin in which the middle of its probability lies. Equal values share
 * a bin, so that a signal of few values has at most as many bins.
 */
export function binned(signal: Float64Array, probabilities: Float64Array, bins: number): Int32Array {
  const largest = signal.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const order = Array.from(signal.keys()).sort((a, b) => signal[a] - signal[b]);
  const labels = new Int32Array(signal.length);
  let below = 0;
  for (let begin = 0; begin < order.length; ) {
    let [end, weight] = [begin, 0];
    while (end < order.length && signal[order[end]] - signal[order[begin]] <= SAME * largest) weight += probabilities[order[end++]];
    const bin = Math.min(bins - 1, Math.floor((below + weight / 2) * bins));
    for (; begin < end; begin++) labels[order[begin]] = bin;
    below += weight;
  }
  return labels;
}

// The optimiser Adam.

const [MEAN_DECAY, SQUARE_DECAY, SMALL] = [0.9, 0.999, 1e-8];

/**
 * Adam (Kingma & Ba 2015) with its usual constants: a function that moves parameters against a gradient, with a memory of its own.
 * @param bound after every update |w| <= bound
 */
export function adam(
  count: number,
  bound = Number.POSITIVE_INFINITY,
): (parameters: Float64Array, gradient: Float64Array, rate: number) => void {
  const means = new Float64Array(count);
  const squares = new Float64Array(count);
  let [first, second] = [1, 1];
  return (parameters, gradient, rate) => {
    first *= MEAN_DECAY;
    second *= SQUARE_DECAY;
    const step = rate / (1 - first);
    const scale = 1 / (1 - second);
    for (let k = 0; k < count; k++) {
      const g = gradient[k];
      const mean = means[k] + (1 - MEAN_DECAY) * (g - means[k]);
      const square = squares[k] + (1 - SQUARE_DECAY) * (g * g - squares[k]);
      means[k] = mean;
      squares[k] = square;
      const value = parameters[k] - (step * mean) / (Math.sqrt(scale * square) + SMALL);
      parameters[k] = value > bound ? bound : value < -bound ? -bound : value;
    }
  };
}

// Small dense networks of real numbers: their outputs, their gradients by transposed layers.
import type { RandomNumbers } from "./random.ts";

/** What the last layer gives: its sums as they are, or each through 1 / (1 + e^(-z)). */
export type Output = "linear" | "sigmoid";

/** h_l = relu(W_lᵀ h_{l-1} + b_l), h_0 the input; no relu in the last layer. */
export interface DenseNetwork {
  /** Units of every layer, from the inputs to the outputs. */
  readonly widths: readonly number[];
  readonly output: Output;
  /** For each layer W_l, a row for each unit below, then b_l. */
  readonly parameters: Float64Array;
}

/** Σ_l (n_{l-1} + 1) n_l. */
export const parameterCount = (widths: readonly number[]) => widths.slice(1).reduce((sum, width, l) => sum + (widths[l] + 1) * width, 0);

/** Weights normal with variance 2 / n_{l-1} (He et al. 2015), biases uniform within ±1/2 so that kinks lie where the inputs are. */
export function randomDense(widths: readonly number[], output: Output, random: RandomNumbers): DenseNetwork {
  const parameters = new Float64Array(parameterCount(widths));
  for (const { below, width, weights, bias } of layersOf(widths)) {
    for (let k = weights; k < bias; k++) parameters[k] = Math.sqrt(2 / below) * random.normal();
    for (let k = bias; k < bias + width; k++) parameters[k] = random.uniform() - 0.5;
  }
  return { widths, output, parameters };
}

/** Where the parameters of each layer lie. */
export function layersOf(widths: readonly number[]) {
  let at = 0;
  return widths.slice(1).map((width, l) => {
    const weights = at;
    const bias = weights + widths[l] * width;
    at = bias + width;
    return { below: widths[l], width, weights, bias };
  });
}

/** The outputs for rows of inputs, a row for each. */
export function outputsOf(network: DenseNetwork, inputs: Float64Array): Float64Array {
  return forward(network, inputs, spaceFor(network.widths, inputs.length / network.widths[0]));
}

/** Memory for so many rows, which each pass writes over. */
export interface Space {
  /** Of each layer above the inputs: its values, and the derivative of the loss by what goes into it. */
  readonly values: readonly Float64Array[];
  readonly deltas: readonly Float64Array[];
  readonly transposed: Float64Array;
  readonly gradient: Float64Array;
}

export function spaceFor(widths: readonly number[], rows: number): Space {
  const layers = widths.slice(1).map((width) => rows * width);
  return {
    values: layers.map((length) => new Float64Array(length)),
    deltas: layers.map((length) => new Float64Array(length)),
    transposed: new Float64Array(Math.max(...widths.slice(1).map((width, l) => width * widths[l]))),
    gradient: new Float64Array(parameterCount(widths)),
  };
}

/** The mean over the rows of Σ (output - target)², and its gradient by the parameters, which lies in the space. */
export function squaredError(network: DenseNetwork, inputs: Float64Array, targets: Float64Array, space: Space) {
  const { widths, output, parameters } = network;
  const { values, deltas, transposed, gradient } = space;
  const outputs = forward(network, inputs, space);
  const rows = inputs.length / widths[0];
  const layers = layersOf(widths);
  let loss = 0;
  const last = deltas[layers.length - 1];
  for (let k = 0; k < last.length; k++) {
    const value = outputs[k];
    const error = value - targets[k];
    loss += (error * error) / rows;
    last[k] = ((2 * error) / rows) * (output === "sigmoid" ? value * (1 - value) : 1);
  }
  gradient.fill(0);
  const { bias: outerBias, width: outer } = layers[layers.length - 1];
  for (let k = 0; k < last.length; k++) gradient[outerBias + (k % outer)] += last[k];
  for (let l = layers.length - 1; l >= 0; l--) {
    const { below, width, weights } = layers[l];
    const delta = deltas[l];
    const inner = l === 0 ? inputs : values[l - 1];
    addProduct(gradient, weights, { from: inner, at: 0, row: 1, column: below }, { from: delta, at: 0 }, [below, rows, width]);
    if (l === 0) break;
    for (let i = 0; i < below; i++) for (let o = 0; o < width; o++) transposed[o * below + i] = parameters[weights + i * width + o];
    const back = deltas[l - 1].fill(0);
    addProduct(back, 0, { from: delta, at: 0, row: width, column: 1 }, { from: transposed, at: 0 }, [rows, width, below]);
    const innerBias = layers[l - 1].bias;
    for (let k = 0; k < back.length; k += below) {
      for (let i = 0; i < below; i++) {
        if (inner[k + i] > 0) gradient[innerBias + i] += back[k + i];
        else back[k + i] = 0;
      }
    }
  }
  return { loss, gradient };
}

/** Fills the values of every layer and gives those of the last. */
function forward({ widths, output, parameters }: DenseNetwork, inputs: Float64Array, { values }: Space): Float64Array {
  const rows = inputs.length / widths[0];
  const layers = layersOf(widths);
  for (const [l, { below, width, weights, bias }] of layers.entries()) {
    const next = values[l];
    for (let k = 0; k < next.length; k += width) for (let o = 0; o < width; o++) next[k + o] = parameters[bias + o];
    const inner = l === 0 ? inputs : values[l - 1];
    addProduct(next, 0, { from: inner, at: 0, row: below, column: 1 }, { from: parameters, at: weights }, [rows, below, width]);
    if (l < layers.length - 1) for (let k = 0; k < next.length; k++) next[k] = next[k] > 0 ? next[k] : 0;
    else if (output === "sigmoid") for (let k = 0; k < next.length; k++) next[k] = 1 / (1 + Math.exp(-next[k]));
  }
  return values[layers.length - 1];
}

/** A matrix in an array: element (i, j) at `at + i row + j column`. */
interface Strided {
  readonly from: Float64Array;
  readonly at: number;
  readonly row: number;
  readonly column: number;
}

/** C += A B with A of m × k and B of k × n; B and C lie row by row, C from `c` on. Two rows of A by four of B at a time: three times as fast as one by one. */
function addProduct(
  to: Float64Array,
  c: number,
  a: Strided,
  b: Pick<Strided, "from" | "at">,
  [m, k, n]: readonly [m: number, k: number, n: number],
): void {
  const { from: left, row, column } = a;
  const { from: right } = b;
  const spare = m % 2 === 1 ? new Float64Array(n) : to;
  for (let i = 0; i < m; i += 2) {
    // The last of an odd number of rows is taken twice, once into nowhere.
    const single = i + 1 === m;
    const next = single ? spare : to;
    const under = single ? 0 : row;
    const out = c + i * n;
    const below = single ? 0 : out + n;
    let at = a.at + i * row;
    let first = b.at;
    let l = 0;
    for (; l + 4 <= k; l += 4) {
      const a0 = left[at];
      const a1 = left[at + column];
      const a2 = left[at + 2 * column];
      const a3 = left[at + 3 * column];
      const c0 = left[at + under];
      const c1 = left[at + under + column];
      const c2 = left[at + under + 2 * column];
      const c3 = left[at + under + 3 * column];
      const second = first + n;
      const third = second + n;
      const fourth = third + n;
      for (let j = 0; j < n; j++) {
        const r0 = right[first + j];
        const r1 = right[second + j];
        const r2 = right[third + j];
        const r3 = right[fourth + j];
        to[out + j] += a0 * r0 + a1 * r1 + a2 * r2 + a3 * r3;
        next[below + j] += c0 * r0 + c1 * r1 + c2 * r2 + c3 * r3;
      }
      at += 4 * column;
      first += 4 * n;
    }
    for (; l < k; l++) {
      const a0 = left[at];
      const c0 = left[at + under];
      for (let j = 0; j < n; j++) {
        to[out + j] += a0 * right[first + j];
        next[below + j] += c0 * right[first + j];
      }
      at += column;
      first += n;
    }
  }
}

import { expect, test } from "vitest";
import {
  type DenseNetwork,
  outputsOf,
  parameterCount,
  randomDense,
  spaceFor,
  squaredError,
} from "../../src/experiments/support/denseNetwork.ts";
import { randomNumbers } from "../../src/experiments/support/random.ts";

const normals = (count: number, seed: number) => {
  const random = randomNumbers(seed, "test");
  return Float64Array.from({ length: count }, () => random.normal());
};

/** One row at a time, from the formula. */
function naive({ widths, output, parameters }: DenseNetwork, input: readonly number[]): number[] {
  let [values, at] = [[...input], 0];
  for (const [l, width] of widths.slice(1).entries()) {
    const bias = at + values.length * width;
    const sums = Array.from({ length: width }, (_, o) =>
      values.reduce((sum, value, i) => sum + value * parameters[at + i * width + o], parameters[bias + o]),
    );
    at = bias + width;
    values = l < widths.length - 2 ? sums.map((sum) => Math.max(0, sum)) : sums;
  }
  expect(at).toBe(parameterCount(widths));
  return output === "sigmoid" ? values.map((value) => 1 / (1 + Math.exp(-value))) : values;
}

// Odd and even widths and rows, one hidden layer and two, one output and three: every remainder of the blocked products.
const shapes = [
  [[3, 5, 1], "linear"],
  [[4, 6, 7, 3], "sigmoid"],
  [[5, 9, 4, 1], "linear"],
  [[2, 3], "sigmoid"],
] as const;

test.each(shapes)("%j, %s: outputs are the formula's, the gradient is a finite difference", (widths, output) => {
  const network = randomDense(widths, output, randomNumbers(4, "test"));
  for (const rows of [1, 6]) {
    const inputs = normals(rows * widths[0], 2);
    const outputs = outputsOf(network, inputs);
    for (let r = 0; r < rows; r++) {
      const expected = naive(network, [...inputs.subarray(r * widths[0], (r + 1) * widths[0])]);
      for (const [o, value] of expected.entries()) expect(outputs[r * expected.length + o]).toBeCloseTo(value, 12);
    }
    const targets = normals(outputs.length, 3);
    const space = spaceFor(widths, rows);
    const lossOf = (parameters: Float64Array) => squaredError({ ...network, parameters }, inputs, targets, space).loss;
    expect(lossOf(network.parameters)).toBeCloseTo(outputs.reduce((sum, value, k) => sum + (value - targets[k]) ** 2, 0) / rows, 12);
    // Twice in the same memory: nothing of a pass is left to the next.
    squaredError(network, normals(inputs.length, 5), targets, space);
    const gradient = squaredError(network, inputs, targets, space).gradient.slice();
    const step = 1e-6;
    for (let k = 0; k < gradient.length; k++) {
      const [above, below] = [step, -step].map((by) => lossOf(network.parameters.with(k, network.parameters[k] + by)));
      expect(gradient[k]).toBeCloseTo((above - below) / (2 * step), 7);
    }
  }
});

import { expect, test } from "vitest";
import { evaluatedMachine, type Machine, networkOf, randomMachine } from "../../src/experiments/support/machine.ts";
import { naturalGradient, stateOfLogs } from "../../src/experiments/support/naturalGradient.ts";
import { operatorOf } from "../../src/experiments/support/operator.ts";
import { randomNumbers } from "../../src/experiments/support/random.ts";
import { chain, dm, expectation, stateOf } from "../../src/index.ts";

// A Hamiltonian with complex elements and a complex network: nothing is real by chance.
const hamiltonian = dm(chain(4), { d: 0.7 });
const machine = randomMachine(4, 3, { real: 0.3, imaginary: 0.4 }, randomNumbers(3, "test"));
const lattice = chain(4);
const energyOf = async (of: Machine) => expectation(await stateOf(networkOf(of), { lattice }), hamiltonian);
const all = Array.from({ length: machine.parameters.length / 2 }, (_, k) => k);
const gradient = naturalGradient(evaluatedMachine(machine), operatorOf(hamiltonian), { trained: all, shift: 0.01 });

test("the amplitudes are those of the library, up to a factor", async () => {
  const state = await stateOf(networkOf(machine), { lattice });
  const own = stateOfLogs(evaluatedMachine(machine).logs);
  const [re, im] = [0, 1].map((part) =>
    own.real.reduce((sum, x, s) => {
      const [u, v, y] = [state.real[s], state.imaginary[s], own.imaginary[s]];
      return sum + (part === 0 ? x * u + y * v : x * v - y * u);
    }, 0),
  );
  expect(Math.hypot(re, im)).toBeCloseTo(1, 12);
  expect(gradient.energy).toBeCloseTo(await energyOf(machine), 12);
});

test("the forces are finite differences of the energy, ∂E = 2 Re F* ∂θ", async () => {
  const step = 1e-4;
  for (let k = 0; k < machine.parameters.length; k++) {
    const moved = (by: number) => energyOf({ ...machine, parameters: machine.parameters.with(k, machine.parameters[k] + by) });
    const difference = ((await moved(step)) - (await moved(-step))) / (2 * step);
    // Central differences of this step are off by some 1e-8.
    expect(2 * gradient.forces[k]).toBeCloseTo(difference, 6);
  }
});

test("the direction solves (S + λ) δ = F with S = <O* O> - <O*><O> summed plainly", () => {
  const { derivatives, count } = evaluatedMachine(machine);
  const { real, imaginary } = gradient.state;
  const p = real.map((x, s) => x * x + imaginary[s] * imaginary[s]);
  const o = (s: number, k: number): [number, number] => [derivatives[2 * (s * count + k)], derivatives[2 * (s * count + k) + 1]];
  const mean = (value: (s: number) => number) => p.reduce((sum, weight, s) => sum + weight * value(s), 0);
  for (const k of all) {
    let [re, im] = [0.01 * gradient.direction[2 * k], 0.01 * gradient.direction[2 * k + 1]];
    for (const l of all) {
      const [ka, kb, la, lb] = [mean((s) => o(s, k)[0]), mean((s) => o(s, k)[1]), mean((s) => o(s, l)[0]), mean((s) => o(s, l)[1])];
      const x = mean((s) => o(s, k)[0] * o(s, l)[0] + o(s, k)[1] * o(s, l)[1]) - (ka * la + kb * lb);
      const y = mean((s) => o(s, k)[0] * o(s, l)[1] - o(s, k)[1] * o(s, l)[0]) - (ka * lb - kb * la);
      const [u, v] = [gradient.direction[2 * l], gradient.direction[2 * l + 1]];
      re += x * u - y * v;
      im += x * v + y * u;
    }
    expect(re).toBeCloseTo(gradient.forces[2 * k], 10);
    expect(im).toBeCloseTo(gradient.forces[2 * k + 1], 10);
  }
});

test("parameters that are not trained are kept", () => {
  const { direction } = naturalGradient(evaluatedMachine(machine), operatorOf(hamiltonian), { trained: [1, 5], shift: 0.01 });
  expect([...direction.keys()].filter((k) => direction[k] !== 0).map((k) => k >> 1)).toEqual([1, 1, 5, 5]);
});

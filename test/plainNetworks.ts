import { Complex } from "complex.js";
import type { ActivationName, ResolvedAnsatz, ResolvedJastrow, ResolvedMlp } from "../src/ansatz/ansatz.ts";
import type { Lattice } from "../src/lattice/lattice.ts";
import { logAmplitude, plainRbm } from "./judges.ts";

// Every ansatz written out from its formula with complex.js, one configuration at a time; no kernel.

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

const selu = (x: number) => SELU_SCALE * (x >= 0 ? x : SELU_ALPHA * (Math.exp(x) - 1));

const activations: Readonly<Record<ActivationName, (z: Complex) => Complex>> = {
  "log-cosh": (z) => z.cosh().log(),
  tanh: (z) => z.tanh(),
  "reim-selu": (z) => new Complex(selu(z.re), selu(z.im)),
};

/** f(s) itself, by the formula of its ansatz and the sum over its projection. */
export function plainAmplitude(ansatz: ResolvedAnsatz, lattice: Lattice, parameters: Float64Array, spins: readonly number[]): Complex {
  const summed = ansatz.name === "mlp" && ansatz.symmetric;
  const shifts = summed ? lattice.translations : [lattice.sites];
  const moves = (ansatz.pointGroup ? lattice.pointGroup : [lattice.sites]).flatMap((turn) =>
    shifts.map((shift) => lattice.sites.map((i) => shift[turn[i]])),
  );
  const turns = ansatz.parity === "none" ? [1] : [1, -1];
  let total = new Complex(0, 0);
  for (const turn of turns) {
    for (const move of moves) {
      const moved = new Array<number>(spins.length);
      for (const [i, s] of spins.entries()) moved[move[i]] = turn * s;
      const part = plainLog(ansatz, lattice, parameters, moved).exp();
      total = turn < 0 && ansatz.parity === "odd" ? total.sub(part) : total.add(part);
    }
  }
  return total;
}

function plainLog(ansatz: ResolvedAnsatz, lattice: Lattice, parameters: Float64Array, spins: readonly number[]): Complex {
  const stored = Array.from({ length: parameters.length / 2 }, (_, k) => new Complex(parameters[2 * k], parameters[2 * k + 1]));
  switch (ansatz.name) {
    case "rbm":
      return new Complex(...logAmplitude(plainRbm(ansatz, lattice, parameters), spins));
    case "mlp":
      return perceptron(ansatz, stored, spins);
    case "jastrow":
    case "product":
      return pairs(ansatz, lattice, stored, spins);
  }
}

function perceptron({ widths, activation, biases }: ResolvedMlp, stored: Complex[], spins: readonly number[]): Complex {
  let layer = spins.map((s) => new Complex(s, 0));
  for (const width of widths) {
    const weights = layer.map(() => stored.splice(0, width));
    const bias = biases ? stored.splice(0, width) : new Array<Complex>(width).fill(new Complex(0, 0));
    layer = bias.map((b, k) => activations[activation](layer.reduce((z, h, a) => z.add(h.mul(weights[a][k])), b)));
  }
  return layer.reduce((total, h, k) => total.add(h.mul(stored[k])), new Complex(0, 0));
}

/** Pairs share a coupling where a translation maps one onto the other; numbered in the order in which they first appear. */
function pairs({ name, symmetric, biases }: ResolvedJastrow, lattice: Lattice, stored: Complex[], spins: readonly number[]): Complex {
  const { size, translations } = lattice;
  let total = new Complex(0, 0);
  if (biases || name === "product") {
    const fields = stored.splice(0, symmetric ? 1 : size);
    for (const [i, s] of spins.entries()) total = total.add(fields[symmetric ? 0 : i].mul(s));
  }
  if (name === "product") return total;
  const seen: string[] = [];
  for (let i = 0; i < size; i++) {
    for (let k = i + 1; k < size; k++) {
      const images = (symmetric ? translations : [lattice.sites]).map((move) => [move[i], move[k]].sort((a, b) => a - b).join());
      let index = seen.findIndex((key) => images.includes(key));
      if (index < 0) index = seen.push(`${i},${k}`) - 1;
      total = total.add(stored[index].mul(spins[i] * spins[k]));
    }
  }
  return total;
}

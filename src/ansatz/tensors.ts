// The parameters of an ansatz as named tensors: their order, shapes and number.
import { InputError, refuse } from "../core/errors.ts";
import type { Lattice } from "../lattice/lattice.ts";
import type { Ansatz, MlpAnsatz, ResolvedAnsatz, ResolvedJastrow, ResolvedMlp, ResolvedRbm } from "./ansatz.ts";
import { pairClasses } from "./pairClasses.ts";

/** A named block of complex parameters. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
}

/** More weights than this are refused: the flip tables would not fit the memory of the kernels. */
const MOST_WEIGHTS = 4e6;

/** M, the hidden units: round(α N), for a symmetric network a multiple of the translations. @throws InputError if it is none. */
export function hiddenUnits(ansatz: ResolvedRbm, lattice: Lattice): number {
  const { density, symmetric } = ansatz;
  const hidden = Math.round(density * lattice.size);
  if (!(hidden >= 1)) refuse("ansatz.density", "at least one hidden unit", `${density} on ${lattice.size} sites`);
  checkSize(ansatz, lattice.size);
  const shifts = lattice.translations.length;
  if (symmetric && (hidden % shifts !== 0 || Math.abs(density * lattice.size - hidden) > 1e-9)) {
    refuse("ansatz.density", `a whole number of features for ${shifts} translations`, density, "use a whole density or --no-symmetric");
  }
  return hidden;
}

function checkWeights(where: string, weights: number, mend: string): void {
  if (weights > MOST_WEIGHTS) refuse(where, `at most ${MOST_WEIGHTS} weights`, weights, mend);
}

/** Refuses what is far too large for its weights to be held, before anything is built. @throws InputError */
export function checkSize(ansatz: Ansatz, size: number): void {
  if (ansatz.name === "rbm")
    checkWeights("ansatz.density", Math.round(ansatz.density * size) * size, "use a smaller density or fewer sites");
  if (ansatz.name === "mlp") checkWeights("ansatz.widths", weightsOf(ansatz, size), "use smaller widths or fewer sites");
}

function weightsOf({ widths }: Pick<MlpAnsatz, "widths">, size: number): number {
  return widths.reduce((total, width, layer) => total + width * (layer === 0 ? size : widths[layer - 1]), 0);
}

/** The blocks of the parameter vector, in order. @throws InputError if the ansatz does not fit the lattice. */
export function parameterTensors(ansatz: ResolvedAnsatz, lattice: Lattice): Tensor[] {
  checkSize(ansatz, lattice.size);
  if (ansatz.symmetric && lattice.translations.length < 2) {
    throw new InputError(`ansatz.symmetric: a ${lattice.name} has no translations to share weights over; use --no-symmetric`);
  }
  if (ansatz.pointGroup && lattice.pointGroup.length < 2) {
    throw new InputError(`ansatz.pointGroup: a ${lattice.name} has no rotations or reflections to sum over; use --no-point-group`);
  }
  switch (ansatz.name) {
    case "rbm":
      return rbmTensors(ansatz, lattice);
    case "mlp":
      return mlpTensors(ansatz, lattice);
    case "jastrow":
    case "product":
      return jastrowTensors(ansatz, lattice);
  }
}

function rbmTensors(ansatz: ResolvedRbm, lattice: Lattice): Tensor[] {
  const hidden = hiddenUnits(ansatz, lattice);
  const features = hidden / lattice.translations.length;
  const { symmetric } = ansatz;
  const biases = [
    { name: "visible_bias", shape: [symmetric ? 1 : lattice.size] },
    { name: "hidden_bias", shape: [symmetric ? features : hidden] },
  ];
  return [...(ansatz.biases ? biases : []), { name: "weights", shape: symmetric ? [features, lattice.size] : [lattice.size, hidden] }];
}

function mlpTensors({ widths, biases }: ResolvedMlp, lattice: Lattice): Tensor[] {
  const layers = widths.flatMap((width, layer) => {
    const weights = { name: `weights_${layer + 1}`, shape: [layer === 0 ? lattice.size : widths[layer - 1], width] };
    return biases ? [weights, { name: `bias_${layer + 1}`, shape: [width] }] : [weights];
  });
  return [...layers, { name: "output", shape: [widths[widths.length - 1]] }];
}

function jastrowTensors({ name, symmetric, biases }: ResolvedJastrow, lattice: Lattice): Tensor[] {
  const fields = { name: "fields", shape: [symmetric ? 1 : lattice.size] };
  if (name === "product") return [fields];
  if (!symmetric) checkWeights("ansatz", (lattice.size * (lattice.size - 1)) / 2, "use fewer sites");
  return [...(biases ? [fields] : []), { name: "couplings", shape: [pairClasses(lattice, symmetric).count] }];
}

/** P, the number of complex parameters. */
export function parameterCount(ansatz: ResolvedAnsatz, lattice: Lattice): number {
  return parameterTensors(ansatz, lattice).reduce((total, { shape }) => total + shape.reduce((product, n) => product * n, 1), 0);
}

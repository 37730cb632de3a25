// From an ansatz to a network in the memory of the kernels, and its random initial parameters.
import type { RandomStream } from "../core/random.ts";
import { gaussian } from "../kernels/gaussian.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { type Bond, distances, type Lattice } from "../lattice/lattice.ts";
import type { ResolvedAnsatz } from "./ansatz.ts";
import { Jastrow } from "./jastrow.ts";
import type { KernelNetwork } from "./kernelNetwork.ts";
import { Mlp } from "./mlp.ts";
import { Rbm } from "./rbm.ts";
import { Symmetrised } from "./symmetrised.ts";
import { parameterTensors } from "./tensors.ts";

/** The network of an ansatz, its parameters zero. `pairs` are the pairs of sites whose joint flips are made fast. */
export function createNetwork(kernels: Kernels, ansatz: ResolvedAnsatz, lattice: Lattice, pairs: readonly Bond[]): KernelNetwork {
  const inner = plainNetwork(kernels, ansatz, lattice, pairs);
  // RBM and Jastrow share parameters over the translations; an MLP has to be summed over them.
  const translations = ansatz.name === "mlp" && ansatz.symmetric;
  const { pointGroup, parity } = ansatz;
  if (!translations && !pointGroup && parity === "none") return inner;
  return new Symmetrised(inner, lattice, { translations, pointGroup, parity }, pairs);
}

function plainNetwork(kernels: Kernels, ansatz: ResolvedAnsatz, lattice: Lattice, pairs: readonly Bond[]): KernelNetwork {
  switch (ansatz.name) {
    case "rbm":
      return new Rbm(kernels, ansatz, lattice, pairs);
    case "mlp":
      return new Mlp(kernels, ansatz, lattice, pairs);
    case "jastrow":
    case "product":
      return new Jastrow(kernels, ansatz, lattice, pairs);
  }
}

/**
 * Random parameters, complex interleaved. RBM, Jastrow and product: normal with the ansatz's deviation, real and imaginary part each; the
 * features that an RBM shares over the translations begin around a site of their own, the deviation divided by 1 + the distance from it. With one deviation
 * everywhere a feature could grow around several sites at once: one of six Ising rings of 80 sites, and one of 200, ended 5e-4 above the
 * ground state at density 1 instead of 6e-5. MLP: complex variance scaling, <|w|²> = deviation² / fan-in (Trabelsi et al., Deep complex networks, arXiv:1705.09792, section 3.6), biases zero,
 * but of an odd one, which without biases would be even and its odd part zero.
 */
export function randomParameters(kernels: Kernels, ansatz: ResolvedAnsatz, lattice: Lattice, stream: RandomStream): Float64Array {
  const values = parameterTensors(ansatz, lattice).flatMap(({ name, shape }) => {
    const count = shape.reduce((product, extent) => product * extent, 1);
    const deviation = ansatz.name === "mlp" ? scaledDeviation(name, shape, ansatz) : ansatz.deviation;
    const shared = ansatz.name === "rbm" && ansatz.symmetric && name === "weights";
    const near = shared ? representatives(lattice).map((home) => distances(lattice, home)) : [[0]];
    return Array.from({ length: 2 * count }, (_, k) => {
      const weight = k >> 1;
      const from = near[Math.floor(weight / lattice.size) % near.length];
      return (deviation / (1 + from[weight % from.length])) * gaussian(kernels, stream);
    });
  });
  // A real network keeps its imaginary parts at zero.
  const real = ansatz.name === "rbm" && ansatz.real;
  return Float64Array.from(values, (value, index) => (real && index % 2 === 1 ? 0 : value));
}

/** A site of every kind that the translations do not map onto each other, for features to begin around in turn. */
function representatives({ sites, translations }: Lattice): number[] {
  return sites.filter((site) => translations.every((translation) => translation[site] >= site));
}

function scaledDeviation(name: string, [inputs]: readonly number[], { deviation, parity }: ResolvedAnsatz): number {
  return name.startsWith("bias") && parity !== "odd" ? 0 : deviation / Math.sqrt(2 * inputs);
}

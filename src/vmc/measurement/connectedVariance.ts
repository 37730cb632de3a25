// The variance as the connected configurations of the samples see it: large where chains are caught.
import { type Hamiltonian, matrixElement } from "../../hamiltonian/hamiltonian.ts";
import type { Readout } from "../../readout/index.ts";
import type { Samples } from "../../sampler/sampler.ts";
import type { Simulation } from "../setup/simulation.ts";
import { localEstimates } from "./energies.ts";

/** The connected variance over the sampled one, above which the samples are not believed: a converged network stays below 10, one whose chains froze is above 1e4. */
export const MOST_CONNECTED_VARIANCE = 100;

/** Samples whose connected configurations are evaluated. */
const CENTRES = 64;

/**
 * The variance of the local energy over the configurations connected to the samples, V' = < (1/n) Σ_F |f(s^F)/f(s)|^q |ε(s^F) - E|² > for the n
 * configurations s^F that H connects to s. Summed exactly it is Var(H) wherever every configuration has the same n. Chains frozen on a few
 * equivalent configurations have no variance among their samples; V' is large there.
 */
export function connectedVariance(simulation: Simulation, readout: Readout, samples: Samples, energy: number): number {
  const { kernels, network, hamiltonian, energyOperator } = simulation;
  const step = Math.max(1, Math.floor(samples.measured / CENTRES));
  const rows = Array.from({ length: Math.min(CENTRES, samples.measured) }, (_, index) => index * step);
  const words = 2 * network.words;
  const all = kernels.words(samples.bits, network.words * samples.measured);
  const centres = rows.map((row) => all.slice(words * row, words * (row + 1)));
  // One sample at a time: the look-ups of all connected configurations would fill the memory.
  const most = 1 + hamiltonian.groups.length;
  const bits = kernels.scratch("connectedBits", 4 * words * most);
  const states = kernels.scratch("connectedStates", network.stateBytes * most);
  const pointer = kernels.scratch("connectedLogs", 16 * most);
  let total = 0;
  for (const centre of centres) {
    const configurations = [centre, ...connected(hamiltonian, centre)];
    const count = configurations.length;
    kernels.words(bits, network.words * count).set(configurations.flatMap((configuration) => Array.from(configuration)));
    network.evaluate({ count, bits, states }, pointer);
    const logs = kernels.float64(pointer, 2 * count).slice();
    const estimates = localEstimates(network, energyOperator, readout, { ...samples, count, bits, states });
    let sum = 0;
    for (let n = 1; n < count; n++) {
      const weight = kernels.call.exp(readout.exponent * (logs[2 * n] - logs[0]));
      const re = estimates[2 * n] - energy;
      sum += weight * (re * re + estimates[2 * n + 1] * estimates[2 * n + 1]);
    }
    total += count === 1 ? 0 : sum / (count - 1);
  }
  return total / rows.length;
}

/** The configurations with a non-zero matrix element to one, as words of 32 bits. */
function connected({ groups, lattice }: Hamiltonian, bits: Uint32Array): Uint32Array[] {
  const spins = lattice.sites.map((i) => ((bits[i >> 5] >>> (i & 31)) & 1 ? -1 : 1));
  return groups.flatMap((group) => {
    const [re, im] = matrixElement(group, spins);
    if (group.flips.length === 0 || (re === 0 && im === 0)) return [];
    const moved = bits.slice();
    for (const i of group.flips) moved[i >> 5] ^= 1 << (i & 31);
    return [moved];
  });
}

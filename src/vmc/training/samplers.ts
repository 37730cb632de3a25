// Where the samples of an update come from.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { probesOf, type Readout } from "../../readout/index.ts";
import type { ChainsState } from "../../sampler/chainsState.ts";
import { FullSum } from "../../sampler/fullSum.ts";
import { Metropolis } from "../../sampler/metropolis.ts";
import type { Sampler } from "../../sampler/sampler.ts";
import type { ResolvedTraining } from "../setup/defaults.ts";
import type { Simulation } from "../setup/simulation.ts";
import { foldsFlips } from "../setup/summable.ts";

/** Sweeps of a new chain before training. */
const BURN_IN = 100;
/** Probe chains, and samples of each: the rows of the Gram matrix are dear, and a chain's next samples say little new. */
const PROBES = { chains: 4, samples: 4 } as const;
/** Annealed sweeps of the chain that begins anew at each update. */
const RENEWAL = 40;
/** Sweeps after each update, before the first sample: the network has changed a little. */
const THERMALISATION = 2;
/** Sweeps (N proposals) before each sample. */
const SWEEPS = 1;

/**
 * Chains of training, or the sum over all configurations.
 * @param label of the chains' random numbers
 * @param state to go on from
 */
export function trainingSampler(
  { hamiltonian, network, magnetisation, moves }: Simulation,
  ansatz: ResolvedAnsatz,
  readout: Readout,
  { fullSum, seed, chains, samples }: ResolvedTraining,
  label: string,
  state?: ChainsState | null,
): Sampler {
  if (fullSum) return new FullSum(network, readout, magnetisation, foldsFlips(hamiltonian, ansatz, { magnetisation }), "training");
  const plan = {
    seed,
    label,
    chains,
    probes: { kind: probesOf(readout), ...PROBES },
    samples,
    sweeps: SWEEPS,
    annealed: true,
    burnIn: BURN_IN,
    renewal: RENEWAL,
    thermalisation: THERMALISATION,
    magnetisation,
    moves,
  };
  return new Metropolis(network, readout, plan, state);
}

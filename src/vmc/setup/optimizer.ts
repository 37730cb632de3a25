import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import { allowsGaussNewton, type Readout } from "../../readout/index.ts";
import type { OptimizerName } from "../types.ts";
import { learningRates } from "./defaults.ts";
import { energyScale } from "./energyScale.ts";

/** The largest τ where everything is summed: all but Newton's method, which levels a hundredth of the energy scale apart need to part. */
const SUMMED_RATE = 30;

/**
 * The learning rate of a training that was given none. γ of stochastic reconfiguration multiplies energies, and γ times the energies of excitations has to stay
 * below 2, so its unit is that of 1/H; τ of RGN is in units of 1/{@link energyScale}; γ of Adam has no unit.
 */
export function usualLearningRate(optimizer: OptimizerName, hamiltonian: Hamiltonian, summed: boolean): number {
  if (optimizer === "sr") return learningRates.sr / energyScale(hamiltonian);
  return optimizer === "rgn" && summed ? SUMMED_RATE : learningRates[optimizer];
}

/** The optimizer under a reading: where that does not allow Gauss-Newton, stochastic reconfiguration stands in. */
export function optimizerUnder(readout: Readout, asked: OptimizerName): OptimizerName {
  return asked === "rgn" && !allowsGaussNewton(readout) ? "sr" : asked;
}

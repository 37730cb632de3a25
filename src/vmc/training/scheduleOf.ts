// The schedule of a stage: for samples, or for sums.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { allowsGaussNewton } from "../../readout/index.ts";
import { termsOf } from "../setup/summable.ts";
import type { RunPlan } from "./plan.ts";
import { Schedule, type TrainingSchedule } from "./schedules/schedule.ts";
import { boundsOfSum, SummedSchedule } from "./schedules/summedSchedule.ts";

/**
 * @param parameterCount complex parameters of the network in training, of this ansatz
 * @param spent products of derivatives that the sums of the run have cost so far
 */
export function scheduleOf(plan: RunPlan, ansatz: ResolvedAnsatz, parameterCount: number, spent: number): TrainingSchedule {
  const { settings, readout, hamiltonian } = plan;
  const { fullSum, optimizer } = settings;
  const { size } = hamiltonian.lattice;
  if (!fullSum) return new Schedule(settings, size);
  const terms = termsOf(hamiltonian, ansatz, plan);
  const products = (unknowns: number) => terms * unknowns * unknowns;
  if (optimizer === "rgn" && allowsGaussNewton(readout)) return new SummedSchedule(settings, products(parameterCount), spent);
  // Real and imaginary parts are unknowns of their own where the metric is real.
  const bounds = boundsOfSum(settings, products(readout.metric === "real" ? 2 * parameterCount : parameterCount));
  return new Schedule(bounds, size, bounds.enough);
}

// What the drivers would refuse, told before anything is computed.
import { InputError } from "../core/errors.ts";
import { readoutNames, readoutOf } from "../readout/index.ts";
import { planBranches } from "./branches/plan.ts";
import { checkBranchTraining } from "./memory/branches.ts";
import { checkTrainingMemory } from "./memory/run.ts";
import { inTrainingFrame } from "./setup/basis.ts";
import { observablesAsked } from "./setup/observables.ts";
import { checkCompare, checkGroundState } from "./setup/options.ts";
import { planRun } from "./training/plan.ts";
import type { CompareOptions, GroundStateOptions } from "./types.ts";

/** @throws InputError for everything that `groundState` refuses before its first update. */
export function checkTraining(options: GroundStateOptions): void {
  checkGroundState(options);
  const readout = readoutOf(options.readout ?? "born");
  const observables = observablesAsked(options.hamiltonian.lattice, readout, options);
  if (readout.sampled === "hidden branches") checkBranchTraining(planBranches(options), observables);
  else checkTrainingMemory(planRun(options, readout), observables);
}

/** @throws InputError for everything that `compareReadouts` refuses before its first update. */
export function checkComparison(options: CompareOptions): void {
  checkCompare(options);
  const { readouts, checkpoint: _, state: __, ...shared } = options;
  const framed = { ...shared, hamiltonian: inTrainingFrame(options, readoutNames), rotate: "none" } as const;
  for (const readout of readouts ?? readoutNames) {
    try {
      checkTraining({ ...framed, readout });
    } catch (error) {
      // A reading that nobody named is left out where the problem has none.
      const skipped = readouts === undefined && readoutOf(readout).sampled === "hidden branches" && error instanceof InputError;
      if (!skipped) throw error;
    }
  }
}

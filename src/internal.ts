// What the project's own command line and benchmarks need beside the public API. `nqs/internal` may change with every version.
export { checkInteger, checkPositive } from "./core/check.ts";
export { nearestName, oneLine, refuse, refuseUnknown, show } from "./core/errors.ts";
export { type Algebra, evaluateFormula, type Formula, parseFormula } from "./core/formula.ts";
export { given } from "./core/given.ts";
export { MOST_SITES_EVERYTHING } from "./exact/basis.ts";
export { MOST_COUNTED, MOST_SITES_COUNTED } from "./exact/degeneracy.ts";
export { MOST_SITES_STATE } from "./exact/state/state.ts";
export type { Preset, PresetParameter } from "./hamiltonian/presets/preset.ts";
export {
  type PresetName,
  type PresetParameterName,
  parameterCalled,
  presetHamiltonian,
  presetNames,
  presetOf,
  presets,
} from "./hamiltonian/presets/presets.ts";
export { isPauliText, placeIn } from "./hamiltonian/text/pauliText.ts";
export { MOST_SITES } from "./lattice/chain.ts";
export { checkBonds, MOST_BONDS } from "./lattice/edges.ts";
export { checkOperatorName } from "./observables/list.ts";
export { MOST_FULL_SUM_SITES } from "./sampler/mostSites.ts";
export { checkComparison, checkTraining } from "./vmc/refusals.ts";
export {
  learningRates,
  MOST_FOR_TOLERANCE,
  MOST_STARTS,
  MOST_WORKERS,
  type ResolvedTraining,
  resolveTraining,
} from "./vmc/setup/defaults.ts";
export { canSum } from "./vmc/setup/summable.ts";
export { shotRows } from "./vmc/shots.ts";

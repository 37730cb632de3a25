// The public API and nothing else.
export { type Ansatz, type AnsatzName, ansatzNames, type RbmOptions, type ResolvedAnsatz, rbm } from "./ansatz/ansatz.ts";
export { parameterTensors, type Tensor } from "./ansatz/tensors.ts";
export { InputError, nearestName, refuse, refuseUnknown, show } from "./core/errors.ts";
export type { Hamiltonian } from "./hamiltonian/hamiltonian.ts";
export { type HeisenbergOptions, heisenberg, type XxzOptions, xxz } from "./hamiltonian/heisenberg.ts";
export { type IsingOptions, ising } from "./hamiltonian/ising.ts";
export { rotateMarshall } from "./hamiltonian/rotate.ts";
export { groundSector, type Sector } from "./hamiltonian/sector.ts";
export { isStoquastic } from "./hamiltonian/symmetry.ts";
export { type Boundary, boundaries, chain, MOST_SITES } from "./lattice/chain.ts";
export type { Lattice } from "./lattice/lattice.ts";
export { type Readout, type ReadoutName, readoutNames, readoutOf } from "./readout/index.ts";
export type * from "./vmc/types.ts";

/** The version of this package; a test holds it to package.json. */
export const version = "0.1.0";
export { type ExactEnergy, type ExactEnergyOptions, type ExactMethod, exactGroundEnergy } from "./exact/exactEnergy.ts";
export { type ExactGroundState, exactGroundState } from "./exact/groundState.ts";
export { minimumOfDiagonal } from "./exact/minimumDiagonal.ts";
export { bestProductState, type ProductState } from "./exact/productState.ts";
export { compareReadouts } from "./vmc/compare.ts";
export { type ResolvedTraining, resolveTraining } from "./vmc/defaults.ts";
export { groundState } from "./vmc/groundState.ts";
export { measure } from "./vmc/measure.ts";

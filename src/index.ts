// The public API and nothing else.
export {
  type ActivationName,
  type Ansatz,
  type AnsatzName,
  activationNames,
  ansatzNames,
  type CommonOptions,
  type JastrowAnsatz,
  jastrow,
  type MlpAnsatz,
  type MlpOptions,
  mlp,
  type Parity,
  parityNames,
  product,
  type RbmAnsatz,
  type RbmOptions,
  type ResolvedAnsatz,
  type ResolvedJastrow,
  type ResolvedMlp,
  type ResolvedRbm,
  rbm,
} from "./ansatz/ansatz.ts";
export type { BlochVector } from "./ansatz/handMade.ts";
export { parameterTensors, type Tensor } from "./ansatz/tensors.ts";
export { InputError } from "./core/errors.ts";
export { type Activity, Interrupted } from "./core/interrupted.ts";
export { version } from "./core/version.ts";
export { groundDegeneracy } from "./exact/degeneracy.ts";
export { type ExactEnergy, type ExactEnergyOptions, type ExactMethod, exactGroundEnergy } from "./exact/exactEnergy.ts";
export { type FreeFermionCorrelations, freeFermionCorrelations, freeFermionEntropy } from "./exact/freeFermionCorrelations.ts";
export { type ExactGroundState, exactGroundState } from "./exact/groundState.ts";
export { minimumOfDiagonal } from "./exact/minimumDiagonal.ts";
export { bestProductState, type ProductState } from "./exact/productState.ts";
export { coherence, mutualInformation } from "./exact/state/basisDependent.ts";
export {
  type BellPlanes,
  bestChshAngles,
  blockChsh,
  blockPlanes,
  type ChshAngles,
  chshAt,
  pairChsh,
  pairPlanes,
} from "./exact/state/bell.ts";
export { blockEntropy, negativity, schmidtCoefficients } from "./exact/state/entanglement.ts";
export { correlations, expectation } from "./exact/state/expectation.ts";
export { stateOfGround } from "./exact/state/ground.ts";
export { reducedDensityMatrix } from "./exact/state/reduced.ts";
export {
  type DensityMatrix,
  type DiagonalState,
  densityMatrix,
  diagonalState,
  type PureState,
  probabilitiesOf,
  pureState,
  type State,
} from "./exact/state/state.ts";
export { type StructureFactor, structureFactor } from "./exact/state/structureFactor.ts";
export { loadModel, loadNetwork, type Model, saveNetwork } from "./files/load.ts";
export {
  type LoadMeasurementsOptions,
  loadMeasurements,
  type ParseMeasurementsOptions,
  parseMeasurements,
} from "./files/measurements/rows.ts";
export { loadWaveFunction } from "./files/measurements/waveFunction.ts";
export {
  decodeNetwork,
  encodeNetwork,
  type NetworkCard,
  type NewCard,
  type StoredNetwork,
  trainedHamiltonian,
} from "./files/network.ts";
export type { Problem } from "./files/problem.ts";
export type { ModelCard } from "./files/shipped.ts";
export { type ChosenFrame, chooseFrame, rotateSigns } from "./hamiltonian/chooseFrame.ts";
export { conservedQuantities } from "./hamiltonian/conservation.ts";
export { fingerprintOf } from "./hamiltonian/fingerprint.ts";
export { type Axes, type Frame, frameText } from "./hamiltonian/frame.ts";
export { type Hamiltonian, hamiltonianText, sum } from "./hamiltonian/hamiltonian.ts";
export { type ComplexPair, type Pauli, type PauliString, pauli } from "./hamiltonian/pauli.ts";
export { type ClusterOptions, cluster } from "./hamiltonian/presets/cluster.ts";
export { type DmOptions, dm } from "./hamiltonian/presets/dm.ts";
export { type HeisenbergOptions, heisenberg, type XxzOptions, xxz } from "./hamiltonian/presets/heisenberg.ts";
export { type IsingOptions, ising } from "./hamiltonian/presets/ising.ts";
export { type J1J2Options, j1j2 } from "./hamiltonian/presets/j1j2.ts";
export { type XyzOptions, xyz } from "./hamiltonian/presets/xyz.ts";
export { inFrame, rotateMarshall, unrotated } from "./hamiltonian/rotate.ts";
export { groundSector, inMagnetisation, type Sector } from "./hamiltonian/sector.ts";
export { isStoquastic } from "./hamiltonian/signs.ts";
export { type ExpressionOptions, expression } from "./hamiltonian/text/expression.ts";
export type { FormulaParameter } from "./hamiltonian/text/expressionEvaluator.ts";
export type { Place } from "./hamiltonian/text/pauliCollector.ts";
export { type PauliSum, type PauliTextOptions, parsePauliSum } from "./hamiltonian/text/pauliText.ts";
export { type Boundary, boundaries, chain } from "./lattice/chain.ts";
export { edges } from "./lattice/edges.ts";
export { ladder } from "./lattice/ladder.ts";
export type { Bond, Lattice } from "./lattice/lattice.ts";
export { momenta } from "./lattice/momenta.ts";
export { type SquareBoundary, square } from "./lattice/square.ts";
export { learnState } from "./learn/learnState.ts";
export { type Measurements, measurements } from "./learn/measurements.ts";
export type * from "./learn/state.ts";
export type * from "./learn/types.ts";
export { learnStopReasons, taughtReadouts } from "./learn/types.ts";
export { type ObservableName, type ObservableRequest, observableHelp, observableNames } from "./observables/list.ts";
export type { Tree } from "./observables/observable.ts";
export { observablesOfState } from "./observables/ofState.ts";
export type { DistanceValues, ObservableValues, PairMatrices, SiteValues } from "./observables/values.ts";
export { type BranchReadout, type Reading, type Readout, type ReadoutName, readoutNames, readoutOf } from "./readout/index.ts";
export { autocorrelationTime } from "./statistics/autocorrelation.ts";
export { type BinnedError, binnedErrors } from "./statistics/binning.ts";
export { compareReadouts } from "./vmc/compare.ts";
export { groundState } from "./vmc/groundState.ts";
export { clusterNetwork, ghzNetwork, productNetwork } from "./vmc/handMade.ts";
export { type Judgement, judgeMeasurement } from "./vmc/judge.ts";
export { measure } from "./vmc/measure.ts";
export { type Amplitude, amplitudes, type StateOptions, stateOf } from "./vmc/networkState.ts";
export { outcomeOf } from "./vmc/outcomeOf.ts";
export { networkProblem } from "./vmc/setup/networkProblem.ts";
export { type ShotOptions, shots } from "./vmc/shots.ts";
export type * from "./vmc/state/measurementState.ts";
export type * from "./vmc/state/runState.ts";
export type * from "./vmc/types.ts";
export { optimizerNames, rotateNames } from "./vmc/types.ts";

// Lattices as the data that a config and a weights file keep.
export {
  type BondRow,
  boundaryNames,
  choiceOf,
  type LatticeChoice,
  type LatticeName,
  latticeNamed,
  latticeNames,
  latticeOf,
} from "../lattice/choice.ts";

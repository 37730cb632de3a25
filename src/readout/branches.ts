import type { BranchReadout } from "./readout.ts";

/** A mixture of product states: each hidden configuration h of an RBM is one, of probability w(h). ρ(s,s') = Σ_h f(s,h) f(s',h)*, separable for any weights. */
export const branches: BranchReadout = {
  name: "branches",
  meaning: "hidden branches carry probabilities",
  sampled: "hidden branches",
};

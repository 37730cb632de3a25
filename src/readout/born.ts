import type { Readout } from "./readout.ts";

/** Quantum: ψ = f and Born's rule. ε(s) = Σ_F m_F(s) f(s^F)/f(s), S = <O* O> - <O*><O>. */
export const born: Readout = {
  name: "born",
  meaning: "f is an amplitude",
  sampled: "configurations",
  exponent: 2,
  ratio: "complex",
  metric: "complex",
};

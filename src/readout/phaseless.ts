import type { Readout } from "./readout.ts";

/** Born's rule kept, phases dropped: ψ = |f|. ε(s) = Σ_F m_F(s) |f(s^F)/f(s)|, real part of S. */
export const phaseless: Readout = {
  name: "phaseless",
  meaning: "|f| is an amplitude",
  sampled: "configurations",
  exponent: 2,
  ratio: "modulus",
  metric: "real",
};

import type { Readout } from "./readout.ts";

/** A diagonal mixture: p = |f|. ε(s) = m_∅(s), the classical energy; Fisher metric. */
export const classical: Readout = {
  name: "classical",
  meaning: "|f| is a probability",
  sampled: "configurations",
  exponent: 1,
  ratio: "none",
  metric: "real",
};

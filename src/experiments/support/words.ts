// Numbers in the sentences of a verdict.
import type { Estimate } from "../../index.ts";

/** Six decimals; what an energy per site is told with. */
export const perSite = (energy: number) => energy.toFixed(6);

/** A mean with its error in brackets where it has one: `0.635(4)` as `0.635 ± 0.004`. */
export const within = ({ mean, error }: Estimate, digits = 4) =>
  error > 0 ? `${rounded(mean, digits)} ± ${error.toFixed(digits)}` : rounded(mean, digits);

/** No minus before a rounded 0. */
const rounded = (value: number, digits: number) => Number(value.toFixed(digits)).toFixed(digits);

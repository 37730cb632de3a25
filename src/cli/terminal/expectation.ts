// The table of an operator's expectation value.
import type { Estimate, Measurement } from "../../index.ts";
import { duration, fixed, meanWithError, scientific, withError } from "./numbers.ts";
import { inTrouble } from "./result.ts";
import { drawTable, type Row } from "./table.ts";

/** What was measured of an operator that the network was not trained on, a quantity per line: nothing in it is to be reached. */
export function expectationTable({ name, measurement, stopped, seconds }: Row & { readonly measurement: Measurement }): string {
  const { energy, observables, variance, splitRhat, acceptance, autocorrelationTime, samples } = measurement;
  const pauliMean = ({ mean, error }: Estimate) => meanWithError(mean, error);
  return drawTable(
    ["reading", inTrouble(stopped) ? `${name} (${stopped.reason})` : name],
    [
      ["expectation value", withError(energy.mean, energy.error)],
      ["<ZZ>", pauliMean(observables.zz)],
      ["<X>", pauliMean(observables.x)],
      ["variance", scientific(variance)],
      ["split R-hat", fixed(splitRhat, 3)],
      ["acceptance", fixed(acceptance, 2)],
      ["autocorrelation", `${fixed(autocorrelationTime, 1)} samples`],
      ["samples", String(samples)],
      ["seconds", duration(seconds)],
    ],
  );
}

import { observableHelp, observableNames } from "../../index.ts";
import { hanging, WIDEST_HELP, wrapped } from "../terminal/wrap.ts";

const READINGS = [
  "Every number has an error bar that includes autocorrelation, from the spread of independent chains; where every configuration is summed it has none.",
  "Observables are those of the operator as it is written, whatever basis the network was trained in. In a sector of fixed Σ s_i what leads out of it is 0.",
  "Under classical the state is a diagonal mixture: whatever flips a spin has the value 0.",
].join(" ");

const MORE =
  "Any other: --observe NAME=FORMULA, in the language of --hamiltonian, may be repeated. Pairs of sites: --pairs 0-1,0-5. Curves: --plot. Files: --out DIR.";

/** The text of `nqs help observables`. No line is wider than `width`. */
export function observablesHelp(width: number): string {
  const columns = Math.min(width, WIDEST_HELP);
  const column = Math.max(...observableNames.map((name) => name.length)) + 4;
  return [
    "What --observables knows",
    "",
    ...wrapped(READINGS, columns),
    "",
    ...observableNames.flatMap((name) => hanging(`  ${name}`, column, observableHelp(name), columns)),
    "",
    ...wrapped(MORE, columns),
  ].join("\n");
}

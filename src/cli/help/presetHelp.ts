import { type Preset, presetNames, presetOf } from "../../internal.ts";
import { flagOf } from "../settings/settings.ts";
import { hanging, WIDEST_HELP, wrapped } from "../terminal/wrap.ts";

const CONVENTIONS = [
  "X, Y, Z are Pauli matrices with the eigenvalues +1 and -1, not spins 1/2: S·S = (XX + YY + ZZ)/4, so a bond has four times the energy that it has for spins.",
  "The Heisenberg chain tends to 1 - 4 ln 2 = -1.7726 per site, not to -0.4431. Energies are in the units of the couplings.",
  "Sums run over the bonds of the lattice, each once, or over its sites. The weight of a bond multiplies its couplings.",
].join(" ");

const MORE =
  "Any other Hamiltonian: --hamiltonian takes a formula, --hamiltonian-file a list of Pauli strings. The trained networks that come with the package: nqs models.";

/** The text of `nqs help models`: every preset with its formula, signs, parameters and defaults, from its own record. No line is wider than `width`. */
export function presetHelp(width: number): string {
  const columns = Math.min(width, WIDEST_HELP);
  return [
    "The Hamiltonians that --model knows",
    "",
    ...wrapped(CONVENTIONS, columns),
    ...presetNames.flatMap((name) => ["", ...linesOf(name, presetOf(name), columns)]),
    "",
    ...wrapped(MORE, columns),
  ].join("\n");
}

function linesOf(name: string, { formula, meaning, parameters }: Preset, width: number): string[] {
  const rows = Object.entries(parameters).map(([key, { symbol, help, default: value }]) => {
    return { flag: flagOf(key), text: `${help.startsWith(symbol) ? help : `${symbol}, ${help}`} (default: ${value})` };
  });
  const column = Math.max(...rows.map(({ flag }) => flag.length)) + 2;
  return [
    ...hanging(name, 12, `H = ${formula}`, width),
    ...wrapped(meaning, width - 2).map((line) => `  ${line}`),
    ...rows.flatMap(({ flag, text }) => hanging(`  ${flag}`, column + 2, text, width)),
  ];
}

// What a model with a name tells the command line about its couplings.
import type { Lattice } from "../../lattice/lattice.ts";
import type { Hamiltonian } from "../hamiltonian.ts";

/** A coupling of a preset: what the command line's flag, help and heading know about it. */
export interface PresetParameter {
  readonly default: number;
  /** As a heading shows it: `h`. */
  readonly symbol: string;
  readonly help: string;
}

/** A model that can be asked for by name. */
export interface Preset<Parameter extends string = string> {
  /** One line of plain text, `-J Σ Z Z - h Σ X`. */
  readonly formula: string;
  /** What the signs of the couplings mean and where the sums run, in a sentence or two: `nqs help models` prints it. */
  readonly meaning: string;
  readonly parameters: Readonly<Record<Parameter, PresetParameter>>;
  readonly build: (lattice: Lattice, parameters: Readonly<Record<Parameter, number>>) => Hamiltonian;
}

/** The identity, typed: keeps the names of the parameters. */
export function preset<Parameter extends string>(definition: Preset<Parameter>): Preset<Parameter> {
  return definition;
}

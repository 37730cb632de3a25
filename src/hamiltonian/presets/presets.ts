// The list of all models with a name: a new one is registered here.
import { refuse, refuseUnknown } from "../../core/errors.ts";
import type { Lattice } from "../../lattice/lattice.ts";
import type { Hamiltonian } from "../hamiltonian.ts";
import { clusterPreset } from "./cluster.ts";
import { dmPreset } from "./dm.ts";
import { heisenbergPreset, xxzPreset } from "./heisenberg.ts";
import { isingPreset } from "./ising.ts";
import { j1j2Preset } from "./j1j2.ts";
import type { Preset } from "./preset.ts";
import { xyzPreset } from "./xyz.ts";

/** Every model that can be asked for by name. A line here gives it its flags, its help and its place in error messages. */
export const presets = {
  ising: isingPreset,
  heisenberg: heisenbergPreset,
  xxz: xxzPreset,
  j1j2: j1j2Preset,
  xyz: xyzPreset,
  dm: dmPreset,
  cluster: clusterPreset,
};

export type PresetName = keyof typeof presets;
/** The name of a parameter of any preset. */
export type PresetParameterName = { [Name in PresetName]: keyof (typeof presets)[Name]["parameters"] }[PresetName];

export const presetNames = Object.keys(presets) as readonly PresetName[];

/** A preset under the plain type, whichever it is. @throws InputError for an unknown name. */
export function presetOf(name: string): Preset {
  if (!Object.hasOwn(presets, name)) refuseUnknown("hamiltonian", name, presetNames);
  return presets[name as PresetName] as Preset;
}

/** The parameter that formulas and headings call by a symbol: `field` for `h`. */
export function parameterCalled(symbol: string, models: readonly PresetName[] = presetNames): PresetParameterName | undefined {
  const known = models.flatMap((model) => Object.entries(presetOf(model).parameters));
  const called = (same: (own: string) => boolean) => known.find(([, own]) => same(own.symbol))?.[0] as PresetParameterName | undefined;
  return called((own) => own === symbol) ?? called((own) => own.toLowerCase() === symbol.toLowerCase());
}

/**
 * The model of that name; parameters left out have their defaults.
 * @throws InputError for an unknown name, a parameter it does not have, or a lattice it cannot live on.
 */
export function presetHamiltonian(name: string, lattice: Lattice, parameters: Readonly<Record<string, number>> = {}): Hamiltonian {
  const { parameters: known, build } = presetOf(name);
  const names = Object.keys(known);
  for (const key of Object.keys(parameters)) {
    if (!names.includes(key)) refuse(`hamiltonian.${name}`, `parameters ${names.join(", ")}`, key);
  }
  return build(lattice, Object.fromEntries(names.map((key) => [key, parameters[key] ?? known[key].default])));
}

// The readings by their names.
import { refuseUnknown } from "../core/errors.ts";
import { born } from "./born.ts";
import { classical } from "./classical.ts";
import { allowsGaussNewton, diagonalDecides, type ProbeKind, probesOf } from "./consequences.ts";
import { phaseless } from "./phaseless.ts";
import { type Readout, type ReadoutName, readoutNames } from "./readout.ts";

const readouts: Readonly<Record<ReadoutName, Readout>> = { born, phaseless, classical };

/** The reading called `name`; `quantum` is an alias of `born`. @throws InputError for an unknown name. */
export function readoutOf(name: string): Readout {
  const known = name === "quantum" ? "born" : readoutNames.find((candidate) => candidate === name);
  return known ? readouts[known] : refuseUnknown("readout", name, [...readoutNames, "quantum"]);
}

export {
  allowsGaussNewton,
  born,
  classical,
  diagonalDecides,
  type ProbeKind,
  phaseless,
  probesOf,
  type Readout,
  type ReadoutName,
  readoutNames,
};

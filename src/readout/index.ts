// The readings by their names.
import { refuseUnknown } from "../core/errors.ts";
import { born } from "./born.ts";
import { branches } from "./branches.ts";
import { classical } from "./classical.ts";
import { allowsGaussNewton, diagonalDecides, type ProbeKind, probesOf, seeksGroundState } from "./consequences.ts";
import { phaseless } from "./phaseless.ts";
import { type BranchReadout, configurationReadoutNames, type Reading, type Readout, type ReadoutName, readoutNames } from "./readout.ts";

const readouts: Readonly<Record<ReadoutName, Reading>> = { born, phaseless, classical, branches };

/** The reading called `name`; `quantum` is an alias of `born`. @throws InputError for an unknown name. */
export function readoutOf(name: Readout["name"] | "quantum"): Readout;
export function readoutOf(name: string): Reading;
export function readoutOf(name: string): Reading {
  const known = name === "quantum" ? "born" : readoutNames.find((candidate) => candidate === name);
  return known ? readouts[known] : refuseUnknown("readout", name, [...readoutNames, "quantum"]);
}

export {
  allowsGaussNewton,
  type BranchReadout,
  born,
  branches,
  classical,
  configurationReadoutNames,
  diagonalDecides,
  type ProbeKind,
  phaseless,
  probesOf,
  type Reading,
  type Readout,
  type ReadoutName,
  readoutNames,
  seeksGroundState,
};

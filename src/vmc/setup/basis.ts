// The basis in which a network is trained.
import { chooseFrame } from "../../hamiltonian/chooseFrame.ts";
import { isOwnFrame } from "../../hamiltonian/frame.ts";
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import { inFrame } from "../../hamiltonian/rotate.ts";
import { type ReadoutName, readoutOf, seeksGroundState } from "../../readout/index.ts";
import type { GroundStateOptions } from "../types.ts";
import { checkInitial } from "./networkProblem.ts";

/**
 * The Hamiltonian in the basis in which a network is trained: that of the weights it begins from, a frame that the caller chose already, or else the one with
 * the fewest positive off-diagonal elements. Only the born reading may permute the axes: the others speak of probabilities in the user's own basis.
 * @throws InputError if the network to begin from is one of other configurations.
 */
export function inTrainingFrame(
  { hamiltonian, rotate = "auto", initial }: Pick<GroundStateOptions, "hamiltonian" | "rotate" | "initial">,
  readouts: readonly (ReadoutName | "quantum")[],
): Hamiltonian {
  if (initial?.problem) {
    const anySector = readouts.every((readout) => readoutOf(readout).sampled === "hidden branches");
    checkInitial(hamiltonian, initial, anySector);
    return inFrame(hamiltonian, initial.problem.frame);
  }
  if (rotate === "none" || !isOwnFrame(hamiltonian.frame)) return hamiltonian;
  const axes = readouts.every((readout) => seeksGroundState(readoutOf(readout)));
  return inFrame(hamiltonian, chooseFrame(hamiltonian, { axes }).frame);
}

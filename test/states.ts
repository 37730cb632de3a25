import type { Frame, Hamiltonian, Lattice, TrainedNetwork } from "../src/index.ts";
import { amplitudes, type Complex, conjugate, flipped, multiply, plainRbm, scale, sectorStates, spinsOf, stringElement } from "./judges.ts";

// States as vectors of 2^N amplitudes, written out from the weights of a network.

/** The state of a network in the basis of the user, all 2^N amplitudes: f on its sector, Z on the turned sites, a Hadamard gate on each where X and Z change places. */
export function stateOf(
  { ansatz, parameters }: TrainedNetwork,
  lattice: Lattice,
  { axes, turned }: Frame,
  magnetisation: number | null,
): Complex[] {
  const { size } = lattice;
  if (ansatz.name !== "rbm") throw new Error("no judge for this network");
  const states = sectorStates(size, magnetisation);
  const f = amplitudes(plainRbm(ansatz, lattice, parameters), size, states);
  let psi = new Array<Complex>(2 ** size).fill([0, 0]);
  for (const [k, state] of states.entries()) {
    const spins = spinsOf(state, size);
    psi[state] = scale(
      turned.reduce((sign, site) => sign * spins[site], 1),
      f[k],
    );
  }
  if (axes === "XYZ") return psi;
  if (axes !== "ZYX") throw new Error("no judge for these axes");
  for (let site = 0; site < size; site++) {
    psi = psi.map((amplitude, state) => {
      const other = psi[state ^ (1 << site)];
      const sign = (state >> site) & 1 ? -1 : 1;
      return [other[0] + sign * amplitude[0], other[1] + sign * amplitude[1]];
    });
  }
  return psi;
}

/** <ψ|O|ψ>/<ψ|ψ> written out, for an operator in the user's basis. */
export function expectation({ strings, lattice }: Hamiltonian, psi: readonly Complex[]): number {
  const { size } = lattice;
  let value = 0;
  let norm = 0;
  for (const [state, amplitude] of psi.entries()) {
    const spins = spinsOf(state, size);
    norm += amplitude[0] ** 2 + amplitude[1] ** 2;
    for (const string of strings) {
      const moved = flipped(string, spins);
      const at = moved.reduce((number, s, i) => number + (s < 0 ? 2 ** i : 0), 0);
      value += multiply(conjugate(amplitude), multiply(stringElement(string, spins, moved), psi[at]))[0];
    }
  }
  return value / norm;
}

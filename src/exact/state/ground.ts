// An exact ground state over all 2^N configurations, in the basis of the user.
import { refuse } from "../../core/errors.ts";
import type { ExactGroundState } from "../groundState.ts";
import { fromBasis } from "./frame.ts";
import { MOST_SITES_STATE, type PureState, pureState } from "./state.ts";

/**
 * The state that `exactGroundState` found, expanded from its sector to all 2^N configurations, in the basis in which its Hamiltonian was written.
 * @throws InputError for more than 16 sites.
 */
export function stateOfGround({ basis, real, imaginary, frame }: ExactGroundState): PureState {
  if (basis.size > MOST_SITES_STATE) refuse("stateOfGround", `at most ${MOST_SITES_STATE} sites`, basis.size);
  const all = { real: new Float64Array(2 ** basis.size), imaginary: new Float64Array(2 ** basis.size) };
  for (const [k, state] of basis.states.entries()) {
    all.real[state] = real[k];
    all.imaginary[state] = imaginary?.[k] ?? 0;
  }
  return fromBasis(pureState(all.real, all.imaginary), frame);
}

// An exact ground state over all 2^N configurations, in the basis of the user.
import { refuse } from "../../core/errors.ts";
import type { Basis } from "../basis.ts";
import type { ExactGroundState } from "../groundState.ts";
import { fromBasis } from "./frame.ts";
import { MOST_SITES_STATE, type PureState, pureState } from "./state.ts";

/**
 * The state that `exactGroundState` found, expanded from its sector to all 2^N configurations, in the basis in which its Hamiltonian was written.
 * @throws InputError for more than 16 sites.
 */
export function stateOfGround({ basis, real, imaginary, frame }: ExactGroundState): PureState {
  if (basis.size > MOST_SITES_STATE) refuse("stateOfGround", `at most ${MOST_SITES_STATE} sites`, basis.size);
  return fromBasis(pureState(everywhere(basis, real), imaginary ? everywhere(basis, imaginary) : undefined), frame);
}

/** Values on a sector among those of all 2^N configurations, 0 outside. */
export function everywhere({ size, states }: Pick<Basis, "size" | "states">, values: Float64Array): Float64Array {
  const all = new Float64Array(2 ** size);
  for (const [k, state] of states.entries()) all[state] = values[k];
  return all;
}

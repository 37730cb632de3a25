import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { unshared } from "../../ansatz/grow.ts";
import { refuse } from "../../core/errors.ts";
import type { WfNetwork } from "./wf.ts";

/**
 * The dense RBM with biases that has the same amplitudes. A symmetric one, θ_{f,r} = b_f + Σ_k w_fk s_{T_r(k)} for G translations T_r (Carleo &
 * Troyer 2017, eqs. S13, S14), becomes W_{T_r(k), fG+r} = w_fk, a_i = a, b_{fG+r} = b_f; biases that a network does not have are zero.
 * @param parameters complex, interleaved re/im, as the ansatz stores them; not kept
 * @param translations of its lattice, site i moves to `translation[i]`; the identity first
 * @throws InputError beginning with `where` for any other network, and for one that is projected on a parity or the point group.
 */
export function denseRbm(
  ansatz: ResolvedAnsatz,
  parameters: Float64Array,
  translations: readonly (readonly number[])[],
  where: string,
): WfNetwork {
  if (ansatz.name !== "rbm") refuse(where, "an rbm, the one network a .wf file can hold", ansatz.name);
  if (ansatz.parity !== "none") refuse(where, "an rbm without projection, as a .wf file holds it", `parity ${ansatz.parity}`);
  if (ansatz.pointGroup)
    refuse(where, "an rbm without projection, as a .wf file holds it", "a sum over the point group", "train it with --no-point-group");
  const visible = translations[0].length;
  const hidden = Math.round(ansatz.density * visible);
  const { parameters: own } = unshared({ ansatz, parameters }, { size: visible, translations });
  const dense = new Float64Array(2 * (visible + hidden + visible * hidden));
  dense.set(own, dense.length - own.length);
  return { visible, hidden, parameters: dense };
}

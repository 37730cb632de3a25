import { connectedBytes } from "../spins/connected";
import { Operator } from "../spins/operator";
import { Rbm } from "../rbm/rbm";
import { rbmEstimateDerivatives, totalIm, totalRe } from "../rbm/energy-derivatives";
import { addTimes, Symmetrised } from "./symmetrised";

/**
 * Derivatives of the local energy of a projected RBM. With w_g = χ_g f(g s)/F(s), the derivatives ∂ε_g of its local energy at the image g s and
 * e_g = Σ_F m_F(s) f(g s^F)/f(g s),
 *   ∂ε = Σ_g w_g [∂ε_g + e_g O(g s)] - (Σ_g w_g e_g) Σ_g w_g O(g s):
 * one evaluation of those of the RBM for each image, not for each F. Writes one row; `moved` is scratch for a configuration and two rows.
 */
export function symmetrisedEstimateDerivatives(network: Symmetrised<Rbm>, operator: Operator, bits: usize, state: usize, moved: usize, row: usize): void {
  const bytes = <usize>network.derivativeCount() << 4;
  const total = moved + connectedBytes(network);
  const part = total + bytes;
  memory.fill(row, 0, bytes);
  memory.fill(total, 0, bytes);
  const stride = network.imageBytes();
  let sumRe: f64 = 0;
  let sumIm: f64 = 0;
  for (let g = 0; g < network.elements; g++) {
    const turned = network.bitsOf(state);
    const inside = network.insideOf(state);
    const re = load<f64>(state);
    const im = load<f64>(state, 8);
    rbmEstimateDerivatives(network.inner, operator, network.imageOf(g, bits), turned, inside, moved, part);
    addTimes(re, im, part, row, bytes);
    const weightRe = re * totalRe - im * totalIm;
    const weightIm = re * totalIm + im * totalRe;
    network.inner.derivatives(turned, inside, part);
    addTimes(weightRe, weightIm, part, row, bytes);
    addTimes(re, im, part, total, bytes);
    sumRe += weightRe;
    sumIm += weightIm;
    state += stride;
  }
  addTimes(-sumRe, -sumIm, total, row, bytes);
}

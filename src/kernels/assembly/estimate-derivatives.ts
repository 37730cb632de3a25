import * as complex from "./complex";
import { toggle } from "./configuration";
import { storeColumn } from "./derivatives";
import { GROUP, matrixElement, Operator, ratioOfGroup, sitesOf } from "./operator";
import { COLUMN } from "./panels";
import { ratioIm, ratioRe } from "./ratio";
import { Rbm } from "./rbm";
import { rbmEstimateDerivatives } from "./rbm-estimates";

/**
 * How the local energy changes with the parameters, ∂_k ε(s) = Σ_F m_F(s) f(s^F)/f(s) [O_k(s^F) - O_k(s)], as panels whose rows are
 * parameters and whose columns are samples. `row` is scratch, zero beyond the derivatives, padded to 4; `moved` scratch for a
 * configuration, its look-ups and two rows (see `movedBytes`).
 */
export function estimatePanels<T>(network: T, operator: Operator, bits: usize, states: usize, count: i32, row: usize, moved: usize, out: usize): void {
  const stride = <usize>count * COLUMN;
  const padded = (network.derivativeCount() + 3) & ~3;
  for (let x = 0; x < count; x++) {
    if (network instanceof Rbm) rbmEstimateDerivatives(changetype<Rbm>(changetype<usize>(network)), operator, bits, states, row);
    else estimateDerivatives(network, operator, bits, states, row, moved);
    storeColumn(row, padded, out + <usize>x * COLUMN, stride);
    bits += <usize>network.words << 3;
    states += network.stateBytes();
  }
}

/** Bytes of a configuration, its look-ups and two rows of derivatives. */
export function movedBytes<T>(network: T): usize {
  return bitBytes(network) + stateBytes(network) + (<usize>network.derivativeCount() << 5);
}

@inline
function bitBytes<T>(network: T): usize {
  return ((<usize>network.words << 3) + 15) & ~15;
}

@inline
function stateBytes<T>(network: T): usize {
  return (network.stateBytes() + 15) & ~15;
}

/** The same of one configuration for any network: it is moved to every s^F in turn. Costs one evaluation of O for each F. */
function estimateDerivatives<T>(network: T, operator: Operator, bits: usize, state: usize, row: usize, moved: usize): void {
  const columns = network.derivativeCount();
  const movedState = moved + bitBytes(network);
  const here = movedState + stateBytes(network);
  const there = here + (<usize>columns << 4);
  network.derivatives(bits, state, here);
  memory.fill(row, 0, <usize>columns << 4);
  for (let g = 0; g < operator.groups; g++) {
    const group = operator.table + <usize>g * GROUP;
    if (load<i32>(group) == 0) continue;
    matrixElement(operator, group, bits);
    if (complex.re == 0 && complex.im == 0) continue;
    const elementRe = complex.re;
    const elementIm = complex.im;
    ratioOfGroup(network, operator, group, bits, state);
    const weightRe = elementRe * ratioRe - elementIm * ratioIm;
    const weightIm = elementRe * ratioIm + elementIm * ratioRe;
    move(network, operator, group, bits, state, moved, movedState);
    network.derivatives(moved, movedState, there);
    for (let k: usize = 0; k < <usize>columns << 4; k += 16) {
      const x = load<f64>(there + k) - load<f64>(here + k);
      const y = load<f64>(there + k, 8) - load<f64>(here + k, 8);
      store<f64>(row + k, load<f64>(row + k) + (weightRe * x - weightIm * y));
      store<f64>(row + k, load<f64>(row + k, 8) + (weightRe * y + weightIm * x), 8);
    }
  }
}

/** s^F and its look-ups, right after the ratio was asked for. */
function move<T>(network: T, operator: Operator, group: usize, bits: usize, state: usize, moved: usize, movedState: usize): void {
  const flips = load<i32>(group);
  const sites = sitesOf(operator, group);
  memory.copy(moved, bits, <usize>network.words << 3);
  const follows = network.safe == 1 && flips <= 2;
  if (follows) {
    memory.copy(movedState, state, network.stateBytes());
    if (flips == 1) network.acceptSite(moved, movedState, load<i32>(sites));
    else network.acceptTwo(moved, movedState, load<i32>(sites), load<i32>(sites, 4));
  }
  for (let n = 0; n < flips; n++) toggle(moved, load<i32>(sites + (<usize>n << 2)));
  if (!follows) network.initialise(moved, movedState);
}

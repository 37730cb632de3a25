import * as complex from "./math/complex";
import { BATCH, rowBytes, storeColumns } from "./spins/derivatives";
import { GROUP, matrixElement, Operator, ratioOfGroup } from "./spins/operator";
import { goesOn } from "./runtime/team";
import { move, connectedState, connectedBytes } from "./spins/connected";
import { COLUMN } from "./linalg/panels";
import { ratioIm, ratioRe } from "./spins/ratio";
import { Rbm } from "./rbm/rbm";
import { rbmEstimateDerivatives } from "./rbm/energy-derivatives";
import { closeView } from "./rbm/shared-ratio";
import { Symmetrised } from "./symmetrised/symmetrised";
import { symmetrisedEstimateDerivatives } from "./symmetrised/energy-derivatives";

/**
 * How the local energy changes with the parameters, ∂_k ε(s) = Σ_F m_F(s) f(s^F)/f(s) [O_k(s^F) - O_k(s)], as panels whose rows are
 * parameters and whose columns are all `total` samples: those of samples `first` …. `moved` is scratch of `movedBytes`.
 */
export function estimatePanels<T>(network: T, operator: Operator, bits: usize, states: usize, first: i32, count: i32, total: i32, moved: usize, out: usize): void {
  const columns = network.derivativeCount();
  for (let x = 0; x < count; x += BATCH) {
    const batch = min(BATCH, count - x);
    for (let n = 0; n < batch && goesOn(); n++) {
      const row = network.derivativeRows + <usize>n * rowBytes(columns);
      if (network instanceof Rbm) rbmEstimateDerivatives(changetype<Rbm>(changetype<usize>(network)), operator, null, bits, states, moved, row);
      else if (hasRbmInside(network)) symmetrisedEstimateDerivatives(changetype<Symmetrised<Rbm>>(changetype<usize>(network)), operator, bits, states, moved, row);
      else estimateDerivatives(network, operator, bits, states, moved, row);
      bits += <usize>network.words << 3;
      states += network.stateBytes();
    }
    storeColumns(network.derivativeRows, batch, columns, total, out + <usize>(first + x) * COLUMN);
  }
  closeView();
}

@inline
function hasRbmInside<T>(network: T): bool {
  if (isDefined(network.inner)) return network.inner instanceof Rbm;
  return false;
}

/** Bytes of a configuration, its look-ups and two rows of derivatives. */
export function movedBytes<T>(network: T): usize {
  return connectedBytes(network) + (<usize>network.derivativeCount() << 5);
}

/** The same of one configuration for any network: it is moved to every s^F in turn. Costs one evaluation of O for each F. */
function estimateDerivatives<T>(network: T, operator: Operator, bits: usize, state: usize, moved: usize, row: usize): void {
  const columns = network.derivativeCount();
  const here = moved + connectedBytes(network);
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
    move(network, operator, group, bits, state, moved);
    network.derivatives(moved, connectedState(network, moved), there);
    for (let k: usize = 0; k < <usize>columns << 4; k += 16) {
      const x = load<f64>(there + k) - load<f64>(here + k);
      const y = load<f64>(there + k, 8) - load<f64>(here + k, 8);
      store<f64>(row + k, load<f64>(row + k) + (weightRe * x - weightIm * y));
      store<f64>(row + k, load<f64>(row + k, 8) + (weightRe * y + weightIm * x), 8);
    }
  }
}

import * as complex from "./complex";
import { adjoint, parameterPanels, samplePanels } from "./derivatives";
import { estimatePanels, movedBytes } from "./estimate-derivatives";
import { Jastrow } from "./jastrow";
import { allocate } from "./memory";
import { Chain, draw, refresh } from "./metropolis";
import { Mlp } from "./mlp";
import { localEstimates, Operator } from "./operator";
import { Rbm } from "./rbm";
import { Symmetrised } from "./symmetrised";

/**
 * What every network can do, by its kind. Each call is compiled once for each kind, so that nothing in a hot loop is looked up.
 * Adding a network: a class with the methods of Rbm that metropolis.ts, operator.ts and derivatives.ts use, and its two lines in every
 * function here, for itself and for its projection.
 */
export const RBM: i32 = 0;
export const MLP: i32 = 1;
export const JASTROW: i32 = 2;
/** Added to the kind of the network that is projected on a symmetry. */
export const SYMMETRISED: i32 = 4;

function states<T>(network: T, bits: usize, count: i32, out: usize, logs: usize): void {
  for (let n = 0; n < count; n++) {
    network.initialise(bits, out);
    store<f64>(logs, complex.re);
    store<f64>(logs, complex.im, 8);
    bits += <usize>network.words << 3;
    out += network.stateBytes();
    logs += 16;
  }
}

/** Look-ups and ln f of `count` configurations, from scratch. */
export function networkStates(kind: i32, network: usize, bits: usize, count: i32, out: usize, logs: usize): void {
  if (kind == RBM) states<Rbm>(changetype<Rbm>(network), bits, count, out, logs);
  else if (kind == MLP) states<Mlp>(changetype<Mlp>(network), bits, count, out, logs);
  else if (kind == JASTROW) states<Jastrow>(changetype<Jastrow>(network), bits, count, out, logs);
  else if (kind == SYMMETRISED + RBM) states<Symmetrised<Rbm>>(changetype<Symmetrised<Rbm>>(network), bits, count, out, logs);
  else if (kind == SYMMETRISED + MLP) states<Symmetrised<Mlp>>(changetype<Symmetrised<Mlp>>(network), bits, count, out, logs);
  else states<Symmetrised<Jastrow>>(changetype<Symmetrised<Jastrow>>(network), bits, count, out, logs);
}

/** Rebuilds the look-ups of a chain and its lists of up and down spins. */
export function networkRefresh(kind: i32, network: usize, pointer: usize): void {
  const chain = changetype<Chain>(pointer);
  if (kind == RBM) refresh<Rbm>(changetype<Rbm>(network), chain);
  else if (kind == MLP) refresh<Mlp>(changetype<Mlp>(network), chain);
  else if (kind == JASTROW) refresh<Jastrow>(changetype<Jastrow>(network), chain);
  else if (kind == SYMMETRISED + RBM) refresh<Symmetrised<Rbm>>(changetype<Symmetrised<Rbm>>(network), chain);
  else if (kind == SYMMETRISED + MLP) refresh<Symmetrised<Mlp>>(changetype<Symmetrised<Mlp>>(network), chain);
  else refresh<Symmetrised<Jastrow>>(changetype<Symmetrised<Jastrow>>(network), chain);
}

/** `draw` of metropolis.ts. */
export function networkDraw(kind: i32, network: usize, pointer: usize, thermal: i32, count: i32, sweeps: i32, rule: i32, halvings: i32, bits: usize, out: usize): void {
  const chain = changetype<Chain>(pointer);
  if (kind == RBM) draw<Rbm>(changetype<Rbm>(network), chain, thermal, count, sweeps, rule, halvings, bits, out);
  else if (kind == MLP) draw<Mlp>(changetype<Mlp>(network), chain, thermal, count, sweeps, rule, halvings, bits, out);
  else if (kind == JASTROW) draw<Jastrow>(changetype<Jastrow>(network), chain, thermal, count, sweeps, rule, halvings, bits, out);
  else if (kind == SYMMETRISED + RBM) draw<Symmetrised<Rbm>>(changetype<Symmetrised<Rbm>>(network), chain, thermal, count, sweeps, rule, halvings, bits, out);
  else if (kind == SYMMETRISED + MLP) draw<Symmetrised<Mlp>>(changetype<Symmetrised<Mlp>>(network), chain, thermal, count, sweeps, rule, halvings, bits, out);
  else draw<Symmetrised<Jastrow>>(changetype<Symmetrised<Jastrow>>(network), chain, thermal, count, sweeps, rule, halvings, bits, out);
}

/** `localEstimates` of operator.ts. */
export function networkLocalEstimates(kind: i32, network: usize, pointer: usize, bits: usize, states: usize, count: i32, ratio: i32, out: usize): void {
  const operator = changetype<Operator>(pointer);
  if (kind == RBM) localEstimates<Rbm>(changetype<Rbm>(network), operator, bits, states, count, ratio, out);
  else if (kind == MLP) localEstimates<Mlp>(changetype<Mlp>(network), operator, bits, states, count, ratio, out);
  else if (kind == JASTROW) localEstimates<Jastrow>(changetype<Jastrow>(network), operator, bits, states, count, ratio, out);
  else if (kind == SYMMETRISED + RBM) localEstimates<Symmetrised<Rbm>>(changetype<Symmetrised<Rbm>>(network), operator, bits, states, count, ratio, out);
  else if (kind == SYMMETRISED + MLP) localEstimates<Symmetrised<Mlp>>(changetype<Symmetrised<Mlp>>(network), operator, bits, states, count, ratio, out);
  else localEstimates<Symmetrised<Jastrow>>(changetype<Symmetrised<Jastrow>>(network), operator, bits, states, count, ratio, out);
}

/** `parameterPanels` of derivatives.ts. */
export function networkParameterPanels(kind: i32, network: usize, bits: usize, states: usize, count: i32, row: usize, out: usize): void {
  if (kind == RBM) parameterPanels<Rbm>(changetype<Rbm>(network), bits, states, count, row, out);
  else if (kind == MLP) parameterPanels<Mlp>(changetype<Mlp>(network), bits, states, count, row, out);
  else if (kind == JASTROW) parameterPanels<Jastrow>(changetype<Jastrow>(network), bits, states, count, row, out);
  else if (kind == SYMMETRISED + RBM) parameterPanels<Symmetrised<Rbm>>(changetype<Symmetrised<Rbm>>(network), bits, states, count, row, out);
  else if (kind == SYMMETRISED + MLP) parameterPanels<Symmetrised<Mlp>>(changetype<Symmetrised<Mlp>>(network), bits, states, count, row, out);
  else parameterPanels<Symmetrised<Jastrow>>(changetype<Symmetrised<Jastrow>>(network), bits, states, count, row, out);
}

/** `estimatePanels` of estimate-derivatives.ts. */
export function networkEstimatePanels(kind: i32, network: usize, pointer: usize, bits: usize, states: usize, count: i32, row: usize, moved: usize, out: usize): void {
  const operator = changetype<Operator>(pointer);
  if (kind == RBM) estimatePanels<Rbm>(changetype<Rbm>(network), operator, bits, states, count, row, moved, out);
  else if (kind == MLP) estimatePanels<Mlp>(changetype<Mlp>(network), operator, bits, states, count, row, moved, out);
  else if (kind == JASTROW) estimatePanels<Jastrow>(changetype<Jastrow>(network), operator, bits, states, count, row, moved, out);
  else if (kind == SYMMETRISED + RBM) estimatePanels<Symmetrised<Rbm>>(changetype<Symmetrised<Rbm>>(network), operator, bits, states, count, row, moved, out);
  else if (kind == SYMMETRISED + MLP) estimatePanels<Symmetrised<Mlp>>(changetype<Symmetrised<Mlp>>(network), operator, bits, states, count, row, moved, out);
  else estimatePanels<Symmetrised<Jastrow>>(changetype<Symmetrised<Jastrow>>(network), operator, bits, states, count, row, moved, out);
}

/** `movedBytes` of estimate-derivatives.ts. */
export function networkMovedBytes(kind: i32, network: usize): usize {
  if (kind == RBM) return movedBytes<Rbm>(changetype<Rbm>(network));
  if (kind == MLP) return movedBytes<Mlp>(changetype<Mlp>(network));
  if (kind == JASTROW) return movedBytes<Jastrow>(changetype<Jastrow>(network));
  if (kind == SYMMETRISED + RBM) return movedBytes<Symmetrised<Rbm>>(changetype<Symmetrised<Rbm>>(network));
  if (kind == SYMMETRISED + MLP) return movedBytes<Symmetrised<Mlp>>(changetype<Symmetrised<Mlp>>(network));
  return movedBytes<Symmetrised<Jastrow>>(changetype<Symmetrised<Jastrow>>(network));
}

/** `samplePanels` of derivatives.ts. */
export function networkSamplePanels(kind: i32, network: usize, bits: usize, states: usize, count: i32, row: usize, out: usize): void {
  if (kind == RBM) samplePanels<Rbm>(changetype<Rbm>(network), bits, states, count, row, out);
  else if (kind == MLP) samplePanels<Mlp>(changetype<Mlp>(network), bits, states, count, row, out);
  else if (kind == JASTROW) samplePanels<Jastrow>(changetype<Jastrow>(network), bits, states, count, row, out);
  else if (kind == SYMMETRISED + RBM) samplePanels<Symmetrised<Rbm>>(changetype<Symmetrised<Rbm>>(network), bits, states, count, row, out);
  else if (kind == SYMMETRISED + MLP) samplePanels<Symmetrised<Mlp>>(changetype<Symmetrised<Mlp>>(network), bits, states, count, row, out);
  else samplePanels<Symmetrised<Jastrow>>(changetype<Symmetrised<Jastrow>>(network), bits, states, count, row, out);
}

/** `adjoint` of derivatives.ts. */
export function networkAdjoint(kind: i32, network: usize, bits: usize, states: usize, count: i32, row: usize, w: usize, out: usize): void {
  if (kind == RBM) adjoint<Rbm>(changetype<Rbm>(network), bits, states, count, row, w, out);
  else if (kind == MLP) adjoint<Mlp>(changetype<Mlp>(network), bits, states, count, row, w, out);
  else if (kind == JASTROW) adjoint<Jastrow>(changetype<Jastrow>(network), bits, states, count, row, w, out);
  else if (kind == SYMMETRISED + RBM) adjoint<Symmetrised<Rbm>>(changetype<Symmetrised<Rbm>>(network), bits, states, count, row, w, out);
  else if (kind == SYMMETRISED + MLP) adjoint<Symmetrised<Mlp>>(changetype<Symmetrised<Mlp>>(network), bits, states, count, row, w, out);
  else adjoint<Symmetrised<Jastrow>>(changetype<Symmetrised<Jastrow>>(network), bits, states, count, row, w, out);
}

/** Bytes of the look-ups of one configuration. */
export function networkStateBytes(kind: i32, network: usize): usize {
  if (kind == RBM) return changetype<Rbm>(network).stateBytes();
  if (kind == MLP) return changetype<Mlp>(network).stateBytes();
  if (kind == JASTROW) return changetype<Jastrow>(network).stateBytes();
  if (kind == SYMMETRISED + RBM) return changetype<Symmetrised<Rbm>>(network).stateBytes();
  if (kind == SYMMETRISED + MLP) return changetype<Symmetrised<Mlp>>(network).stateBytes();
  return changetype<Symmetrised<Jastrow>>(network).stateBytes();
}

/** A projection of an inner network: it has the same layout for every T. */
export function symmetrisedCreate(sites: i32, inner: usize, innerColumns: i32, elements: i32, pairs: i32): usize {
  const network = changetype<Symmetrised<Rbm>>(allocate(offsetof<Symmetrised<Rbm>>()));
  network.sites = sites;
  network.words = (sites + 63) >> 6;
  network.pairs = pairs;
  network.pairSites = allocate(<usize>pairs << 3);
  network.inner = changetype<Rbm>(inner);
  network.elements = elements;
  network.target = allocate(<usize>(elements * sites) << 2);
  network.flips = allocate(<usize>elements << 2);
  network.characters = allocate(<usize>elements << 3);
  network.innerRow = allocate(<usize>innerColumns << 4);
  network.moved = allocate(<usize>sites << 2);
  network.chosen = allocate(16);
  network.ratios = allocate(<usize>elements << 4);
  return changetype<usize>(network);
}
export function symmetrisedTarget(network: usize): usize {
  return changetype<Symmetrised<Rbm>>(network).target;
}
export function symmetrisedFlips(network: usize): usize {
  return changetype<Symmetrised<Rbm>>(network).flips;
}
export function symmetrisedCharacters(network: usize): usize {
  return changetype<Symmetrised<Rbm>>(network).characters;
}
export function symmetrisedPairSites(network: usize): usize {
  return changetype<Symmetrised<Rbm>>(network).pairSites;
}

import { VECTOR } from "./blocks";
import { allocate } from "./memory";
import { Rbm } from "./rbm";
import { Parameters } from "./rbm-derivatives";
import { sideBytes } from "./rbm-tables";

/**
 * An RBM of N sites, M hidden units, `count` parameters and room for the flip tables of `pairs` pairs of sites; weights zero.
 * `features` = 0 and `shifts` = 0 for a dense one.
 */
export function rbmCreate(sites: i32, hidden: i32, biases: i32, pairs: i32, count: i32, features: i32, shifts: i32): usize {
  const rbm = changetype<Rbm>(allocate(offsetof<Rbm>()));
  rbm.sites = sites;
  rbm.hidden = hidden;
  rbm.blocks = (hidden + 7) >> 3;
  rbm.words = (sites + 63) >> 6;
  rbm.pairs = pairs;
  const row = <usize>rbm.blocks * VECTOR;
  const side = sideBytes(rbm.blocks);
  rbm.visible = allocate(<usize>sites << 4);
  rbm.hiddenBias = allocate(row);
  rbm.weights = allocate(<usize>sites * row);
  rbm.flips = allocate(<usize>(2 * sites) * side);
  rbm.pairTables = allocate(<usize>(4 * pairs) * side);
  rbm.pairSites = allocate(<usize>pairs << 3);
  // Scratch
  rbm.scratch = allocate(side);
  rbm.view = allocate(side);
  rbm.chosen = allocate(16);
  const parameters = changetype<Parameters>(allocate(offsetof<Parameters>()));
  parameters.count = count;
  parameters.biases = biases;
  parameters.features = features;
  parameters.shifts = shifts;
  parameters.source = allocate(<usize>(shifts * sites) << 2);
  parameters.tanh = allocate(<usize>hidden << 4);
  parameters.spins = allocate(<usize>sites << 3);
  rbm.parameters = parameters;
  return changetype<usize>(rbm);
}

export function rbmVisible(rbm: usize): usize {
  return changetype<Rbm>(rbm).visible;
}
export function rbmHiddenBias(rbm: usize): usize {
  return changetype<Rbm>(rbm).hiddenBias;
}
export function rbmWeights(rbm: usize): usize {
  return changetype<Rbm>(rbm).weights;
}
export function rbmPairSites(rbm: usize): usize {
  return changetype<Rbm>(rbm).pairSites;
}
/** G rows of N i32: the site that weight k of a feature multiplies under translation r. */
export function rbmSource(rbm: usize): usize {
  return changetype<Rbm>(rbm).parameters.source;
}
/** Rebuilds the tables after the weights changed. */
export function rbmPrepare(rbm: usize): void {
  changetype<Rbm>(rbm).prepare();
}

import { allocate } from "./memory";
import { Rbm } from "./rbm";
import { Parameters } from "./rbm-derivatives";
import { Moved } from "./rbm-moved";
import { BLOCK } from "./rbm-tables";

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
  rbm.hasVisible = biases;
  rbm.pairs = pairs;
  const row = <usize>rbm.blocks * BLOCK;
  rbm.visible = allocate(<usize>sites << 4);
  rbm.hiddenBias = allocate(row / 2);
  rbm.weights = allocate(<usize>sites * (row / 2));
  rbm.visibleFactors = allocate(<usize>sites << 5);
  rbm.flips = allocate(<usize>sites * row);
  rbm.pairTables = allocate(<usize>(2 * pairs) * row);
  rbm.pairSites = allocate(<usize>pairs << 3);
  rbm.scratch = allocate(row);
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
  const moved = changetype<Moved>(allocate(offsetof<Moved>()));
  moved.places = allocate(<usize>(shifts * sites) << 2);
  // Scratch
  moved.tanh = allocate(<usize>rbm.blocks << 7);
  moved.total = allocate(<usize>hidden << 4);
  moved.fields = allocate(<usize>sites << 4);
  moved.corrections = allocate(<usize>count << 4);
  rbm.moved = moved;
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

// An RBM in memory.
import { VECTOR } from "../math/blocks";
import { allocate } from "../runtime/memory";
import { Rbm } from "./rbm";
import { Parameters } from "./derivatives";
import { Moved } from "./energy-derivatives-scratch";
import { sideBytes } from "./flip-tables";
import { allocateRecords, share } from "../runtime/team";

/**
 * An RBM of N sites, M hidden units, `count` parameters and room for the flip tables of `pairs` pairs of sites; weights zero.
 * `features`, `shifts` and `steps`, those of the walk, are 0 for a dense one.
 */
export function rbmCreate(sites: i32, hidden: i32, biases: i32, pairs: i32, count: i32, features: i32, shifts: i32, steps: i32): usize {
  const rbm = allocateRecords<Rbm>();
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
  const parameters = changetype<Parameters>(allocate(offsetof<Parameters>()));
  parameters.count = count;
  parameters.biases = biases;
  parameters.features = features;
  parameters.shifts = shifts;
  parameters.steps = steps;
  parameters.walk = allocate(<usize>steps << 2);
  parameters.starts = allocate(<usize>sites << 2);
  parameters.allPlus = allocate(1);
  rbm.parameters = parameters;
  const moved = changetype<Moved>(allocate(offsetof<Moved>()));
  moved.places = allocate(<usize>(shifts * sites) << 2);
  rbm.moved = moved;
  share<Rbm>(rbm);
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
/** The walk along the images of the sites, i32, and where on it those of each site begin, i32; see Parameters. */
export function rbmWalk(rbm: usize): usize {
  return changetype<Rbm>(rbm).parameters.walk;
}
export function rbmStarts(rbm: usize): usize {
  return changetype<Rbm>(rbm).parameters.starts;
}
/** N rows of G i32: see `Moved.places`. */
export function rbmPlaces(rbm: usize): usize {
  return changetype<Rbm>(rbm).moved.places;
}
/** Rebuilds the tables after the weights changed. */
export function rbmPrepare(rbm: usize): void {
  changetype<Rbm>(rbm).prepare();
}

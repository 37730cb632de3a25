import { Parameters } from "./derivatives";
import { allocate } from "./memory";
import { Chain } from "./metropolis";
import { Operator } from "./operator";
import { BLOCK, Rbm } from "./rbm";

/** An RBM of N sites, M hidden units and room for the flip tables of `pairs` pairs of sites; weights zero. */
export function rbmCreate(sites: i32, hidden: i32, visibleBias: i32, pairs: i32): usize {
  const rbm = changetype<Rbm>(allocate(offsetof<Rbm>()));
  rbm.sites = sites;
  rbm.hidden = hidden;
  rbm.blocks = (hidden + 7) >> 3;
  rbm.words = (sites + 63) >> 6;
  rbm.hasVisible = visibleBias;
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
export function rbmStateBytes(rbm: usize): usize {
  return changetype<Rbm>(rbm).stateBytes();
}

/** The parameter layout of an RBM. `features` = 0 for a dense one. */
export function parametersCreate(rbm: usize, count: i32, biases: i32, features: i32, shifts: i32): usize {
  const network = changetype<Rbm>(rbm);
  const parameters = changetype<Parameters>(allocate(offsetof<Parameters>()));
  parameters.count = count;
  parameters.biases = biases;
  parameters.features = features;
  parameters.shifts = shifts;
  parameters.source = allocate(<usize>(shifts * network.sites) << 2);
  parameters.tanh = allocate(<usize>network.hidden << 4);
  parameters.spins = allocate(<usize>network.sites << 3);
  parameters.row = allocate(<usize>((count + 3) & ~3) << 4);
  return changetype<usize>(parameters);
}
export function parametersSource(parameters: usize): usize {
  return changetype<Parameters>(parameters).source;
}

/** A chain for a network of `sites` sites with `stateBytes` of look-ups; all spins up, its random state zero. */
export function chainCreate(sites: i32, stateBytes: usize): usize {
  const chain = changetype<Chain>(allocate(offsetof<Chain>()));
  chain.bits = allocate((<usize>((sites + 63) >> 6)) << 3);
  chain.order = allocate(<usize>(2 * sites) << 2);
  chain.state = allocate(stateBytes);
  return changetype<usize>(chain);
}
export function chainBits(chain: usize): usize {
  return changetype<Chain>(chain).bits;
}
export function chainProposed(chain: usize): f64 {
  return <f64>changetype<Chain>(chain).proposed;
}
export function chainAccepted(chain: usize): f64 {
  return <f64>changetype<Chain>(chain).accepted;
}

/** An operator of `groups` flip groups with `flips` flipped sites and `terms` terms in all. */
export function operatorCreate(sites: i32, groups: i32, flips: i32, terms: i32): usize {
  const operator = changetype<Operator>(allocate(offsetof<Operator>()));
  operator.groups = groups;
  operator.words = (sites + 63) >> 6;
  operator.table = allocate(<usize>groups * 20);
  operator.flips = allocate(<usize>flips << 2);
  operator.coefficients = allocate(<usize>terms << 4);
  operator.masks = allocate(<usize>(terms * operator.words) << 3);
  return changetype<usize>(operator);
}
export function operatorTable(operator: usize): usize {
  return changetype<Operator>(operator).table;
}
export function operatorFlips(operator: usize): usize {
  return changetype<Operator>(operator).flips;
}
export function operatorCoefficients(operator: usize): usize {
  return changetype<Operator>(operator).coefficients;
}
export function operatorMasks(operator: usize): usize {
  return changetype<Operator>(operator).masks;
}

import { REIM_SELU } from "./math/activation";
import { Chain, refresh } from "./spins/chain";
import * as complex from "./math/complex";
import { addPartials } from "./linalg/partials";
import { adjoint, parameterPanels, samplePanels } from "./spins/derivatives";
import { estimatePanels, movedBytes } from "./estimate-derivatives";
import { Jastrow } from "./jastrow/jastrow";
import { allocate } from "./runtime/memory";
import { draw } from "./spins/metropolis";
import { MoveSets } from "./spins/mixed-moves";
import { Mlp } from "./mlp/mlp";
import { mlpAdjoint } from "./mlp/adjoint";
import { localEstimates, Operator } from "./spins/operator";
import { Rbm } from "./rbm/rbm";
import { Symmetrised } from "./symmetrised/symmetrised";
import { allocateRecords, each, member, members, own, share } from "./runtime/team";

/**
 * What every network can do, by its kind: a task for the team, cut into chains or into stretches of samples. Each operation is compiled once
 * for each kind, so that nothing in a hot loop is looked up.
 * Adding a network: a class with the methods of Rbm that spins/metropolis.ts, spins/operator.ts and spins/derivatives.ts use, and a line for itself and one for
 * its projection in `runItem` and in `networkStateBytes`.
 */
export const RBM: i32 = 0;
export const MLP: i32 = 1;
export const JASTROW: i32 = 2;
/** Added to the kind of the network that is projected on a symmetry. */
export const SYMMETRISED: i32 = 4;

/** Operations. */
const STATES: i32 = 0;
const DRAW: i32 = 1;
const LOCAL_ESTIMATES: i32 = 2;
const PARAMETER_PANELS: i32 = 3;
const SAMPLE_PANELS: i32 = 4;
const ADJOINT: i32 = 5;
const ESTIMATE_PANELS: i32 = 6;

/** Samples of one item. A multiple of the 4 rows of a panel. */
const CHUNK: i32 = 16;
/** Stretches of samples whose sums are taken apart, whatever the number of threads. */
export const STRETCHES: i32 = 8;

/** An operation on samples or chains of a network. */
@unmanaged
class Task {
  operation: i32;
  kind: i32;
  network: usize;
  /** The operator of local estimates and their derivatives, and what a ratio adds to them. */
  operator: usize;
  ratio: i32;
  /** How the chains move (metropolis.ts). */
  rule: i32;
  bits: usize;
  states: usize;
  count: i32;
  /** `logs` of states, `w` of an adjoint. */
  vector: usize;
  /** One {@link ChainDraw} for each chain, and the sets of sites that they may flip together, or 0. */
  chains: usize;
  sets: usize;
  /** Scratch of estimate panels, `movedBytes` for each member. */
  moved: usize;
  out: usize;
}
const task = changetype<Task>(memory.data(64, 16));

/** How one chain is moved and sampled; written by TypeScript as eight words of 32 bits. */
@unmanaged
class ChainDraw {
  chain: usize;
  /** 1 if the look-ups of the chain have to be rebuilt first. */
  stale: i32;
  thermalisation: i32;
  samples: i32;
  sweeps: i32;
  halvings: i32;
  bits: usize;
  states: usize;
}

function perform<T>(network: T, task: Task, item: i32): void {
  const operation = task.operation;
  if (operation == DRAW) return drawChain<T>(network, task, item);
  if (operation == ADJOINT) return adjointOfStretch<T>(network, task, item);
  const first = item * CHUNK;
  const count = min(CHUNK, task.count - first);
  const bits = task.bits + <usize>(first * network.words) * 8;
  const states = task.states + <usize>first * network.stateBytes();
  if (operation == STATES) initialiseAll<T>(network, bits, count, states, task.vector + (<usize>first << 4));
  else if (operation == LOCAL_ESTIMATES) {
    localEstimates<T>(network, changetype<Operator>(task.operator), bits, states, count, task.ratio, task.out + (<usize>first << 4));
  } else if (operation == PARAMETER_PANELS) parameterPanels<T>(network, bits, states, first, count, task.count, task.out);
  else if (operation == ESTIMATE_PANELS) {
    const moved = task.moved + <usize>member * movedBytes<T>(network);
    estimatePanels<T>(network, changetype<Operator>(task.operator), bits, states, first, count, task.count, moved, task.out);
  } else samplePanels<T>(network, bits, states, first, count, task.out);
}

/** Look-ups and ln f of `count` configurations, from scratch. */
function initialiseAll<T>(network: T, bits: usize, count: i32, states: usize, logs: usize): void {
  for (let n = 0; n < count; n++) {
    network.initialise(bits, states);
    store<f64>(logs, complex.re);
    store<f64>(logs, complex.im, 8);
    bits += <usize>network.words << 3;
    states += network.stateBytes();
    logs += 16;
  }
}

function drawChain<T>(network: T, task: Task, item: i32): void {
  const plan = changetype<ChainDraw>(task.chains + <usize>item * offsetof<ChainDraw>());
  const chain = changetype<Chain>(plan.chain);
  if (plan.stale) refresh<T>(network, chain);
  const sets = changetype<MoveSets>(task.sets);
  draw<T>(network, chain, plan.thermalisation, plan.samples, plan.sweeps, task.rule, sets, plan.halvings, plan.bits, plan.states);
}

function adjointOfStretch<T>(network: T, task: Task, item: i32): void {
  const first = (task.count * item) / STRETCHES;
  const count = (task.count * (item + 1)) / STRETCHES - first;
  const bits = task.bits + <usize>(first * network.words) * 8;
  const states = task.states + <usize>first * network.stateBytes();
  const w = task.vector + (<usize>first << 4);
  const out = task.out + <usize>item * (<usize>network.derivativeCount() << 4);
  if (task.kind == MLP && changetype<Mlp>(changetype<usize>(network)).activation != REIM_SELU) {
    mlpAdjoint(changetype<Mlp>(changetype<usize>(network)), bits, states, count, w, out);
  } else {
    adjoint<T>(network, bits, states, count, w, out);
  }
}

function runItem(item: i32, pointer: usize): void {
  const task = changetype<Task>(pointer);
  const kind = task.kind;
  const network = task.network;
  if (kind == RBM) perform<Rbm>(own<Rbm>(network), task, item);
  else if (kind == MLP) perform<Mlp>(own<Mlp>(network), task, item);
  else if (kind == JASTROW) perform<Jastrow>(own<Jastrow>(network), task, item);
  else if (kind == SYMMETRISED + RBM) perform<Symmetrised<Rbm>>(own<Symmetrised<Rbm>>(network), task, item);
  else if (kind == SYMMETRISED + MLP) perform<Symmetrised<Mlp>>(own<Symmetrised<Mlp>>(network), task, item);
  else perform<Symmetrised<Jastrow>>(own<Symmetrised<Jastrow>>(network), task, item);
}

/** Runs an operation on `count` samples. */
function runOnSamples(operation: i32, kind: i32, network: usize, bits: usize, states: usize, count: i32): void {
  task.operation = operation;
  task.kind = kind;
  task.network = network;
  task.bits = bits;
  task.states = states;
  task.count = count;
  each(operation == ADJOINT ? STRETCHES : (count + CHUNK - 1) / CHUNK, runItem, changetype<usize>(task));
}

/** Look-ups and ln f of `count` configurations, from scratch. */
export function networkStates(kind: i32, network: usize, bits: usize, count: i32, out: usize, logs: usize): void {
  task.vector = logs;
  runOnSamples(STATES, kind, network, bits, out, count);
}

/** Moves and samples `count` chains, a ChainDraw for each at `chains`; see `draw` of spins/metropolis.ts. `sets` is a MoveSets or 0. */
export function networkDraw(kind: i32, network: usize, rule: i32, chains: usize, count: i32, sets: usize): void {
  task.operation = DRAW;
  task.kind = kind;
  task.network = network;
  task.rule = rule;
  task.chains = chains;
  task.sets = sets;
  each(count, runItem, changetype<usize>(task));
}

/** `localEstimates` of spins/operator.ts. */
export function networkLocalEstimates(kind: i32, network: usize, operator: usize, bits: usize, states: usize, count: i32, ratio: i32, out: usize): void {
  task.operator = operator;
  task.ratio = ratio;
  task.out = out;
  runOnSamples(LOCAL_ESTIMATES, kind, network, bits, states, count);
}

/** `parameterPanels` of spins/derivatives.ts. */
export function networkParameterPanels(kind: i32, network: usize, bits: usize, states: usize, count: i32, out: usize): void {
  task.out = out;
  runOnSamples(PARAMETER_PANELS, kind, network, bits, states, count);
}

/** `estimatePanels` of estimate-derivatives.ts; `moved` is scratch of `networkMovedBytes`. */
export function networkEstimatePanels(kind: i32, network: usize, operator: usize, bits: usize, states: usize, count: i32, moved: usize, out: usize): void {
  task.operator = operator;
  task.moved = moved;
  task.out = out;
  runOnSamples(ESTIMATE_PANELS, kind, network, bits, states, count);
}

/** Bytes of the scratch of `networkEstimatePanels`. */
export function networkMovedBytes(kind: i32, network: usize): usize {
  if (kind == RBM) return <usize>members * movedBytes<Rbm>(changetype<Rbm>(network));
  if (kind == MLP) return <usize>members * movedBytes<Mlp>(changetype<Mlp>(network));
  if (kind == JASTROW) return <usize>members * movedBytes<Jastrow>(changetype<Jastrow>(network));
  if (kind == SYMMETRISED + RBM) return <usize>members * movedBytes<Symmetrised<Rbm>>(changetype<Symmetrised<Rbm>>(network));
  if (kind == SYMMETRISED + MLP) return <usize>members * movedBytes<Symmetrised<Mlp>>(changetype<Symmetrised<Mlp>>(network));
  return <usize>members * movedBytes<Symmetrised<Jastrow>>(changetype<Symmetrised<Jastrow>>(network));
}

/** `samplePanels` of spins/derivatives.ts. */
export function networkSamplePanels(kind: i32, network: usize, bits: usize, states: usize, count: i32, out: usize): void {
  task.out = out;
  runOnSamples(SAMPLE_PANELS, kind, network, bits, states, count);
}

/** out_k = Σ_x O_k(x)* w_x over `count` samples and `columns` derivatives; `partials` is scratch for STRETCHES such vectors. */
export function networkAdjoint(kind: i32, network: usize, bits: usize, states: usize, count: i32, columns: i32, w: usize, partials: usize, out: usize): void {
  task.vector = w;
  task.out = partials;
  runOnSamples(ADJOINT, kind, network, bits, states, count);
  addPartials(partials, STRETCHES, columns, out);
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

/** Bytes that a chain keeps about its configuration. */
export function networkChainBytes(kind: i32, network: usize): usize {
  if (kind == RBM) return changetype<Rbm>(network).chainBytes();
  if (kind == SYMMETRISED + RBM) return changetype<Symmetrised<Rbm>>(network).chainBytes();
  return networkStateBytes(kind, network);
}

/** A projection of an inner network: it has the same layout for every T. */
export function symmetrisedCreate(sites: i32, kind: i32, inner: usize, innerColumns: i32, elements: i32, pairs: i32): usize {
  const network = allocateRecords<Symmetrised<Rbm>>();
  network.sites = sites;
  network.words = (sites + 63) >> 6;
  network.pairs = pairs;
  network.pairSites = allocate(<usize>pairs << 3);
  network.inner = changetype<Rbm>(inner);
  network.innerBytes = kind == RBM ? offsetof<Rbm>() : kind == MLP ? offsetof<Mlp>() : offsetof<Jastrow>();
  network.innerColumns = innerColumns;
  network.elements = elements;
  network.target = allocate(<usize>(elements * sites) << 2);
  network.pairImages = allocate(<usize>(elements * pairs) << 2);
  network.flips = allocate(<usize>elements << 2);
  network.characters = allocate(<usize>elements << 3);
  network.otherBytes = networkStateBytes(SYMMETRISED + kind, changetype<usize>(network));
  share<Symmetrised<Rbm>>(network);
  return changetype<usize>(network);
}
export function symmetrisedTarget(network: usize): usize {
  return changetype<Symmetrised<Rbm>>(network).target;
}
export function symmetrisedPairImages(network: usize): usize {
  return changetype<Symmetrised<Rbm>>(network).pairImages;
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

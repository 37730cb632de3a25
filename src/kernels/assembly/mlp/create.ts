// An MLP in memory.
import { REIM_SELU } from "../math/activation";
import { VECTOR } from "../math/blocks";
import { planesBytes } from "./dense-rows";
import { BLOCK } from "../math/exp-tables";
import { allocate } from "../runtime/memory";
import { Mlp } from "./mlp";
import { singlesBytes } from "./single-precision";
import { allocateRecords, share } from "../runtime/team";

/** An MLP of `layers` layers whose widths are then written to `mlpWidths`, before `mlpAllocate`. */
export function mlpCreate(sites: i32, layers: i32, activation: i32, biased: i32, pairs: i32, count: i32): usize {
  const mlp = allocateRecords<Mlp>();
  mlp.sites = sites;
  mlp.words = (sites + 63) >> 6;
  mlp.safe = 1;
  mlp.pairs = pairs;
  mlp.pairSites = allocate(<usize>pairs << 3);
  mlp.layers = layers;
  mlp.activation = activation;
  mlp.biased = biased;
  mlp.count = count;
  mlp.widths = allocate(<usize>layers << 2);
  return changetype<usize>(mlp);
}
export function mlpWidths(pointer: usize): usize {
  return changetype<Mlp>(pointer).widths;
}

/** Makes room for weights; all zero. */
export function mlpAllocate(pointer: usize): void {
  const mlp = changetype<Mlp>(pointer);
  const bytes = <usize>mlp.layers << 2;
  mlp.weights = allocate(bytes);
  mlp.planes = allocate(bytes);
  mlp.biases = allocate(bytes);
  for (let layer = 0; layer < mlp.layers; layer++) {
    const row = <usize>mlp.blocks(layer) * VECTOR;
    const at = <usize>layer << 2;
    store<usize>(mlp.weights + at, allocate(<usize>mlp.inputs(layer) * row));
    store<usize>(mlp.biases + at, allocate(row));
    if (layer > 0) store<usize>(mlp.planes + at, allocate(planesBytes(mlp.blocks(layer - 1), mlp.blocks(layer))));
  }
  for (let layer = 0; layer < mlp.layers; layer++) mlp.widest = max(mlp.widest, mlp.blocks(layer));
  mlp.singles = allocate(singlesBytes(mlp));
  mlp.output = allocate(<usize>mlp.blocks(mlp.layers - 1) * VECTOR);
  if (mlp.activation != REIM_SELU) mlp.tables = allocate(<usize>(mlp.sites * mlp.blocks(0)) * BLOCK);
  share<Mlp>(mlp);
}
/** To be called after every change of the parameters. */
export function mlpPrepare(pointer: usize): void {
  changetype<Mlp>(pointer).prepare();
}
export function mlpWeights(pointer: usize, layer: i32): usize {
  const mlp = changetype<Mlp>(pointer);
  return mlp.at(mlp.weights, layer);
}
export function mlpBiases(pointer: usize, layer: i32): usize {
  const mlp = changetype<Mlp>(pointer);
  return mlp.at(mlp.biases, layer);
}
export function mlpOutput(pointer: usize): usize {
  return changetype<Mlp>(pointer).output;
}
export function mlpPairSites(pointer: usize): usize {
  return changetype<Mlp>(pointer).pairSites;
}
/** For tests: Re ln f of a configuration as chains estimate it, and how far that may be off. Returns 0 if they do not go by estimates. */
export function mlpEstimate(pointer: usize, bits: usize, out: usize): i32 {
  const mlp = changetype<Mlp>(pointer);
  if (mlp.estimates) mlp.estimateInto(bits, out);
  return mlp.estimates;
}

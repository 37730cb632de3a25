import { element, VECTOR } from "../math/blocks";

/** The parameters of a multilayer perceptron, its tables and its scratch, and where things are in them. */
@unmanaged
export class MlpRecord {
  sites: i32;
  words: i32;
  safe: i32;
  pairs: i32;
  pairSites: usize;
  layers: i32;
  activation: i32;
  biased: i32;
  /** Complex parameters. */
  count: i32;
  /** K_l of each layer, i32. */
  widths: usize;
  /**
   * Pointers, u32. Layer 1: N rows in blocks. Deeper layers: block of outputs by block, in it input by input, padded to whole blocks of
   * inputs.
   */
  weights: usize;
  /** The same for products with rows (dense-rows.ts), pointers; none for layer 1. */
  planes: usize;
  /** Biases in blocks, pointers. */
  biases: usize;
  /** v in blocks. */
  output: usize;
  /** The table of 4 W_i for each site i (math/exp-tables.ts); 0 for an activation that has no use for it. */
  tables: usize;
  /** 1 if the tables are safe to use, see SAFE_EXPONENT. */
  tabled: i32;
  /** Parameters in single precision, and how far an estimate made with them may be off (single-precision.ts). */
  singles: usize;
  deviation: f64;
  /** 1 if chains go by estimates. */
  estimates: i32;
  /** Blocks of the widest layer. */
  widest: i32;
  /** Scratch per layer, pointers: z and h = σ(z) of ROWS configurations; slopes σ'(z), deltas ∂ ln f/∂z, and ∂ ln f/∂z* for a split activation. */
  z: usize;
  h: usize;
  slope: usize;
  delta: usize;
  conjugate: usize;
  /** Scratch: as much as the z of the widest layer, twice, for the activations. */
  u: usize;
  t: usize;
  /** Scratch of the products with rows. */
  panels: usize;
  /** Scratch: ln f of each row, and the number that its move has been given. */
  logs: usize;
  marks: usize;
  /** Scratch of estimates: four rows in single precision. */
  singleRows: usize;
  /** Scratch: how far the weight of a move that was given last may be off, relative; 0 for one in double precision. */
  doubt: f64;
  /** Scratch: a state, for moves of more than one site. */
  moved: usize;
  /** Scratch: rows of derivatives that are made at a time. */
  derivativeRows: usize;
  /** Scratch: sums in the form of the weights; of each layer the weights, then the biases, and at the end v. */
  sums: usize;

  @inline
  at(table: usize, layer: i32): usize {
    return load<usize>(table + (<usize>layer << 2));
  }

  @inline
  width(layer: i32): i32 {
    return load<i32>(this.widths + (<usize>layer << 2));
  }

  @inline
  blocks(layer: i32): i32 {
    return (this.width(layer) + 7) >> 3;
  }

  /** Rows of W of a layer: sites, or units below in whole blocks. */
  @inline
  inputs(layer: i32): i32 {
    return layer == 0 ? this.sites : 8 * this.blocks(layer - 1);
  }

  /** Row i of W_1. */
  @inline
  row(i: i32): usize {
    return this.at(this.weights, 0) + <usize>(i * this.blocks(0)) * VECTOR;
  }

  /** Where the weight of a layer from input a to unit k is. */
  @inline
  weightAt(layer: i32, a: i32, k: i32): usize {
    if (layer == 0) return element(this.row(a), k);
    return element(this.at(this.weights, layer) + <usize>((k >> 3) * this.inputs(layer) + a) * VECTOR, k & 7);
  }
}

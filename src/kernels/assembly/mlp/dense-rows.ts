import { IM, VECTOR } from "../math/blocks";
import { REAL_COLUMN } from "../linalg/panels";
import { productTile } from "../linalg/tiles-real";

/**
 * The product of a dense layer with several rows, by three real products instead of four (linalg/gram.ts):
 *   P = Hr Wr, Q = Hi Wi, R = (Hr + Hi)(Wr + Wi),  Re = P - Q,  Im = R - P - Q.
 * Rows are vectors in blocks, one behind the other. A row comes out the same to the bit whatever the others are, and alone.
 */

/** Most rows at a time: those of a panel. */
export const ROWS: i32 = 4;

/** Bytes of a real tile of 4 × 4. */
const TILE: usize = 128;

/** Bytes of one plane of 4 outputs: a real panel. */
@inline
function planeBytes(inputBlocks: i32): usize {
  return <usize>(8 * inputBlocks) * REAL_COLUMN;
}

/** Bytes of the planes of a layer: for each 4 outputs Re W, Im W and Re W + Im W. */
export function planesBytes(inputBlocks: i32, blocks: i32): usize {
  return <usize>(6 * blocks) * planeBytes(inputBlocks);
}

/** The planes of W, which comes block of outputs by block, in each input by input. */
export function tabulatePlanes(weights: usize, inputBlocks: i32, blocks: i32, planes: usize): void {
  const plane = planeBytes(inputBlocks);
  const bytes = <usize>(8 * inputBlocks) * VECTOR;
  for (let panel = 0; panel < 2 * blocks; panel++) {
    const from = weights + <usize>(panel >> 1) * bytes + <usize>(panel & 1) * 32;
    for (let row = from; row < from + bytes; row += VECTOR, planes += REAL_COLUMN) {
      for (let lane: usize = 0; lane < 32; lane += 16) {
        const re = v128.load(row + lane);
        const im = v128.load(row + lane, IM);
        v128.store(planes + lane, re);
        v128.store(planes + plane + lane, im);
        v128.store(planes + 2 * plane + lane, f64x2.add(re, im));
      }
    }
    planes += 2 * plane;
  }
}

/** Bytes of the scratch of `denseRows`: three tiles, then three panels of the rows. */
export function denseRowsBytes(inputBlocks: i32): usize {
  return 3 * TILE + 3 * planeBytes(inputBlocks);
}

/** z = b + Σ_a h_a W_a for one row, or for all ROWS. Cost 6 flops for each weight and row. */
export function denseRows(rows: i32, h: usize, inputBlocks: i32, planes: usize, bias: usize, blocks: i32, z: usize, scratch: usize): void {
  const plane = planeBytes(inputBlocks);
  const inputs = 8 * inputBlocks;
  const panels = scratch + 3 * TILE;
  if (rows > 1) splitRows(h, inputBlocks, panels, plane);
  for (let block = 0; block < blocks; block++) {
    for (let half: usize = 0; half < 64; half += 32) {
      if (rows == 1) {
        productRow(h, inputBlocks, planes, plane, scratch);
        combine(scratch, bias + half, z + half);
      } else {
        productTile(planes, panels, inputs, REAL_COLUMN, scratch);
        productTile(planes + plane, panels + plane, inputs, REAL_COLUMN, scratch + TILE);
        productTile(planes + 2 * plane, panels + 2 * plane, inputs, REAL_COLUMN, scratch + 2 * TILE);
        for (let n: usize = 0; n < <usize>ROWS; n++) combine(scratch + n * REAL_COLUMN, bias + half, z + n * (<usize>blocks * VECTOR) + half);
      }
      planes += 3 * plane;
    }
    bias += VECTOR;
    z += VECTOR;
  }
}

/** b and what three real products make of four outputs. */
@inline
function combine(tiles: usize, bias: usize, z: usize): void {
  for (let lane: usize = 0; lane < 32; lane += 16) {
    const p = v128.load(tiles + lane);
    const q = v128.load(tiles + lane, TILE);
    const r = v128.load(tiles + lane, 2 * TILE);
    v128.store(z + lane, f64x2.add(v128.load(bias + lane), f64x2.sub(p, q)));
    v128.store(z + lane, f64x2.add(v128.load(bias + lane, IM), f64x2.sub(f64x2.sub(r, p), q)), IM);
  }
}

/** What three tiles have in their first column if the first row is h. */
function productRow(h: usize, inputBlocks: i32, planes: usize, plane: usize, tiles: usize): void {
  let p0 = f64x2.splat(0);
  let p1 = f64x2.splat(0);
  let q0 = f64x2.splat(0);
  let q1 = f64x2.splat(0);
  let r0 = f64x2.splat(0);
  let r1 = f64x2.splat(0);
  const end = h + <usize>inputBlocks * VECTOR;
  while (h < end) {
    for (const last = h + 64; h < last; h += 8) {
      const re = v128.load64_splat(h);
      const im = v128.load64_splat(h, IM);
      const sum = f64x2.add(re, im);
      p0 = f64x2.add(p0, f64x2.mul(v128.load(planes), re));
      p1 = f64x2.add(p1, f64x2.mul(v128.load(planes, 16), re));
      q0 = f64x2.add(q0, f64x2.mul(v128.load(planes + plane), im));
      q1 = f64x2.add(q1, f64x2.mul(v128.load(planes + plane, 16), im));
      r0 = f64x2.add(r0, f64x2.mul(v128.load(planes + 2 * plane), sum));
      r1 = f64x2.add(r1, f64x2.mul(v128.load(planes + 2 * plane, 16), sum));
      planes += REAL_COLUMN;
    }
    h += 64;
  }
  v128.store(tiles, p0);
  v128.store(tiles, p1, 16);
  v128.store(tiles, q0, 128);
  v128.store(tiles, q1, 144);
  v128.store(tiles, r0, 256);
  v128.store(tiles, r1, 272);
}

/** Panels of the real parts of four rows, of the imaginary parts and of their sums; they lie `plane` bytes apart. */
function splitRows(h: usize, blocks: i32, panels: usize, plane: usize): void {
  const row = <usize>blocks * VECTOR;
  for (const end = h + row; h < end; h += VECTOR) {
    for (let lane: usize = 0; lane < 64; lane += 16) {
      splitPair(h + lane, h + row + lane, panels, plane);
      splitPair(h + 2 * row + lane, h + 3 * row + lane, panels + 16, plane);
      panels += 2 * REAL_COLUMN;
    }
  }
}

/** Two numbers of each of two rows. */
@inline
function splitPair(a: usize, b: usize, panels: usize, plane: usize): void {
  const ar = v128.load(a);
  const ai = v128.load(a, IM);
  const br = v128.load(b);
  const bi = v128.load(b, IM);
  const re0 = v128.shuffle<f64>(ar, br, 0, 2);
  const re1 = v128.shuffle<f64>(ar, br, 1, 3);
  const im0 = v128.shuffle<f64>(ai, bi, 0, 2);
  const im1 = v128.shuffle<f64>(ai, bi, 1, 3);
  v128.store(panels, re0);
  v128.store(panels, re1, 32);
  v128.store(panels + plane, im0);
  v128.store(panels + plane, im1, 32);
  v128.store(panels + 2 * plane, f64x2.add(re0, im0));
  v128.store(panels + 2 * plane, f64x2.add(re1, im1), 32);
}

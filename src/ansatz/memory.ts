// The memory that a network takes in the kernels, from its sizes alone.
import { panelBytes } from "../kernels/logDerivatives.ts";
import type { ResolvedAnsatz, ResolvedMlp, ResolvedRbm } from "./ansatz.ts";

/** What the size of a network follows from, beside its ansatz. */
export interface Extent {
  readonly sites: number;
  /** Pairs of sites whose joint flips are prepared. */
  readonly pairs: number;
  readonly translations: number;
  /** Steps of the walk over the images of all sites, see `walkOfImages`. */
  readonly steps: number;
  /** Elements of the point group. */
  readonly turns: number;
  readonly threads: number;
}

/** Bytes of a network and of what is kept about its configurations; see `Network` and `LogDerivatives` for the names. */
export interface NetworkMemory {
  /** Single allocations: tables, and the scratch of every thread. */
  readonly network: readonly number[];
  readonly parameters: number;
  readonly words: number;
  readonly stateBytes: number;
  readonly chainBytes: number;
  readonly movedBytes: number;
  readonly columns: number;
  readonly field: "complex" | "real";
  readonly gramColumns: number;
  /** Of the factors behind the Gram matrix of so many samples. */
  readonly gramFactors: (samples: number) => readonly number[];
}

// Bytes of the records of assembly/: a block of 8 complex numbers; of a table of exponentials; what an RBM keeps about a block, and a chain beside it.
const [VECTOR, EXPONENTIALS, LOOKUPS, CHAIN_LOOKUPS] = [128, 256, 256, 192];
/** Rows of derivatives that are made at a time, each padded to a panel. */
const BATCH = 8;
const rowBytes = (columns: number) => 64 * Math.ceil(columns / 4);
/** Of small records and scratch, beside what is counted: more than there is. */
const SMALL = 4096;
const RBM_SIGNS = { groups: 32, rows: 128, table: 1024 } as const;

/** An upper bound of what `createNetwork` allocates, and the sizes of what it keeps. @param ansatz of any size, not checked */
export function networkMemory(ansatz: ResolvedAnsatz, extent: Extent): NetworkMemory {
  const inner = plain(ansatz, extent);
  const { sites, pairs, translations, turns, threads } = extent;
  const shifts = ansatz.name === "mlp" && ansatz.symmetric ? translations : 1;
  const elements = shifts * (ansatz.pointGroup ? turns : 1) * (ansatz.parity === "none" ? 1 : 2);
  if (elements === 1 && !ansatz.pointGroup) return inner;
  const image = (bytes: number) => 16 + 16 * Math.ceil(inner.words / 2) + 16 * Math.ceil(bytes / 16);
  const stateBytes = elements * image(inner.stateBytes);
  const imageBytes =
    ansatz.name === "rbm" ? inner.stateBytes + inner.chainBytes - chainOfRbm(ansatz, sites) + sideOfRbm(ansatz, sites) : inner.stateBytes;
  const own =
    16 * inner.columns + BATCH * rowBytes(inner.columns) + 16 * elements + 8 * sites + inner.stateBytes + image(imageBytes) + SMALL;
  return {
    ...inner,
    network: [...inner.network, 4 * elements * sites, 4 * elements * pairs, 8 * pairs, threads * own],
    stateBytes,
    chainBytes: elements * image(imageBytes),
    movedBytes: threads * (8 * inner.words + stateBytes + 32 * inner.columns + 64),
    gramColumns: inner.columns,
    gramFactors: (samples) => [panelBytes(samples, inner.columns)],
  };
}

function plain(ansatz: ResolvedAnsatz, extent: Extent): NetworkMemory {
  switch (ansatz.name) {
    case "rbm":
      return ofRbm(ansatz, extent);
    case "mlp":
      return ofMlp(ansatz, extent);
    case "jastrow":
    case "product":
      return ofJastrow(ansatz.name, ansatz.symmetric, ansatz.biases, extent);
  }
}

function hiddenOf({ density }: ResolvedRbm, sites: number): number {
  return Math.max(1, Math.round(density * sites));
}

const blocksOf = (units: number) => Math.ceil(units / 8);
const sideOfRbm = (ansatz: ResolvedRbm, sites: number) => VECTOR * (blocksOf(hiddenOf(ansatz, sites)) + 1);
const chainOfRbm = (ansatz: ResolvedRbm, sites: number) => blocksOf(hiddenOf(ansatz, sites)) * (LOOKUPS + CHAIN_LOOKUPS);

function ofRbm(ansatz: ResolvedRbm, { sites, pairs, translations, steps, threads }: Extent): NetworkMemory {
  const hidden = hiddenOf(ansatz, sites);
  const blocks = blocksOf(hidden);
  const shifts = ansatz.symmetric ? translations : 0;
  const features = shifts > 0 ? Math.ceil(hidden / shifts) : hidden;
  const weights = shifts > 0 ? features * sites : sites * hidden;
  const parameters = weights + (ansatz.biases ? (shifts > 0 ? 1 : sites) + features : 0);
  const side = VECTOR * (blocks + 1);
  const signs =
    shifts > 0
      ? steps + 32 + RBM_SIGNS.table * Math.ceil(shifts / 4)
      : (sites + RBM_SIGNS.table) * RBM_SIGNS.groups + 16 * RBM_SIGNS.rows * (hidden + 1);
  const scratch = 2 * side + BATCH * rowBytes(parameters) + signs + 6 * VECTOR * blocks + 24 * sites + 16 * parameters + SMALL;
  return {
    network: [
      VECTOR * (sites + 1) * blocks,
      2 * sites * side,
      4 * pairs * side,
      8 * pairs + 20 * sites,
      4 * (steps + shifts * sites),
      ...repeated(threads, scratch),
    ],
    parameters,
    words: Math.ceil(sites / 64),
    stateBytes: blocks * LOOKUPS,
    chainBytes: chainOfRbm(ansatz, sites),
    movedBytes: threads * (16 * Math.ceil(sites / 64) + blocks * LOOKUPS + 32 * parameters + 64),
    columns: parameters,
    field: ansatz.real ? "real" : "complex",
    gramColumns: shifts > 0 ? parameters : hidden,
    gramFactors: (samples) => [panelBytes(samples, shifts > 0 || ansatz.real ? parameters : hidden)],
  };
}

function ofMlp({ widths, activation, biases }: ResolvedMlp, { sites, pairs, threads }: Extent): NetworkMemory {
  const split = activation === "reim-selu";
  const units = widths.reduce((total, width) => total + width, 0);
  const below = (layer: number) => (layer === 0 ? sites : widths[layer - 1]);
  const parameters = widths.reduce((total, width, layer) => total + width * (below(layer) + (biases ? 1 : 0)), widths[widths.length - 1]);
  const padded = widths.map((width, layer) => blocksOf(width) * ((layer === 0 ? sites : 8 * blocksOf(below(layer))) + 1));
  const weights = padded.map((blocks) => VECTOR * blocks);
  const deeper = padded.slice(1);
  const planes = deeper.map((blocks) => 1.5 * VECTOR * blocks);
  const total = padded.reduce((sum, blocks) => sum + blocks, blocksOf(widths[widths.length - 1]));
  const singles = (VECTOR / 2) * (total - padded[0]);
  const [first, widest] = [blocksOf(widths[0]), blocksOf(Math.max(...widths))];
  const stateBytes = 32 + first * (split ? VECTOR : VECTOR + EXPONENTIALS);
  const columns = split ? 2 * parameters : parameters;
  const scratch =
    BATCH * rowBytes(columns) +
    VECTOR * total +
    11 * VECTOR * (blocksOf(units) + widths.length) +
    (8 * VECTOR + 3 * 256 + 4 * 64) * widest +
    stateBytes +
    SMALL;
  return {
    network: [
      ...weights,
      ...planes,
      singles,
      VECTOR * widest,
      8 * pairs,
      split ? 0 : EXPONENTIALS * sites * first,
      ...repeated(threads, scratch),
    ],
    parameters,
    words: Math.ceil(sites / 64),
    stateBytes,
    chainBytes: stateBytes,
    movedBytes: threads * (16 * Math.ceil(sites / 64) + stateBytes + 32 * columns + 64),
    columns,
    field: split ? "real" : "complex",
    gramColumns: split ? columns : 2 * units,
    gramFactors: (samples) => (split ? [panelBytes(samples, columns)] : [panelBytes(samples, units), panelBytes(samples, units)]),
  };
}

function ofJastrow(
  name: "jastrow" | "product",
  symmetric: boolean,
  biases: boolean,
  { sites, pairs, translations, threads }: Extent,
): NetworkMemory {
  const fields = biases || name === "product" ? (symmetric ? 1 : sites) : 0;
  // Pairs that translations take onto each other share a parameter.
  const couplings = name === "product" ? 0 : Math.ceil(((sites * (sites - 1)) / 2) * (symmetric ? Math.min(1, 2 / translations) : 1));
  const parameters = fields + couplings;
  return {
    network: [16 * sites * sites, 4 * sites * sites, 20 * sites + 8 * pairs, ...repeated(threads, BATCH * rowBytes(parameters) + SMALL)],
    parameters,
    words: Math.ceil(sites / 64),
    stateBytes: 16 * sites,
    chainBytes: 16 * sites,
    movedBytes: threads * (16 * Math.ceil(sites / 64) + 16 * sites + 32 * parameters + 64),
    columns: parameters,
    field: "complex",
    gramColumns: parameters,
    gramFactors: (samples) => [panelBytes(samples, parameters)],
  };
}

/** The same bytes for every thread. */
function repeated(threads: number, bytes: number): number[] {
  return Array.from({ length: threads }, () => bytes);
}

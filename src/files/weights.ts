// A trained network in a safetensors file, with the problem it was trained on.
import { z } from "zod";
import { activationNames, parityNames, type ResolvedAnsatz } from "../ansatz/ansatz.ts";
import { InputError } from "../core/errors.ts";
import type { NetworkProblem } from "../vmc/types.ts";
import { CHECKSUM, checkSeal, NO_CHECKSUM, seal } from "./checksum.ts";
import { flatten, type Plain, unflatten } from "./metadata.ts";
import { readBytes } from "./read.ts";
import { type ComplexTensor, checkBegin, decodeTensors, encodeTensors } from "./safetensors.ts";

/** Written into every file. */
export const WEIGHTS_FORMAT = "nqs-weights/3";
/** Read too: without a checksum, and older still with JSON in each entry of the metadata. */
const OLDER_FORMATS = ["nqs-weights/2", "nqs-weights/1"] as const;

/** Entries of the metadata that are words, whatever they look like. */
const words: ReadonlySet<string> = new Set([
  ...["format", CHECKSUM, "version", "readout", "ansatz.name", "ansatz.activation", "ansatz.parity"],
  ...["trained.frame.axes", "trained.lattice", "trained.fingerprint"],
  ...["model", "hamiltonian", "lattice", "size", "boundary", "rotate"].map((key) => `problem.${key}`),
]);

/** Name and complex shape of one block of the parameters, in storage order. */
export interface TensorLayout {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The state that the weights are of: the basis of the network's configurations and their Σ s_i, and how its problem is known again. */
export type TrainedState = NetworkProblem;

/** What is stored beside the weights: enough to rebuild the network and the problem it was trained on. */
export interface WeightsCard {
  /** The Hamiltonian and its lattice as data, see `Problem`. Absent where nobody told it. */
  readonly problem?: Readonly<Record<string, unknown>> | undefined;
  /** Absent in files that are older than it: `problem.rotate` tells the basis there. */
  readonly trained?: TrainedState | undefined;
  readonly ansatz: ResolvedAnsatz;
  /** The reading the network was trained under. */
  readonly readout?: string | undefined;
  /** Absent where the weights were not trained by nqs. */
  readonly seed?: number | undefined;
  /** The version of nqs that wrote the file. */
  readonly version: string;
  /** The energy measured after training, if it was. */
  readonly energy?: { readonly mean: number; readonly error: number | null } | undefined;
}

/** A weights file whose header was read; the network's lattice is needed to check its tensors, see {@link parametersOf}. */
export interface WeightsFile {
  readonly path: string;
  readonly card: WeightsCard;
  readonly tensors: readonly ComplexTensor[];
}

const commonShape = {
  symmetric: z.boolean(),
  /** Absent in files that are older than it. */
  pointGroup: z.boolean().default(false),
  parity: z.enum(parityNames),
  biases: z.boolean(),
  deviation: z.number().positive(),
};

const ansatzSchema = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("rbm"), density: z.number().positive(), real: z.boolean(), ...commonShape }),
  z.strictObject({
    name: z.literal("mlp"),
    widths: z.array(z.int().positive()).min(1),
    activation: z.enum(activationNames),
    ...commonShape,
  }),
  z.strictObject({ name: z.enum(["jastrow", "product"]), ...commonShape }),
]);

const trainedSchema = z
  .strictObject({
    frame: z.strictObject({ axes: z.enum(["XYZ", "YXZ", "ZYX", "XZY", "YZX", "ZXY"]), turned: z.array(z.int().min(0)) }),
    magnetisation: z.int().nullable(),
    sites: z.int().positive(),
    lattice: z.string(),
    fingerprint: z.string(),
  })
  .refine(({ frame: { turned }, sites }) => turned.every((site, k) => site < sites && (k === 0 || turned[k - 1] < site)), {
    error: "expected turned sites of the lattice, ascending",
  })
  .refine(({ magnetisation, sites }) => magnetisation === null || (Math.abs(magnetisation) <= sites && (sites - magnetisation) % 2 === 0), {
    error: "expected a magnetisation that the sites can have",
  });

const cardSchema = z.object({
  format: z.enum([WEIGHTS_FORMAT, ...OLDER_FORMATS]),
  problem: z.record(z.string(), z.unknown()).optional(),
  trained: trainedSchema.optional(),
  ansatz: ansatzSchema,
  readout: z.string().optional(),
  seed: z.int().optional(),
  version: z.string(),
  energy: z.object({ mean: z.number(), error: z.number().nullable() }).optional(),
});

/**
 * The bytes of a weights file (safetensors), its card flat in `__metadata__`; see docs/formats.md.
 * @param parameters complex, interleaved re/im, in the order of `layout`; not kept
 */
export function encodeWeights(parameters: Float64Array, layout: readonly TensorLayout[], card: WeightsCard): Uint8Array {
  let offset = 0;
  const tensors = layout.map(({ name, shape }) => {
    const begin = offset;
    offset += 2 * count(shape);
    return { name, shape, data: parameters.subarray(begin, offset) };
  });
  if (offset !== parameters.length) throw new Error(`weights: ${parameters.length} numbers do not fill a layout of ${offset}`);
  const bytes = encodeTensors({
    tensors,
    metadata: flatten({ format: WEIGHTS_FORMAT, [CHECKSUM]: NO_CHECKSUM, ...card } as unknown as Plain),
  });
  seal(bytes);
  return bytes;
}

/** Reads a weights file and checks everything that can be checked without the problem. @throws InputError naming the file. */
export function readWeights(path: string): WeightsFile {
  return decodeWeights(readNetworkBytes(path, "a weights file"), path);
}

/** The bytes of a file that may hold a network. @throws InputError, before the rest is read, for a header that is far too long. */
export function readNetworkBytes(path: string, expected: string): Uint8Array {
  return readBytes(path, expected, undefined, (begin) => checkBegin(begin, path));
}

/** The same of its bytes; `path` names them in messages. */
export function decodeWeights(bytes: Uint8Array, path: string): WeightsFile {
  const { tensors, metadata } = decodeTensors(bytes, path);
  const checksum = Object.hasOwn(metadata, CHECKSUM) ? metadata[CHECKSUM] : undefined;
  if (checksum !== undefined) checkSeal(bytes, checksum, path);
  const card = readCard(metadata, path);
  if (checksum === undefined && card.format === WEIGHTS_FORMAT) {
    throw new InputError(`${path}: expected a checksum in a file of ${WEIGHTS_FORMAT}, got none: the file was damaged or changed`);
  }
  return { path, card, tensors };
}

/** The parameters of a weights file in storage order. @throws InputError if the tensors are not exactly those of `layout`. */
export function parametersOf({ path, tensors }: WeightsFile, layout: readonly TensorLayout[]): Float64Array {
  const known = layout.map(({ name }) => name);
  const stranger = tensors.find(({ name }) => !known.includes(name));
  if (stranger) throw new InputError(`${path}: expected the tensors ${known.join(", ")}, got a tensor "${stranger.name}"`);
  const parameters = new Float64Array(2 * layout.reduce((total, { shape }) => total + count(shape), 0));
  let offset = 0;
  for (const { name, shape } of layout) {
    const tensor = tensors.find((candidate) => candidate.name === name);
    if (!tensor) throw new InputError(`${path}: expected a tensor "${name}" of shape [${shape}], got none`);
    if (tensor.shape.join() !== shape.join()) {
      throw new InputError(`${path}: expected tensor "${name}" of shape [${shape}], got [${tensor.shape}]; the file is of another network`);
    }
    parameters.set(tensor.data, offset);
    offset += tensor.data.length;
  }
  checkMagnitude(parameters, path);
  return parameters;
}

/** 2^52: numbers beyond are 1 or more apart, so that a phase means nothing, and sums of a few of 1e308 are not finite. */
const LARGEST_WEIGHT = 4503599627370496;

/** @throws InputError beginning with `path` for a weight that no network can be computed with. */
export function checkMagnitude(parameters: Float64Array, path: string): void {
  const broken = parameters.findIndex((value) => !(Math.abs(value) <= LARGEST_WEIGHT));
  if (broken >= 0) throw new InputError(`${path}: expected weights of at most 2^52, got ${parameters[broken]} in weight ${broken >> 1}`);
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

function readCard(metadata: Readonly<Record<string, string>>, path: string): WeightsCard & { readonly format: string } {
  const older = metadata["format"]?.startsWith('"') === true;
  const parsed = cardSchema.safeParse(older ? fromJson(metadata) : unflatten(metadata, words));
  if (parsed.success) return parsed.data;
  const [{ path: where, message }] = parsed.error.issues;
  throw new InputError(`${path}: expected a weights file of nqs (${WEIGHTS_FORMAT}), got metadata "${where.join(".")}": ${message}`);
}

/** The metadata of older files: JSON in every entry. */
function fromJson(metadata: Readonly<Record<string, string>>): Record<string, unknown> {
  const entries = Object.entries(metadata).map(([key, text]): [string, unknown] => {
    try {
      return [key, JSON.parse(text)];
    } catch {
      // Not written by nqs; the schema says whether it matters.
      return [key, null];
    }
  });
  return Object.fromEntries(entries);
}

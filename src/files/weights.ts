// A trained network in a safetensors file, with the problem it was trained on.
import { z } from "zod";
import { activationNames, parityNames, type ResolvedAnsatz } from "../ansatz/ansatz.ts";
import { InputError } from "../core/errors.ts";
import { readBytes } from "./read.ts";
import { type ComplexTensor, decodeTensors, encodeTensors } from "./safetensors.ts";

/** Written into every file; a reader refuses any other. */
export const WEIGHTS_FORMAT = "nqs-weights/1";

/** Name and complex shape of one block of the parameters, in storage order. */
export interface TensorLayout {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The state that the weights are of: the basis of the network's configurations and their Σ s_i, and how its problem is known again. */
export type TrainedState = z.infer<typeof trainedSchema>;

/** What is stored beside the weights: enough to rebuild the network and the problem it was trained on. */
export interface WeightsCard {
  /** The problem as the command line describes it. */
  readonly problem: Readonly<Record<string, unknown>>;
  /** Absent in files that are older than it: `problem.rotate` tells the basis there. */
  readonly trained?: TrainedState | undefined;
  readonly ansatz: ResolvedAnsatz;
  /** The reading the network was trained under. */
  readonly readout: string;
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
  format: z.literal(WEIGHTS_FORMAT),
  problem: z.record(z.string(), z.unknown()),
  trained: trainedSchema.optional(),
  ansatz: ansatzSchema,
  readout: z.string(),
  seed: z.int().optional(),
  version: z.string(),
  energy: z.object({ mean: z.number(), error: z.number().nullable() }).optional(),
});

/**
 * The bytes of a weights file (safetensors). Each entry of `__metadata__` is JSON text.
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
  const entries = Object.entries({ format: WEIGHTS_FORMAT, ...card }).filter(([, value]) => value !== undefined);
  const metadata = Object.fromEntries(entries.map(([key, value]) => [key, JSON.stringify(value)]));
  return encodeTensors({ tensors, metadata });
}

/** Reads a weights file and checks everything that can be checked without the problem. @throws InputError naming the file. */
export function readWeights(path: string): WeightsFile {
  const { tensors, metadata } = decodeTensors(readBytes(path, "a weights file"), path);
  return { path, card: readCard(metadata, path), tensors };
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
  return parameters;
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

function readCard(metadata: Readonly<Record<string, string>>, path: string): WeightsCard {
  const entries: [string, unknown][] = [];
  for (const [key, text] of Object.entries(metadata)) {
    try {
      entries.push([key, JSON.parse(text)]);
    } catch {
      // Not written by nqs; the schema below says whether it matters.
      entries.push([key, null]);
    }
  }
  const parsed = cardSchema.safeParse(Object.fromEntries(entries));
  if (parsed.success) return parsed.data;
  const [{ path: where, message }] = parsed.error.issues;
  throw new InputError(`${path}: expected a weights file of nqs (${WEIGHTS_FORMAT}), got metadata "${where.join(".")}": ${message}`);
}

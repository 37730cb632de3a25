// Checkpoints on disk: the newest and the one before, each with its checksum.
import { createHash } from "node:crypto";
import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../core/errors.ts";
import type { LearnState } from "../../learn/state.ts";
import type { MeasureState } from "../../vmc/state/measurementState.ts";
import type { RunState } from "../../vmc/state/runState.ts";
import type { CompareState } from "../../vmc/types.ts";
import { writeAtomically } from "../atomic.ts";
import { readBytes } from "../read.ts";
import { decodePlain, encodePlain } from "./plain.ts";

export const CHECKPOINT_FILE = "checkpoint.bin";
export const PREVIOUS_FILE = "checkpoint.previous.bin";

/** Where a series of runs is: what those at their end came to, as plain data, and the one on its way, by name. */
export interface SeriesState {
  readonly finished: readonly object[];
  readonly current: { readonly name: string; readonly seconds: number; readonly state: RunState } | null;
}

/** What work on disk can go on from. */
export type KeptState = RunState | LearnState | CompareState | SeriesState | MeasureState;

/** Where a run on disk is. */
export interface Checkpoint {
  readonly state: KeptState;
  /** Bytes of the log that belong to it. */
  readonly logBytes: number;
  /** Lines that follow those, and that the disk had not taken yet. */
  readonly logWaiting?: readonly string[];
  /** Wall-clock seconds that the run had taken. */
  readonly seconds: number;
}

/** The first line of a file, told from that of other kinds; then the length of what follows the checksum (8 bytes, low byte first), and SHA-256 of that. */
const KIND = "nqs-checkpoint/";
const VERSION = 1;
const HEAD = new TextEncoder().encode(`${KIND}${VERSION}\n`.padEnd(24));
const LENGTH_BYTES = 8;
const CHECKSUM_BYTES = 32;
const BEFORE = HEAD.length + LENGTH_BYTES + CHECKSUM_BYTES;

export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const content = encodePlain(checkpoint);
  const bytes = new Uint8Array(BEFORE + content.length);
  bytes.set(HEAD);
  new DataView(bytes.buffer).setBigUint64(HEAD.length, BigInt(content.length), true);
  bytes.set(checksumOf(content), HEAD.length + LENGTH_BYTES);
  bytes.set(content, BEFORE);
  return bytes;
}

/** `null` for bytes that are damaged. @throws InputError for a checkpoint of another version. */
export function decodeCheckpoint(bytes: Uint8Array, where: string): Checkpoint | null {
  const head = new TextDecoder().decode(bytes.subarray(0, HEAD.length));
  const [, version] = /^nqs-checkpoint\/(\d{1,6})\n/.exec(head) ?? [];
  if (version !== undefined && Number(version) !== VERSION) {
    throw new InputError(
      `${where}: expected a checkpoint of version ${VERSION}, got one of version ${version}; go on with the nqs that wrote it`,
    );
  }
  if (version === undefined || bytes.length < BEFORE) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(HEAD.length, true);
  const content = bytes.subarray(BEFORE);
  const checksum = bytes.subarray(HEAD.length + LENGTH_BYTES, BEFORE);
  if (length !== BigInt(content.length) || !checksumOf(content).every((byte, k) => byte === checksum[k])) return null;
  return decodePlain(content, where) as Checkpoint;
}

function checksumOf(content: Uint8Array): Uint8Array {
  return createHash("sha256").update(content).digest();
}

/** Writes the newest checkpoint of a folder; the one that was becomes the one before. At any instant one of both is whole. */
export function writeCheckpoint(folder: string, bytes: Uint8Array): void {
  const newest = join(folder, CHECKPOINT_FILE);
  writeAtomically(newest, bytes, () => {
    if (existsSync(newest)) renameSync(newest, join(folder, PREVIOUS_FILE));
  });
}

/** What a folder holds to go on from. */
export interface FoundCheckpoint {
  readonly checkpoint: Checkpoint;
  /** In one line, that the newest was damaged; `null` where it was not. */
  readonly note: string | null;
}

/**
 * The newest whole checkpoint of a folder, `null` where there is none at all. A damaged newest one is replaced by the one before.
 * @throws InputError if there are but damaged ones, or one of another version.
 */
export function readCheckpoint(folder: string): FoundCheckpoint | null {
  const [newest, previous] = [CHECKPOINT_FILE, PREVIOUS_FILE].map((name) => join(folder, name));
  const first = read(newest);
  if (first) return { checkpoint: first, note: null };
  const second = read(previous);
  if (first === undefined && second === undefined) return null;
  if (!second) {
    const got = second === undefined ? "a damaged one, and none before it" : "a damaged one before a damaged one";
    throw new InputError(`${newest}: expected a whole checkpoint, got ${got}; begin again with --out and --force`);
  }
  renameSync(previous, newest);
  return { checkpoint: second, note: first === null ? `${newest} is damaged: going on from the checkpoint before it` : null };
}

/** A measurement of many samples keeps its local estimates. */
const LARGEST_CHECKPOINT = 0x7fffffff;

/** `undefined` for no file, `null` for a damaged one. */
function read(path: string): Checkpoint | null | undefined {
  if (!existsSync(path)) return undefined;
  return decodeCheckpoint(readBytes(path, "a checkpoint", LARGEST_CHECKPOINT), path);
}

// The checksum of a weights file: over every byte of it, data and card.
import { InputError } from "../core/errors.ts";
import { sha256 } from "../core/sha256.ts";

/** The entry of the metadata that holds it. */
export const CHECKSUM = "checksum";
const DIGITS = 64;
/** Stands in the file while it is computed. */
export const NO_CHECKSUM = "0".repeat(DIGITS);

/** Writes the SHA-256 of a file into it, in the place of {@link NO_CHECKSUM}: of all its bytes, 64 zeros where the digits will be. */
export function seal(bytes: Uint8Array): void {
  const at = placeOf(bytes, NO_CHECKSUM);
  bytes.set(new TextEncoder().encode(sha256([bytes])), at);
}

/** @throws InputError beginning with `where` unless the bytes of a file are those that `checksum`, which it holds, was computed of. */
export function checkSeal(bytes: Uint8Array, checksum: string, where: string): void {
  const at = placeOf(bytes, checksum);
  const parts = [bytes.subarray(0, at), new TextEncoder().encode(NO_CHECKSUM), bytes.subarray(at + checksum.length)];
  if (at >= 0 && checksum.length === DIGITS && sha256(parts) === checksum) return;
  throw new InputError(
    `${where}: expected the bytes that its checksum was computed of, got others: the file was damaged or changed; take another copy, or train it again`,
  );
}

/** Where the digits stand in the header; -1 where they do not. */
function placeOf(bytes: Uint8Array, checksum: string): number {
  const header = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const key = `"${CHECKSUM}":"`;
  // A character a byte, whatever they are, so that places in the text are places in the file.
  const at = new TextDecoder("latin1").decode(bytes.subarray(0, 8 + header)).indexOf(`${key}${checksum}"`);
  return at < 0 ? at : at + key.length;
}

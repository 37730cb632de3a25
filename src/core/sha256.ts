// SHA-256, the same in Node and in a page, at once.
import { sha256 as digest } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** SHA-256 (FIPS 180-4) of parts one after the other, as 64 hexadecimal digits. */
export function sha256(parts: readonly Uint8Array[]): string {
  const hash = digest.create();
  for (const part of parts) hash.update(part);
  return bytesToHex(hash.digest());
}

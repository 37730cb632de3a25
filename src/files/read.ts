// Files read whole, and why one could not be.
import { InputError } from "../core/errors.ts";
import { nodeFiles } from "./platformNode.ts";

/** Above any network that can be evaluated: the most weights, in text, at 17 digits for each part. */
const LARGEST_BYTES = 1 << 28;

/** The bytes of a file. @throws InputError with one line if it cannot be read or is far too large. */
export function readBytes(path: string, expected: string): Uint8Array {
  const { fs } = nodeFiles(path);
  try {
    if (fs.statSync(path).size <= LARGEST_BYTES) return fs.readFileSync(path);
  } catch (error) {
    throw new InputError(`${path}: expected ${expected}, got none that can be read (${reasonOf(error)}); check the path`);
  }
  throw new InputError(`${path}: expected ${expected}, got a file of more than ${LARGEST_BYTES} bytes`);
}

/** The code of a system error, such as ENOENT. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

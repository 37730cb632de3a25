// Files read whole, and why one could not be.
import { InputError, oneLine } from "../core/errors.ts";
import { nodeFiles } from "./platformNode.ts";

/** Above any network that can be evaluated: the most weights, in text, at 17 digits for each part. */
const LARGEST_BYTES = 200 << 20;

/**
 * The bytes of a file.
 * @param look is shown the first bytes before room is made for the rest, to refuse what they promise
 * @throws InputError with one line if it cannot be read, is no regular file, or is far too large.
 */
export function readBytes(
  path: string,
  expected: string,
  largest = LARGEST_BYTES,
  look: (begin: Uint8Array) => void = () => {},
): Uint8Array {
  try {
    return bytesOf(path, largest, look);
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof TooLarge) throw new InputError(`${path}: expected ${expected}, got a file of more than ${largest} bytes`);
    throw new InputError(`${path}: expected ${expected}, got none that can be read (${reasonOf(error)}); check the path`);
  }
}

/** The text of a file that a setting names. @throws InputError beginning with the setting, `where`, if it cannot be read, is no regular file, or is no page of text. */
export function readText(path: string, where: string, expected: string, largest: number): string {
  try {
    return new TextDecoder().decode(bytesOf(path, largest));
  } catch (error) {
    if (error instanceof TooLarge) throw new InputError(`${where}: expected ${expected} of at most ${largest} bytes, got ${path}`);
    throw new InputError(`${where}: expected ${expected}, got ${path}, which cannot be read (${reasonOf(error)}); check the path`);
  }
}

/** The code of a system error, such as ENOENT, or what else kept a file from being read. */
export function reasonOf(error: unknown): string {
  if (error instanceof NotRegular) return error.message;
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** Why a file was refused, without its name: "no space left on device (ENOSPC)" of a system error. */
export function reasonInWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const words = "syscall" in error ? /^[A-Z0-9]+: ([^,]+)/.exec(error.message)?.[1] : undefined;
  return words === undefined ? oneLine(error.message) : `${words} (${reasonOf(error)})`;
}

/** Something that is there and no file: reading a device or a pipe may never end. */
export class NotRegular extends Error {
  constructor() {
    super("no regular file");
  }
}

class TooLarge extends Error {}

/**
 * Opens a regular file to be read, to be closed by the caller. What is no file is not opened, and what became a pipe in between does not wait for a writer.
 * @throws NotRegular, or the error of the system.
 */
export function openRegular(path: string): { readonly file: number; readonly size: number } {
  const { fs } = nodeFiles(path);
  if (!fs.statSync(path).isFile()) throw new NotRegular();
  const file = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
  try {
    const found = fs.fstatSync(file);
    if (!found.isFile()) throw new NotRegular();
    return { file, size: found.size };
  } catch (error) {
    fs.closeSync(file);
    throw error;
  }
}

function bytesOf(path: string, largest: number, look: (begin: Uint8Array) => void = () => {}): Uint8Array {
  const { fs } = nodeFiles(path);
  const { file, size } = openRegular(path);
  try {
    if (size > largest) throw new TooLarge();
    const begin = new Uint8Array(BEGIN_BYTES);
    look(begin.subarray(0, fs.readSync(file, begin, 0, BEGIN_BYTES, 0)));
    // One byte more than there should be, to see the end; what the system makes up as it is read, as in /proc, says a size of 0.
    const bytes = new Uint8Array((size === 0 ? Math.min(largest, UNTOLD_BYTES) : size) + 1);
    let done = 0;
    for (let read = 1; read > 0 && done < bytes.length; done += read) read = fs.readSync(file, bytes, done, bytes.length - done, done);
    if (done === bytes.length) throw new TooLarge();
    return bytes.subarray(0, done);
  } finally {
    fs.closeSync(file);
  }
}

const UNTOLD_BYTES = 1 << 16;
const BEGIN_BYTES = 16;

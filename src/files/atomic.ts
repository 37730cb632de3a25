// Files that appear whole or not at all.
import { nodeFiles } from "./platformNode.ts";

/** What follows the name of a file while it is being written by a process. */
export const temporarySuffix = (pid: number) => `.${pid}.tmp`;

/**
 * Writes a file so that a reader sees the old content or the new, never a part, whatever happens: a temporary file beside it is filled, flushed to the
 * disk, and renamed; then the folder is flushed. The error of a disk that does not take it has `path`.
 * @param before called when the temporary file is whole, before it is renamed
 */
export function writeAtomically(path: string, content: string | Uint8Array, before: () => void = () => {}): void {
  const { fs, pid } = nodeFiles(path);
  const temporary = `${path}${temporarySuffix(pid)}`;
  try {
    const file = fs.openSync(temporary, "w");
    try {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      for (let done = 0; done < bytes.length; ) done += fs.writeSync(file, bytes, done);
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
    before();
    fs.renameSync(temporary, path);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    // A full disk does not say of which file.
    if (error instanceof Error) Object.assign(error, { path });
    throw error;
  }
  flushFolder(path.replace(/[^/\\]*$/, "") || ".");
}

/** Makes renamed files stay renamed if the machine stops. Some systems cannot open a folder: there nothing is done. */
export function flushFolder(folder: string): void {
  const { fs } = nodeFiles(folder);
  try {
    const handle = fs.openSync(folder, "r");
    try {
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
  } catch {}
}

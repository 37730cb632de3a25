import { nodeFiles } from "./platformNode.ts";

/**
 * Writes a file so that a reader sees the old content or the new, never a part: a temporary file beside it is filled, flushed to the
 * disk, and renamed.
 */
export function writeAtomically(path: string, content: string | Uint8Array): void {
  const { fs, pid } = nodeFiles(path);
  const temporary = `${path}.${pid}.tmp`;
  try {
    const file = fs.openSync(temporary, "w");
    try {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      for (let done = 0; done < bytes.length; ) done += fs.writeSync(file, bytes, done);
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
    fs.renameSync(temporary, path);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

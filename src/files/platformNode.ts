import { InputError } from "../core/errors.ts";

/** What of Node reading and writing files needs. */
export interface NodeFiles {
  readonly fs: typeof import("node:fs");
  readonly pid: number;
}

/**
 * Node's file system, asked for when it is needed: no module names it, so that a bundler for a browser has nothing to resolve.
 * @throws InputError beginning with `where` anywhere but in Node.
 */
export function nodeFiles(where: string): NodeFiles {
  const { process } = globalThis;
  const fs = process?.getBuiltinModule?.("node:fs");
  if (fs) return { fs, pid: process.pid };
  throw new InputError(
    `${where}: expected Node, which has files, got a page; fetch the bytes and use decodeNetwork, or keep those of encodeNetwork`,
  );
}

// Tells the service worker of the page (src/lab/offline.ts) which files were built.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import type { Plugin } from "vite";

/** Its name, which keeps no hash: a browser looks under the same name for a newer one. */
export const SERVICE_WORKER = "offline.js";

export const offline: Plugin = {
  name: "offline",
  apply: "build",
  writeBundle({ dir = "." }) {
    const files = readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== SERVICE_WORKER)
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort();
    const hash = createHash("sha256");
    for (const file of files) hash.update(readFileSync(file));
    const names = files.map((file) => file.slice(join(dir, sep).length).replaceAll(sep, "/")).filter((name) => name !== "index.html");
    const path = join(dir, SERVICE_WORKER);
    const values: Readonly<Record<string, string>> = { FILES: JSON.stringify(names), BUILD: `"${hash.digest("hex").slice(0, 16)}"` };
    const told = readFileSync(path, "utf8").replace(/\b(FILES|BUILD)\b/g, (word) => values[word] ?? word);
    writeFileSync(path, told);
  },
};

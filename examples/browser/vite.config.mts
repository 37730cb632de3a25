import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** With these two headers a page may share memory between threads; without them training takes one. */
const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  build: { target: "es2023", chunkSizeWarningLimit: 1000 },
  worker: { format: "es" },
  server: { headers },
  preview: { headers },
});

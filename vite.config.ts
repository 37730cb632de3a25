import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";
import { notices } from "./scripts/notices.ts";
import { offline, SERVICE_WORKER } from "./scripts/offline.ts";

/** With these two headers a page may share memory between threads; without them training takes one. */
const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

/**
 * Nothing from elsewhere, nothing inline. Kernels are WebAssembly, threads are workers from a blob, plots are drawn into a canvas from one. The
 * development server puts its styles inline, so that the built page alone has it.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const withPolicy: Plugin = {
  name: "content-security-policy",
  apply: "build",
  transformIndexHtml: () => [
    { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: policy }, injectTo: "head-prepend" },
  ],
};

const { page, worker } = notices(fileURLToPath(new URL(".", import.meta.url)));

/** The lab: `npm run lab` serves it while it is edited, `npm run build` leaves dist/lab, plain files for any server. */
export default defineConfig(({ command }) => {
  // What is built is what is shipped, whatever the shell that builds it is set to.
  if (command === "build") process.env["NODE_ENV"] = "production";
  return {
    root: fileURLToPath(new URL("src/lab", import.meta.url)),
    base: "./",
    plugins: [svelte(), withPolicy, page, offline],
    build: {
      target: "es2023",
      outDir: fileURLToPath(new URL("dist/lab", import.meta.url)),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1000,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        checks: { pluginTimings: false },
        input: {
          index: fileURLToPath(new URL("src/lab/index.html", import.meta.url)),
          offline: fileURLToPath(new URL("src/lab/offline.ts", import.meta.url)),
        },
        output: { entryFileNames: ({ name }) => (name === "offline" ? SERVICE_WORKER : "assets/[name]-[hash].js") },
      },
    },
    worker: { format: "es", plugins: () => [worker] },
    server: { headers },
  };
});

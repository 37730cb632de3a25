// Compiles src/kernels/assembly to WebAssembly and embeds the bytes, so that Node, Vite, vitest and workers need no loader.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const scratch = mkdtempSync(join(tmpdir(), "nqs-kernels-"));
const binary = join(scratch, "kernels.wasm");
const compiler = createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js");

try {
  const entry = "src/kernels/assembly/index.ts";
  // The stub runtime never frees: an instance holds one run and goes with it.
  const options = ["-O3", "--noAssert", "--enable", "simd", "--runtime", "stub", "--use", "abort=", "--bindings", "raw"];
  execFileSync(process.execPath, [compiler, entry, ...options, "-o", binary], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  const declarations = readFileSync(join(scratch, "kernels.d.ts"), "utf8");
  const functions = [...declarations.matchAll(/export function (\w+\(.*\): \w+;)/g)].map(([, signature]) => `  ${signature}`);
  const base64 = readFileSync(binary).toString("base64");
  writeFileSync(
    join(root, "src/kernels/generated.ts"),
    [
      "// Written by scripts/build-kernels.mjs.",
      "export interface KernelExports {",
      "  readonly memory: WebAssembly.Memory;",
      ...functions,
      "}",
      `export const wasmBase64 = "${base64}";`,
      "",
    ].join("\n"),
  );
} finally {
  rmSync(scratch, { recursive: true });
}

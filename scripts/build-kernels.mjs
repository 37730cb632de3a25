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
  execFileSync(
    process.execPath,
    // `incremental` never frees: an instance holds one run and goes with it. No optimiser pass reorders floating-point sums.
    [compiler, "src/kernels/assembly/index.ts", "-O3", "--noAssert", "--enable", "simd", "--runtime", "stub", "-o", binary],
    { cwd: root, stdio: ["ignore", "inherit", "inherit"] },
  );
  const base64 = readFileSync(binary).toString("base64");
  writeFileSync(join(root, "src/kernels/generated.ts"), `/** Written by scripts/build-kernels.mjs. */\nexport const wasmBase64 =\n  "${base64}";\n`);
} finally {
  rmSync(scratch, { recursive: true });
}

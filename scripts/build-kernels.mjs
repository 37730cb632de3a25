// Compiles src/kernels/assembly to WebAssembly and embeds the bytes, so that Node, Vite, vitest and workers need no loader.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const scratch = mkdtempSync(join(tmpdir(), "nqs-kernels-"));
const compiler = createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js");

/** One build of the kernels: its bytes, and the signatures of what it exports. */
function compile(name, options) {
  const binary = join(scratch, `${name}.wasm`);
  // The stub runtime never frees: an instance holds one run and goes with it.
  const common = ["-O3", "--noAssert", "--enable", "simd", "--runtime", "stub", "--use", "abort=", "--bindings", "raw"];
  const entry = "src/kernels/assembly/index.ts";
  execFileSync(process.execPath, [compiler, entry, ...common, ...options, "-o", binary], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const declarations = readFileSync(join(scratch, `${name}.d.ts`), "utf8");
  const functions = [...declarations.matchAll(/export function (\w+\(.*\): \w+;)/g)].map(([, signature]) => `  ${signature}`);
  return { base64: readFileSync(binary).toString("base64"), functions };
}

/** Numbers that TypeScript shares with the kernels: kinds of networks, what a ratio adds, rules of the chains, partial sums of an adjoint. */
function constants() {
  const files = ["network.ts", "spins/operator.ts", "spins/metropolis.ts"];
  const sources = files.map((file) => readFileSync(join(root, "src/kernels/assembly", file), "utf8"));
  return sources.flatMap((source) =>
    [...source.matchAll(/^export const (\w+): i32 = (\d+);$/gm)].map(([, name, value]) => `  ${name}: ${value},`),
  );
}

try {
  const { base64, functions } = compile("kernels", []);
  // An instance that imports shared memory cannot be given a plain one, so there is a build for each.
  const threads = ["--enable", "threads", "--sharedMemory", "--importMemory", "--initialMemory", "2", "--maximumMemory", "65536"];
  writeFileSync(
    join(root, "src/kernels/generated.ts"),
    [
      "// The compiled kernels as text, and the signatures of what they export; scripts/build-kernels.mjs writes this file.",
      "export interface KernelExports {",
      "  readonly memory: WebAssembly.Memory;",
      ...functions,
      "}",
      "/** Numbers shared with the kernels. */",
      "export const constants = {",
      ...constants(),
      "} as const;",
      "/** For one thread, with a memory of its own. */",
      `export const plainBase64 = "${base64}";`,
      "/** For several threads, with a shared memory that it imports. */",
      `export const sharedBase64 = "${compile("shared", threads).base64}";`,
      "",
    ].join("\n"),
  );
} finally {
  rmSync(scratch, { recursive: true });
}

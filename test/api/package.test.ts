import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

// What others get: the built package in dist, seen from outside.

const scratch = mkdtempSync(join(tmpdir(), "nqs-package-"));
afterAll(() => rmSync(scratch, { recursive: true }));
mkdirSync(join(scratch, "node_modules"));
symlinkSync(resolve("."), join(scratch, "node_modules/nqs"));
writeFileSync(join(scratch, "package.json"), '{ "type": "module" }');

/** The bundler that tsx, which runs the examples, brings along. */
const { buildSync } = createRequire(createRequire(import.meta.url).resolve("tsx"))("esbuild") as {
  buildSync(options: object): { readonly errors: readonly object[] };
};

interface Imported {
  readonly from: string;
  readonly specifier: string;
}

/** Every import that a bundler sees on its way from a file of dist, dynamic ones too. */
function importsFrom(entry: string): Imported[] {
  const found: Imported[] = [];
  const seen = new Set<string>();
  const walk = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const code = readFileSync(file, "utf8").replace(/^\s*(\/\/|\/?\*).*$/gm, "");
    for (const [, , specifier] of code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*(["'])([^"'\n]+)\1/g)) {
      found.push({ from: file, specifier });
      if (specifier.startsWith(".")) walk(resolve(dirname(file), specifier));
    }
  };
  walk(resolve(entry));
  return found;
}

describe("a browser can have the entries", () => {
  test.each(["dist/index.js", "dist/internal.js", "dist/experiments/index.js"])(
    "%s: no module of Node on any way from it, dynamic imports included",
    (entry) => {
      const imports = importsFrom(entry);
      expect(imports.length).toBeGreaterThan(20);
      expect(imports.filter(({ specifier }) => isBuiltin(specifier))).toEqual([]);
    },
  );

  test("the walk sees Node's modules where there are some", () => {
    expect(importsFrom("dist/cli/nqs.js").some(({ specifier }) => specifier === "node:fs")).toBe(true);
  });

  test("a bundler for browsers takes it, and what it makes computes", () => {
    const page = join(scratch, "page.js");
    writeFileSync(
      page,
      `import { chain, decodeNetwork, encodeNetwork, groundState, ising, loadNetwork, outcomeOf, rbm } from "nqs";
       const hamiltonian = ising(chain(3), { field: 1 });
       const { network, final } = await outcomeOf(groundState({ hamiltonian, ansatz: rbm({ density: 1 }), iterations: 40 }));
       const again = decodeNetwork(encodeNetwork(network, { hamiltonian }));
       console.log(final.energy.mean, String(again.parameters) === String(network.parameters));
       const { process } = globalThis;
       globalThis.process = undefined;
       await loadNetwork("x").catch((error) => console.log(error.message));
       globalThis.process = process;`,
    );
    const bundle = join(scratch, "bundle.mjs");
    const built = buildSync({ entryPoints: [page], bundle: true, format: "esm", platform: "browser", outfile: bundle, logLevel: "silent" });
    expect(built.errors).toEqual([]);
    const [numbers, refusal] = execFileSync(process.execPath, [bundle], { encoding: "utf8" }).trim().split("\n");
    const [energy, same] = numbers.split(" ");
    // The ring of three by free fermions: -Σ_k √(2 - 2 cos k) over k = π/3, π, -π/3.
    expect(Number(energy)).toBeCloseTo(-4, 5);
    expect(same).toBe("true");
    expect(refusal).toMatch(/^x: expected Node, which has files, got a page; fetch the bytes and use decodeNetwork/);
  });
});

describe("the types", () => {
  const compile = (options: object, program: string) => {
    const [file, config] = [join(scratch, "consumer.ts"), join(scratch, "tsconfig.json")];
    const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false, noEmit: true };
    const compilerOptions = { target: "es2023", module: "nodenext", lib: ["es2023"], types: [], ...strict, ...options };
    writeFileSync(file, program);
    writeFileSync(config, JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
    try {
      return execFileSync(process.execPath, [resolve("node_modules/.bin/tsc"), "-p", config], {
        encoding: "utf8",
        stdio: "pipe",
      });
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  };
  const program = `
    import { chain, compareReadouts, groundState, ising, loadModel, type Measurement, measure, type Outcome, outcomeOf, rbm, saveNetwork, type Step } from "nqs";
    import { type Decision, type ExperimentResult, experiments, runExperiment } from "nqs/experiments";
    import { refuse } from "nqs/internal";
    const [found]: ExperimentResult[] = await Promise.all(experiments.map((experiment) => runExperiment(experiment, { quick: true })));
    const verdict: Decision = found?.verdict ?? "fails";
    const hamiltonian = ising(chain(4), { field: 1 });
    const outcome: Outcome = await outcomeOf(groundState({ hamiltonian, ansatz: rbm(), signal: { aborted: false } }), (step: Step) => step.iteration);
    const measured: Measurement = await outcomeOf(measure({ hamiltonian, network: outcome.network }));
    const { matrix } = await outcomeOf(compareReadouts({ hamiltonian, ansatz: rbm() }));
    await saveNetwork("x.safetensors", (await loadModel("dm-12")).network);
    export const energies: (number | undefined)[] = [measured.energy.mean, outcome.final?.energy.mean, matrix.born?.classical?.energy.mean];
    export { refuse, verdict };
  `;

  test("compile in a program that checks them too, without the DOM and without Node's types", () => {
    expect(compile({}, program)).toBe("");
  });

  test("compile beside the DOM, and take an AbortSignal", () => {
    const page = `${program}\n await outcomeOf(groundState({ hamiltonian, ansatz: rbm(), signal: new AbortController().signal }));`;
    expect(compile({ lib: ["es2023", "dom"] }, page)).toBe("");
  });

  test("refuse what does not fit", () => {
    expect(compile({}, `import { groundState } from "nqs"; groundState({ iteration: 2 });`)).toMatch(/TS2561|TS2353|TS2345/);
    expect(compile({}, `import { show } from "nqs"; show(1);`)).toMatch(/TS2305|TS2724/);
  });
});

test("every file that package.json names is there", () => {
  const { exports, bin } = JSON.parse(readFileSync("package.json", "utf8"));
  const files = Object.values(exports).flatMap((entry) => (typeof entry === "string" ? [entry] : Object.values(entry as object)));
  for (const file of [...files, ...Object.values(bin)]) expect(existsSync(String(file)), String(file)).toBe(true);
});

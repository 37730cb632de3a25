import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

/** Ground-state energies per site of Ising rings at h = 1, by free fermions: -2 / (N sin(π / 2N)). */
const ISING_8 = -2 / (8 * Math.sin(Math.PI / 16));
const ISING_40 = -2 / (40 * Math.sin(Math.PI / 80));

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const project = mkdtempSync(join(tmpdir(), "nqs-installed-"));
const installed = join(project, "node_modules/nqs");

/** What a user has after `npm install nqs`: the packed files, and beside them what package.json calls a dependency, nothing else. */
beforeAll(() => {
  // npm's own scripts would build dist/ again, which other tests run at the same time.
  const npm = ["pack", "--ignore-scripts", "--silent", "--pack-destination", project];
  const tarball = execFileSync("npm", npm, { encoding: "utf8" }).trim();
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", join(project, tarball), "-C", installed, "--strip-components=1"]);
  for (const name of Object.keys(manifest.dependencies)) {
    const link = join(project, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve("node_modules", name), link);
  }
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
});

afterAll(() => rmSync(project, { recursive: true }));

function node(...parameters: string[]): string {
  return execFileSync(process.execPath, parameters, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

const program = () => join(installed, manifest.bin.nqs);

const training = `
  const hamiltonian = ising(chain(8), { field: 1 });
  const run = groundState({ hamiltonian, ansatz: rbm({ density: 1 }), iterations: 30, starts: 1, seed: 1 });
  let next = await run.next();
  while (!next.done) next = await run.next();
  console.log(next.value.final?.energyPerSite.mean);`;

test("it holds the program, the library with its types, the page of the lab, the models and the licence, and no tests or sources", () => {
  expect(readdirSync(installed).sort()).toEqual([
    "CITATION.cff",
    "LICENSE",
    "README.md",
    "dist",
    "docs",
    "examples",
    "models",
    "package.json",
    "sbom.json",
  ]);
  const files = readdirSync(join(installed, "dist"), { recursive: true, encoding: "utf8" });
  expect(files.filter((path) => /assembly|test|(?<!\.d)\.ts$/.test(path))).toEqual([]);
  // The page of the lab is bundled: it has no types and no file of its own in src/.
  expect(files).toContain("lab/index.html");
  const modules = files.filter((path) => path.endsWith(".js") && !path.startsWith("lab/"));
  expect(modules.filter((path) => !existsSync(join(installed, "dist", path.replace(/\.js$/, ".d.ts"))))).toEqual([]);
  expect(modules.filter((path) => !existsSync(join("src", path.replace(/\.js$/, ".ts"))))).toEqual([]);
});

test("a program imports it, as a module or with require, and trains", () => {
  const energy = node("--input-type=module", "--eval", `import { chain, groundState, ising, rbm } from "nqs"; ${training}`);
  expect(Number(energy)).toBeCloseTo(ISING_8, 2);
  expect(node("--input-type=commonjs", "--eval", 'console.log(require("nqs").version)').trim()).toBe(manifest.version);
});

test("its types hold in a strict project that has no types of Node", () => {
  const source = `import { chain, groundState, ising, rbm, type Outcome } from "nqs";
    ${training}
    const outcome: Outcome = next.value;
    // @ts-expect-error: a field is a number.
    ising(chain(8), { field: "1" });
    export { outcome };`;
  writeFileSync(join(project, "program.ts"), source);
  const compilerOptions = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, target: "es2023", types: [] };
  for (const [module, moduleResolution] of [
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ]) {
    const options = { ...compilerOptions, lib: ["es2023", "dom"], module, moduleResolution };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["program.ts"] }));
    node(resolve("node_modules/.bin/tsc"), "--project", project);
  }
});

test("its command line runs, and finds its models", () => {
  const { energyPerSite } = JSON.parse(node(program(), "run", "--sites", "8", "--iterations", "30", "--starts", "1", "--json"));
  expect(energyPerSite.mean).toBeCloseTo(ISING_8, 2);
  const cards = readdirSync("models").filter((name) => name.endsWith(".json"));
  const list = node(program(), "models");
  for (const card of cards) expect(list).toContain(card.replace(".json", ""));
  const measured = JSON.parse(node(program(), "evaluate", "models/ising-40-h1", "--samples", "1024", "--json"));
  expect(measured.energyPerSite.mean).toBeCloseTo(ISING_40, 2);
});

test("everything it imports is a dependency of its own", () => {
  const imported = readdirSync(join(installed, "dist"), { recursive: true, encoding: "utf8" })
    // The page of the lab is bundled whole.
    .filter((path) => path.endsWith(".js") && !path.startsWith("lab/"))
    .flatMap((path) => [...readFileSync(join(installed, "dist", path), "utf8").matchAll(/\b(?:from|import)\s*\(?\s*"([^."][^"]*)"/g)])
    .map(([, name]) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name)
    .filter((name) => !name.startsWith("node:"));
  expect(imported.length).toBeGreaterThan(0);
  expect(imported.filter((name) => !(name in manifest.dependencies))).toEqual([]);
});

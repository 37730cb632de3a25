import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

/** Which room may import which: types, re-exports, dynamic imports and worker URLs included. `index` is src/index.ts, `internal` src/internal.ts. */
const mayImport: Readonly<Record<string, readonly string[]>> = (() => {
  const physics = {
    core: [],
    kernels: ["core"],
    lattice: ["core"],
    hamiltonian: ["core", "lattice"],
    exact: ["core", "lattice", "hamiltonian"],
    ansatz: ["core", "kernels", "lattice"],
    readout: ["core"],
    sampler: ["core", "kernels", "ansatz", "readout"],
    statistics: ["core"],
    optimizer: ["core", "kernels"],
    // An observable is a sum of Pauli strings, as the Hamiltonian is: one form serves both.
    // The product states of an RBM's hidden configurations: no kernels, what needs them is written down in Bloch vectors.
    branches: ["core", "lattice", "hamiltonian", "statistics", "ansatz"],
    observables: ["core", "lattice", "hamiltonian", "exact", "statistics"],
  };
  const belowVmc = Object.keys(physics);
  return {
    ...physics,
    vmc: belowVmc,
    // Teaching is another end of the same pipeline: its networks are measured by the drivers of vmc.
    learn: [...belowVmc, "vmc"],
    // Written as a user would write them: against the public API alone.
    experiments: ["index", "report"],
    files: ["core", "lattice", "hamiltonian", "ansatz", "sampler", "vmc", "learn"],
    report: [],
    index: [...belowVmc, "vmc", "learn", "files", "report"],
    internal: [...belowVmc, "vmc"],
    cli: ["index", "internal", "files", "report", "experiments"],
    // The page knows no physics: what it shows comes from the public API.
    lab: ["index"],
  };
})();

/** Where Node's own modules may be imported: everything else also runs in a browser. */
const mayUseNode = [/^cli\//, /^files\//, /^kernels\/platform[^/]*\.ts$/, /^vmc\/workers/];

/** AssemblyScript: another language, with rooms of its own. */
const assembly = "kernels/assembly/";

/** Rooms inside rooms, in order: each may import itself and those before it; files of the room itself come last, `vmc/types.ts`, what a user gives and gets, first. */
const order: Readonly<Record<string, readonly string[]>> = {
  vmc: ["state", "types.ts", "profile.ts", "setup", "memory", "measurement", "training", "branches", ""],
  learn: ["measurements.ts", "state.ts", "types.ts", "objectives", "setup", "summed", "figures.ts", "readEnergies.ts", "sampled", ""],
  hamiltonian: ["", "presets", "text"],
  exact: ["linear", "", "state"],
  experiments: ["experiment.ts", "support", "readings", "entanglement", "learning", "qlearning", ""],
  cli: ["process", "documents", "terminal", "settings", "help", "command.ts", "commands", ""],
  lab: ["settings", "engine", "state", "charts", "panels", ""],
  "kernels/assembly": ["runtime", "math", "linalg", "spins", "jastrow", "mlp", "rbm", "symmetrised", ""],
};

/** Of one folder, so that it can be read at a glance. */
const MOST_FILES = 15;

const root = join(dirname(fileURLToPath(import.meta.url)), "../../src");

interface Import {
  /** Both relative to src/, with forward slashes. */
  readonly from: string;
  readonly to: string;
}

/** Every specifier a module names: `from "x"`, `import "x"`, `import("x")`, `new URL("x", …)`. Whole-line comments are left out. */
function specifiersOf(source: string): string[] {
  const code = source.replace(/^\s*(\/\/|\/?\*).*$/gm, "");
  return [...code.matchAll(/\b(?:from|import|new URL)\s*\(?\s*(["'])(.+?)\1/g)].map((match) => match[2]);
}

function sourceFiles(): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => /\.(ts|svelte)$/.test(path));
}

function resolve(from: string, specifier: string): string {
  const path = join(root, dirname(from), specifier);
  const file = [path, `${path}.ts`, path.replace(/\.js$/, ".ts")].find((candidate) => /\.\w+$/.test(candidate) && existsSync(candidate));
  return relative(root, file ?? path).replaceAll("\\", "/");
}

const roomOf = (path: string) => path.split("/")[0].replace(/\.ts$/, "");

const named = sourceFiles().flatMap((from) =>
  specifiersOf(readFileSync(join(root, from), "utf8")).map((specifier) => ({ from, specifier })),
);
const imports: Import[] = named
  .filter(({ specifier }) => specifier.startsWith("."))
  .map(({ from, specifier }) => ({ from, to: resolve(from, specifier) }));

/** Sentences that say which imports break the table. */
function trespasses(edges: readonly Import[]): string[] {
  return edges
    .filter(({ from, to }) => {
      const [room, other] = [roomOf(from), roomOf(to)];
      return room !== other && !mayImport[room]?.includes(other);
    })
    .map(({ from, to }) => `${from} imports ${to}, but ${roomOf(from)} may import ${mayImport[roomOf(from)]?.join(", ") || "nothing"}`);
}

/** The place of a file in the order of its room's inner rooms. */
function placeIn(room: string, path: string): number {
  const [first, ...rest] = path.slice(room.length + 1).split("/");
  const place = order[room].indexOf(first);
  return place >= 0 ? place : rest.length === 0 ? order[room].indexOf("") : -1;
}

/** Sentences that say which imports inside a room run against its order, or come from an inner room without a place. */
function climbs(edges: readonly Import[]): string[] {
  return Object.keys(order).flatMap((room) =>
    edges
      .filter(({ from, to }) => from.startsWith(`${room}/`) && to.startsWith(`${room}/`))
      .filter(({ from, to }) => placeIn(room, from) < placeIn(room, to) || placeIn(room, from) < 0)
      .map(({ from, to }) => `${from} imports ${to}, which comes after it`),
  );
}

/** Every cycle found on a walk along the imports, as `a → b → a`. */
function cycles(edges: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    const seen = path.indexOf(file);
    if (seen >= 0) found.push([...path.slice(seen), file].join(" → "));
    if (seen >= 0 || done.has(file)) return;
    for (const to of next.get(file) ?? []) walk(to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  return found;
}

describe("the import table", () => {
  test("has a row for every room, and rooms import only what it allows", () => {
    const rooms = new Set(sourceFiles().map(roomOf));
    expect([...rooms].filter((room) => !(room in mayImport))).toEqual([]);
    expect(trespasses(imports.filter(({ from }) => !from.startsWith(assembly)))).toEqual([]);
  });

  test("keeps Node's modules in the command line, the files and the platform files", () => {
    const strays = named.filter(({ from, specifier }) => specifier.startsWith("node:") && !mayUseNode.some((place) => place.test(from)));
    expect(strays.map(({ from, specifier }) => `${from} imports ${specifier}`)).toEqual([]);
  });

  test("keeps the order of the rooms inside rooms", () => {
    expect(climbs(imports)).toEqual([]);
  });

  test("keeps rooms small: no folder has more than fifteen files of its own", () => {
    const folders = new Map<string, number>();
    for (const file of sourceFiles()) folders.set(dirname(file), (folders.get(dirname(file)) ?? 0) + 1);
    expect([...folders].filter(([, files]) => files > MOST_FILES)).toEqual([]);
  });

  test("keeps AssemblyScript apart: it is compiled, not imported", () => {
    const mixed = imports.filter(({ from, to }) => from.startsWith(assembly) !== to.startsWith(assembly));
    expect(mixed.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  test("has no cycles, types included", () => {
    expect(cycles(imports)).toEqual([]);
  });
});

describe("the check itself", () => {
  test("sees every way to import, and no example in a comment", () => {
    const source = `
      import a from "./a.ts";
      import type { B } from './b.ts';
      export { c } from "./c.ts";
      import "./d.ts";
      const e = await import("./e.ts");
      type F = import("./f.ts").F;
      new Worker(new URL("./g.ts", import.meta.url));
      import {
        h,
      } from "./h.ts";
      /** import x from "./x.ts"; */
      // import y from "./y.ts";
    `;
    expect(specifiersOf(source)).toEqual(["a", "b", "c", "d", "e", "f", "g", "h"].map((name) => `./${name}.ts`));
  });

  test("sees what it reads: this project has imports between rooms", () => {
    expect(imports.filter(({ from, to }) => roomOf(from) !== roomOf(to)).length).toBeGreaterThan(10);
  });

  test("finds what runs against the order of inner rooms", () => {
    expect(climbs([{ from: "vmc/setup/a.ts", to: "vmc/training/b.ts" }])).toEqual([
      "vmc/setup/a.ts imports vmc/training/b.ts, which comes after it",
    ]);
    expect(climbs([{ from: "vmc/other/a.ts", to: "vmc/types.ts" }])).toHaveLength(1);
    expect(climbs([{ from: "kernels/assembly/rbm/a.ts", to: "kernels/assembly/math/b.ts" }])).toEqual([]);
    expect(climbs([{ from: "vmc/measure.ts", to: "vmc/training/b.ts" }])).toEqual([]);
  });

  test("finds a trespass and a cycle", () => {
    expect(trespasses([{ from: "core/a.ts", to: "vmc/b.ts" }])).toEqual(["core/a.ts imports vmc/b.ts, but core may import nothing"]);
    expect(trespasses([{ from: "cli/a.ts", to: "vmc/b.ts" }])).toHaveLength(1);
    expect(trespasses([{ from: "vmc/a.ts", to: "core/b.ts" }])).toEqual([]);
    const ring = ["a", "b", "c"].map((from, i) => ({ from, to: ["b", "c", "a"][i] }));
    expect(cycles(ring)).toEqual(["a → b → c → a"]);
    expect(cycles(ring.slice(0, 2))).toEqual([]);
  });
});

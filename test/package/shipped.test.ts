import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { licencesPage } from "../../scripts/shipped.ts";

interface Locked {
  readonly version: string;
  readonly license: string;
  readonly integrity: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

const lock: Readonly<Record<string, Locked>> = JSON.parse(readFileSync("package-lock.json", "utf8")).packages;
const installed = Object.entries(lock).filter(([path, { dev }]) => path !== "" && !dev);
const nameOf = (path: string) => path.replace(/^.*node_modules\//, "");
const licences = readFileSync("dist/lab/licences.txt", "utf8");

test("nothing that is installed with the package has an install script or a licence that asks for more than its text", () => {
  expect(installed.length).toBeGreaterThan(10);
  expect(installed.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([]);
  const permissive = ["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "Unlicense"];
  expect(installed.filter(([, { license }]) => !permissive.includes(license))).toEqual([]);
});

test("docs/licences.md is what is locked and what the page contains; `npm run shipped` writes it", () => {
  expect(readFileSync("docs/licences.md", "utf8")).toBe(licencesPage());
});

test("beside the page lie the licences of what it contains, in full", () => {
  for (const file of [
    "LICENSE",
    ...["svelte/LICENSE.md", "mathjs/LICENSE", "mathjs/NOTICE", "zod/LICENSE"].map((one) => `node_modules/${one}`),
  ])
    expect(licences, file).toContain(readFileSync(file, "utf8").trim());
  // The library of AssemblyScript is in the kernels; David Bau's text stands in a README alone.
  expect(licences).toContain(readFileSync("node_modules/assemblyscript/NOTICE", "utf8").trim());
  expect(licences).toContain("Copyright 2019 David Bau.");
});

test("sbom.json has what is installed and what the page contains, with the hashes of package-lock.json, and nothing of one build alone", () => {
  const { bomFormat, components, serialNumber, metadata } = JSON.parse(readFileSync("sbom.json", "utf8"));
  expect([bomFormat, serialNumber, metadata.timestamp]).toEqual(["CycloneDX", undefined, undefined]);
  const contained = Object.entries(lock).filter(
    ([path, { dev, version }]) => dev && path.startsWith("node_modules/") && licences.includes(`\n${nameOf(path)} ${version} (`),
  );
  expect(contained.map(([path]) => nameOf(path)).sort()).toEqual(["assemblyscript", "svelte"]);
  const line = (name: string, version: string, sha512: string) => `${name} ${version} ${sha512}`;
  const expected = [...installed, ...contained].map(([path, { version, integrity }]) =>
    line(nameOf(path), version, Buffer.from(integrity.replace("sha512-", ""), "base64").toString("hex")),
  );
  const found = components.map(({ name, version, hashes }: { name: string; version: string; hashes: { content: string }[] }) =>
    line(name, version, hashes[0]?.content ?? ""),
  );
  expect(found.sort()).toEqual(expected.sort());
});

test("the page is built to the same bytes at another time in another folder; scripts/reproducible.ts compares whole packages", () => {
  const scratch = mkdtempSync(join(tmpdir(), "nqs-twice-"));
  const vite = join(dirname(createRequire(import.meta.url).resolve("vite/package.json")), "bin/vite.js");
  try {
    const copy = join(scratch, "a checkout elsewhere");
    mkdirSync(copy);
    for (const path of ["src", "scripts", "vite.config.ts", "package.json", "tsconfig.json", "LICENSE"])
      cpSync(path, join(copy, path), { recursive: true });
    symlinkSync(resolve("node_modules"), join(copy, "node_modules"));
    execFileSync(process.execPath, [vite, "build", "--logLevel", "warn"], { cwd: copy });
    const files = (folder: string) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((path) => statSync(join(folder, path)).isFile())
        .sort();
    const there = join(copy, "dist/lab");
    expect(files(there)).toEqual(files("dist/lab"));
    for (const path of files(there)) expect(readFileSync(join(there, path)).equals(readFileSync(join("dist/lab", path))), path).toBe(true);
  } finally {
    rmSync(scratch, { recursive: true });
  }
});

// What is shipped or installed with the package: docs/licences.md and sbom.json (CycloneDX), from package-lock.json: `npm run shipped` after a build.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { listedIn } from "./notices.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** A package as package-lock.json has it. */
interface Locked {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  /** Of its tarball, `sha512-…` in base 64. */
  readonly integrity: string;
}

/** All packages of package-lock.json, sorted by name. */
export function lockedPackages(): readonly Locked[] {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, Omit<Locked, "name">>;
  };
  return Object.entries(packages)
    .filter(([path]) => path !== "")
    .map(([path, locked]) => ({ name: path.replace(/^.*node_modules\//, ""), ...locked }))
    .sort((a, b) => (titleOf(a) < titleOf(b) ? -1 : 1));
}

export const titleOf = ({ name, version, license }: Pick<Locked, "name" | "version" | "license">) => `${name} ${version} (${license})`;

/** What the built page and the kernels contain of others, as {@link titleOf}. */
export function bundled(): ReadonlySet<string> {
  const own = /^nqs /;
  return new Set(listedIn(readFileSync(join(root, "dist/lab/licences.txt"), "utf8")).filter((title) => !own.test(title)));
}

/** Whether a package comes with ours: npm installs it beside ours, or our files contain it. */
export const isShipped = (locked: Locked, inPage: ReadonlySet<string>) => !locked.dev || inPage.has(titleOf(locked));

/** The page docs/licences.md. */
export function licencesPage(): string {
  const inPage = bundled();
  const rows = lockedPackages()
    .filter((locked) => isShipped(locked, inPage))
    .map(
      (one) => `| ${one.name} | ${one.version} | ${one.license} | ${one.dev ? "no" : "yes"} | ${inPage.has(titleOf(one)) ? "yes" : "no"} |`,
    );
  return `# Licences

nqs is under the MIT licence. These are the packages that npm installs with it, and those whose code is contained in its
own files: in the page of the lab, or in the kernels (the library of AssemblyScript). None of them has an install
script, so that \`npm install --ignore-scripts\` is enough. The licences and notices of what is contained lie beside the
page, in full: \`dist/lab/licences.txt\`. \`sbom.json\` of the package lists the same packages with the hashes of their
tarballs, as CycloneDX. \`npm run shipped\` writes this page and that list.

| package | version | licence | installed | contained |
|---|---|---|---|---|
${rows.join("\n")}
`;
}

interface Component {
  readonly "bom-ref": string;
  readonly purl: string;
  readonly name: string;
  readonly version: string;
  readonly properties: readonly { readonly name: string; readonly value: string }[];
  readonly [other: string]: unknown;
}

/** The list of npm itself, less what is not shipped, and less what differs from one call to the next. */
function billOfMaterials(): string {
  const npm = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"];
  const {
    serialNumber: _,
    metadata,
    components,
    dependencies,
    ...rest
  } = JSON.parse(execFileSync("npm", npm, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] })) as {
    serialNumber: string;
    metadata: { readonly component: Record<string, unknown> };
    components: readonly Component[];
    dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  };
  const inPage = bundled();
  const shipped = new Set(
    lockedPackages()
      .filter((locked) => isShipped(locked, inPage))
      .map(({ name, version }) => `${name}@${version}`),
  );
  const own = String(metadata.component["bom-ref"]);
  const kept = components
    .filter((component) => shipped.has(component["bom-ref"]))
    .map((component) =>
      // A package that is contained is no longer one of development alone.
      component.properties.some(({ name }) => name === "cdx:npm:package:development")
        ? { ...component, scope: "required", properties: [{ name: "cdx:npm:package:bundled", value: "true" }] }
        : component,
    );
  const edges = dependencies
    .filter(({ ref }) => ref === own || shipped.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => shipped.has(other)).sort() }))
    .sort((a, b) => (a.ref < b.ref ? -1 : 1));
  const component = { ...metadata.component, name: "nqs" };
  return `${JSON.stringify({ ...rest, metadata: { component }, components: kept, dependencies: edges }, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(root, "docs/licences.md"), licencesPage());
  writeFileSync(join(root, "sbom.json"), billOfMaterials());
}

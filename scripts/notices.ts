// The licences of what is bundled into the page, in full, beside it: dist/lab/licences.txt, written by Vite from the modules it did bundle.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin, Rolldown } from "vite";

/** Its library is compiled into the kernels, which no bundler sees. */
const COMPILED_IN = "assemblyscript";

/** What licences ask to hand on with a copy. */
const wanted = /^(licen[sc]e|copying|unlicen[sc]e|notice)(\.|$)/i;

interface Installed {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/** The package that a file belongs to, null for a file that is none, such as a helper of the bundler. */
function packageOf(file: string): Installed | null {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, "package.json");
    if (!existsSync(path)) continue;
    // Folders of a package may have one too, without a name.
    const { name, version, license } = JSON.parse(readFileSync(path, "utf8"));
    if (name && version) return { folder, name, version, license };
  }
  return null;
}

/**
 * The licence and the notices of a package: its files of that name, or else what its README says under such a heading, or else what the opening
 * comment of its program says. @throws Error for none.
 */
function noticesOf({ folder, name }: Installed): string {
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  const files = readdirSync(folder).sort();
  const texts = files.filter((file) => wanted.test(file)).map((file) => read(file).trim());
  if (texts.length > 0) return texts.join("\n\n");
  const readme = files.find((file) => /^readme/i.test(file));
  const section = readme && /^#*\s*licen[sc]e\b[\s\S]*?copyright[\s\S]*/im.exec(read(readme))?.[0];
  if (section) return section.trim();
  const comment = /^\/\*[\s\S]*?\*\//.exec(read(JSON.parse(read("package.json")).main ?? "index.js"))?.[0];
  if (comment && /licen[sc]e/i.test(comment)) return comment;
  throw new Error(`licences: expected the text of a licence in ${folder}, got none; ask the authors of ${name} for one`);
}

const RULE = "=".repeat(100);

const titleOf = ({ name, version, license }: Installed) => `${name} ${version} (${license})`;

function textOf(packages: readonly Installed[]): string {
  const head = "The page contains code of these packages, each under its own licence.";
  const parts = packages.map((one) => [RULE, titleOf(one), RULE, "", noticesOf(one), ""].join("\n"));
  return [head, "", ...packages.map(titleOf), "", ...parts].join("\n");
}

/** What a text of {@link notices} lists, each as `name version (licence)`. */
export function listedIn(text: string): readonly string[] {
  const [, list = ""] = text.split("\n\n");
  return list.split("\n");
}

/** Two plugins that share a list: `worker` is for `worker.plugins`, `page` for `plugins`; workers are bundled before the page is written. */
export function notices(root: string): { readonly worker: Plugin; readonly page: Plugin } {
  const found = new Map<string, Installed>();
  const note = (file: string) => {
    const one = packageOf(file);
    if (one) found.set(one.folder, one);
  };
  const collect = (bundle: Rolldown.OutputBundle) => {
    for (const chunk of Object.values(bundle)) if (chunk.type === "chunk") for (const id of chunk.moduleIds) note(id.replace(/^\0/, ""));
  };
  return {
    worker: { name: "notices-of-workers", apply: "build", generateBundle: (_, bundle) => collect(bundle) },
    page: {
      name: "notices",
      apply: "build",
      generateBundle(_, bundle) {
        collect(bundle);
        note(join(root, "package.json"));
        note(join(root, "node_modules", COMPILED_IN, "package.json"));
        const packages = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
        this.emitFile({ type: "asset", fileName: "licences.txt", source: textOf(packages) });
      },
    },
  };
}

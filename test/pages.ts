import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";

/** A fenced block of a page. */
export interface Block {
  /** What stands behind the fence: `sh`, `text`, `ts`, or nothing. */
  readonly language: string;
  readonly text: string;
}

export interface Page {
  readonly path: string;
  readonly source: string;
  readonly blocks: readonly Block[];
}

export function readPage(path: string): Page {
  const source = readFileSync(path, "utf8");
  const fenced = [...source.matchAll(/^```(\w*)\n(.*?)^```/gms)];
  return { path, source, blocks: fenced.map(([, language, text]) => ({ language, text })) };
}

/** Commands of a `sh` block, and the output that the page shows for them: a `text` block right behind it. */
export interface Shown {
  readonly commands: readonly string[];
  readonly output: string | null;
}

/** Every `sh` block of a page. Its lines that begin with `npx nqs` are run; `# exit code 1` behind one says that it ends with that code. */
export function shownIn({ blocks }: Page): Shown[] {
  return blocks.flatMap(({ language, text }, index) => {
    if (language !== "sh") return [];
    const after = blocks[index + 1];
    const commands = text.split("\n").filter((line) => line.startsWith("npx nqs "));
    return [{ commands, output: after?.language === "text" ? after.text : null }];
  });
}

/** A folder with the examples in it where the commands of a page run, one after another. */
export function workbench() {
  const folder = mkdtempSync(join(tmpdir(), "nqs-page-"));
  symlinkSync(resolve("examples"), join(folder, "examples"));
  return { folder, run: (line: string) => run(line, folder), close: () => rmSync(folder, { recursive: true }) };
}

const program = resolve("dist/cli/nqs.js");

/** What a command line of a page prints. @throws Error if it ends with another exit code than the page says. */
function run(line: string, folder: string): string {
  const [, command, expected = "0"] = /^npx nqs (.*?)(?:\s+# exit code (\d+))?$/.exec(line) ?? [];
  const options = { cwd: folder, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" }, stdio: "pipe" } as const;
  try {
    const output = execFileSync(process.execPath, [program, ...words(command)], options);
    if (expected !== "0") throw new Error(`${line}: ended with exit code 0`);
    return output;
  } catch (error) {
    const { status, stdout, stderr } = error as { readonly status?: number; readonly stdout?: string; readonly stderr?: string };
    if (status === undefined || String(status) !== expected) throw error;
    return `${stdout}${stderr}`;
  }
}

/** Words of a command line as a shell splits them, double quotes kept together. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

/** Lines of an output without what differs from machine to machine: the seconds, last in the row of a reading or a row of their own. */
export function withoutSeconds(text: string): string[] {
  return text
    .trim()
    .split("\n")
    .filter((row) => !row.startsWith("│ seconds "))
    .map((row) =>
      (/^│ (born|phaseless|classical|branches) /.test(row) && row.split("│").length > 5
        ? row.split("│").slice(0, -2).join("│")
        : row
      ).trim(),
    );
}

/** Files that a page links to, relative to the root of the project. */
export function linksOf({ path, source }: Page): string[] {
  const prose = source.replaceAll(/^```.*?^```/gms, "").replaceAll(/`[^`\n]*`/g, "");
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)|<img src="([^"]+)"/g)].map(([, target, picture]) => target ?? picture);
  const files = targets.filter((target) => !/^(?:https?:|mailto:|#)/.test(target)).map((target) => target.replace(/#.*/, ""));
  return [...new Set(files)].map((target) => relative(".", resolve(dirname(path), target)));
}

/** Headings that a page links to within itself or another page, `docs/output.md#v-score`, that are not there. */
export function danglingAnchors({ path, source }: Page): string[] {
  const targets = [...source.matchAll(/\]\(([^)\s]*)#([^)\s]+)\)/g)].filter(([, file]) => !/^https?:/.test(file));
  return targets.flatMap(([, file, anchor]) => {
    const target = file === "" ? path : resolve(dirname(path), file);
    return existsSync(target) && anchorsOf(readFileSync(target, "utf8")).includes(anchor) ? [] : [`${file}#${anchor}`];
  });
}

/** As Markdown viewers make them: lower case, without punctuation, hyphens for spaces. */
function anchorsOf(source: string): string[] {
  return [...source.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** What `npm pack` would ship. */
export function packedFiles(): ReadonlySet<string> {
  const output = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { encoding: "utf8", stdio: "pipe" });
  const [{ files }] = JSON.parse(output) as [{ readonly files: readonly { readonly path: string }[] }];
  return new Set(files.map((file) => file.path));
}

/** Lines of prose, outside of tables and fenced blocks, that are longer than so many characters. */
export function longLines({ source }: Page, most: number): string[] {
  const prose = source.replaceAll(/^```.*?^```/gms, "").split("\n");
  return prose.filter((line) => !line.startsWith("|") && [...line].length > most);
}

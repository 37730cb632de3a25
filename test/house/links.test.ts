import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

const skipped = new Set(["node_modules", "dist", ".git", "coverage"]);

function pagesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : pagesIn(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/** Without code, in blocks and between backticks. */
function prose(text: string): string {
  return text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, (code) => "x".repeat(code.length));
}

/** The anchors of a page as GitHub makes them: headings in lower case without punctuation, spaces as hyphens, repeated ones numbered. */
function anchorsOf(text: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = [...text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").matchAll(/^#{1,6} (.*)$/gm)].map(([, heading]) => {
    const slug = heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, "")
      .replaceAll(" ", "-");
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
  return new Set([...headings, ...[...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id]) => id)]);
}

/** Links of a page that lead nowhere: to a file that is not there, or to a heading that is not in it. */
function brokenLinks(page: string, text: string): string[] {
  const links = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path, anchor] = link.split("#");
    const file = path === "" ? page : normalize(join(dirname(page), decodeURIComponent(path)));
    if (file !== page && !existsSync(file)) return true;
    if (anchor === undefined || !file.endsWith(".md")) return false;
    return !anchorsOf(file === page ? text : readFileSync(file, "utf8")).has(anchor);
  });
}

test.each(pagesIn("."))("%s has no broken link", (page) => {
  expect(brokenLinks(page, readFileSync(page, "utf8"))).toEqual([]);
});

test("the check itself finds a missing file and a missing heading", () => {
  const page =
    "# A `b` c\n\n## A b c\n\n[1](#a-b-c) [2](#a-b-c-1) [3](#a-b-c-2) [4](package.json) [5](no.md) [6](README.md#no-such) `[7](no.md)` [8](https://no)\n";
  expect(brokenLinks("page.md", page)).toEqual(["#a-b-c-2", "no.md", "README.md#no-such"]);
});

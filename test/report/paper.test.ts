import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseHTML } from "linkedom";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { paperPage } from "../../src/report/paper/page.ts";
import { chromiumPath, skippedWithoutChromium } from "../browsers.ts";
import { bell, failed, plain } from "./results.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("base64");
const source = paperPage([bell, plain, failed], { sha256, missing: ["depth"], files: true });
const { document } = parseHTML(source);
const sectionOf = (name: string) => document.getElementById(name)?.textContent ?? "";

describe("the report", () => {
  test("begins with a table of verdicts, one row each, that leads to the statements", () => {
    const rows = [...document.querySelectorAll("table.verdicts tbody tr")];
    expect(rows.map((row) => row.querySelector("a")?.getAttribute("href"))).toEqual(["#bell", "#plain", "#failed"]);
    expect(rows.map((row) => row.querySelector(".verdict")?.textContent)).toEqual([
      "◐ holds only if the chain is open",
      "✓ holds",
      "✗ fails",
    ]);
    expect(rows[0].querySelectorAll("td")[1].textContent).toContain("In the open chain CHSH = 2.494(1)");
    const head = document.querySelector("header")?.textContent ?? "";
    expect(head).toContain("3 statements were computed: 1 holds, 1 holds only under a condition, 1 fails.");
    expect(head).toContain("They differ in seed, sizes or version");
    expect(document.querySelector("#verdicts")?.textContent).toContain("Not computed: depth.");
    expect(paperPage([bell], { sha256 })).toContain("All with nqs 0.1.0, seed 1, quick sizes.");
  });

  test("has a section for each: statement, place, method, figures, numbers, verdict, what would change it, command, data", () => {
    const text = sectionOf("bell");
    const parts = [
      bell.claim,
      bell.section,
      bell.method,
      "Figure 1. CHSH",
      "Table 1. CHSH",
      "2.4937(12)",
      "−1.234568",
      "Numbers of the verdict",
    ];
    const last = ["Verdict", "holds only if the chain is open", bell.otherwise, "nqs paper bell --seed 1 --quick", "1.25 s"];
    const places = [...parts, ...last].map((part) => text.indexOf(part, text.indexOf(bell.method) * Number(last.includes(part))));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(sectionOf("failed")).toContain("nqs paper failed --seed 2");
    expect(sectionOf("failed")).not.toContain("--quick");
    const links = [...(document.getElementById("bell")?.querySelectorAll("a[href^=bell]") ?? [])].map((link) => link.getAttribute("href"));
    expect(links).toContain("bell-figure-2.svg");
    expect(links).toContain("bell.json");
    expect(paperPage([bell], { sha256 })).not.toContain("bell.json");
    expect(paperPage([bell], { sha256, numbers: "results.json" })).toContain('<a href="results.json">');
  });

  test("tells each figure in words, and as a table that is closed", () => {
    const figures = [...document.querySelectorAll("#bell figure")];
    expect(figures).toHaveLength(2);
    for (const figure of figures) {
      expect(figure.querySelector("svg[role=img]")?.getAttribute("aria-label")).toContain("A chart of ");
      expect(figure.querySelector("details")?.hasAttribute("open")).toBe(false);
      expect(figure.querySelectorAll("details tbody tr")).toHaveLength(4);
    }
  });

  test("has no script and no style but the one that its policy names, and escapes every text", () => {
    expect(document.querySelectorAll("script, iframe, object, img, link:not([rel=icon]), [style], i, b")).toHaveLength(0);
    expect(document.querySelectorAll("style")).toHaveLength(1);
    const [, style] = /<style>([\s\S]*)<\/style>/.exec(source) ?? [];
    const policy = document.querySelector("meta[http-equiv]")?.getAttribute("content");
    expect(policy).toContain(`style-src 'sha256-${sha256(style)}'`);
    expect(policy).toMatch(/^default-src 'none';/);
    expect(source).toContain("Pairs &lt;i&gt;entangled&lt;/i&gt; &amp; &quot;far&quot; apart");
    expect(document.querySelectorAll("[on\\:load], [onload], [onclick]")).toHaveLength(0);
  });

  test("names nothing twice, and its links lead somewhere", () => {
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const inner = [...document.querySelectorAll('a[href^="#"]')].map((link) => String(link.getAttribute("href")).slice(1));
    const labels = [...document.querySelectorAll("[aria-labelledby]")].map((element) => String(element.getAttribute("aria-labelledby")));
    expect([...inner, ...labels].filter((id) => !ids.includes(id))).toEqual([]);
  });

  test("of nothing says so", () => {
    expect(paperPage([], { sha256, missing: ["bell"] })).toContain("No statement has been computed yet.");
  });
});

const folder = mkdtempSync(join(tmpdir(), "nqs-report-"));
const address = pathToFileURL(join(folder, "index.html")).href;
let browser: Browser | undefined;

beforeAll(async () => {
  writeFileSync(join(folder, "index.html"), source);
  if (chromiumPath !== undefined) browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Opens the page; what it asked for beside itself, and what it wrote to the console, has to be nothing. */
async function open(options: BrowserContextOptions, look: (page: Page) => Promise<void>): Promise<void> {
  const context = await (browser as Browser).newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => complaints.push(...(/^data:/.test(request.url()) || request.url() === address ? [] : [request.url()])));
  await page.goto(address);
  await look(page);
  await context.close();
  expect(complaints).toEqual([]);
}

const sideways = (page: Page) => page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
const styleOf = (page: Page, selector: string, property: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly impact: string; readonly nodes: readonly { readonly html: string }[] }[];
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
  const { violations: found } = (await page.evaluate("axe.run()")) as AxeResult;
  return found.map(({ id, impact, nodes }) => `${impact}: ${id}, ${nodes[0].html}`);
}

describe("the report in a browser", () => {
  test("wide, and narrow and dark: it fits, is styled by its own style alone, and axe finds nothing", async (context) => {
    if (!browser) return context.skip(skippedWithoutChromium("the report in a browser"));
    const looks = [
      { viewport: { width: 1280, height: 900 }, colorScheme: "light" },
      { viewport: { width: 360, height: 740 }, colorScheme: "dark" },
    ] as const;
    const grounds: string[] = [];
    for (const options of looks) {
      await open(options, async (page) => {
        expect(await sideways(page)).toBe(0);
        await page.locator("summary").first().click();
        expect(await sideways(page)).toBe(0);
        grounds.push(await styleOf(page, "body", "background-color"));
        expect(await violations(page)).toEqual([]);
      });
    }
    expect(grounds).toEqual(["rgb(253, 253, 251)", "rgb(22, 24, 27)"]);
  });

  test("without JavaScript its figures have the colours of the ground that they stand on, and their numbers open", async (context) => {
    if (!browser) return context.skip(skippedWithoutChromium("the report without JavaScript"));
    for (const [colorScheme, colour] of [
      ["light", "rgb(0, 114, 178)"],
      ["dark", "rgb(86, 180, 233)"],
    ] as const) {
      await open({ javaScriptEnabled: false, colorScheme }, async (page) => {
        const svg = page.locator("#bell figure svg").first();
        expect(await svg.isVisible()).toBe(true);
        expect(await styleOf(page, '#bell svg path[fill^="var(--series-1"]', "fill")).toBe(colour);
        expect(await page.locator("#bell details table").first().isVisible()).toBe(false);
        await page.locator("#bell summary").first().click();
        expect(await page.locator("#bell details table").first().isVisible()).toBe(true);
      });
    }
  });

  test("on paper every statement begins a page, dark screens or not", async (context) => {
    if (!browser) return context.skip(skippedWithoutChromium("the report on paper"));
    await open({ colorScheme: "dark" }, async (page) => {
      const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
      expect((pdf.match(/\/Type\s*\/Page\b/g) ?? []).length).toBeGreaterThanOrEqual(4);
      await page.emulateMedia({ media: "print" });
      expect(await styleOf(page, "#bell", "break-before")).toBe("page");
      expect(await styleOf(page, "body", "background-color")).toBe("rgb(255, 255, 255)");
      expect(await styleOf(page, '#bell svg path[fill^="var(--series-1"]', "fill")).toBe("rgb(0, 114, 178)");
    });
  });
});

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, extname, join, normalize } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chromiumPath, skippedWithoutChromium } from "../browsers.ts";

/** Ground-state energy per site of the ring of 12 sites at h = 1, by free fermions: -2 / (12 sin(π / 24)). */
const ISING_12 = -1.2768829292567314;
/** What the short training of the page reaches at its fixed seed. */
const REACHED = 1e-3;

/** Milliseconds: a visit takes three seconds alone, several times that where other tests run beside it. */
const LONG = 180_000;

/** As examples/browser/README.md says that they have to be sent. */
const isolated = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

const folder = mkdtempSync(join(tmpdir(), "nqs-page-"));
const servers: Server[] = [];
let browser: Browser | undefined;

beforeAll(async () => {
  const vite = join(dirname(createRequire(import.meta.url).resolve("vite/package.json")), "bin/vite.js");
  execFileSync(process.execPath, [vite, "build", "examples/browser", "--outDir", folder, "--emptyOutDir", "--logLevel", "warn"]);
  if (chromiumPath !== undefined) browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
});

afterAll(async () => {
  await browser?.close();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

/** Serves the folder; the address. */
async function serve(headers: Readonly<Record<string, string>>): Promise<string> {
  const server = createServer((request, response) => {
    const path = join(folder, normalize(new URL(request.url ?? "/", "http://localhost").pathname.replace(/\/$/, "/index.html")));
    if (!existsSync(path)) return response.writeHead(404).end();
    return response
      .writeHead(200, { ...headers, "Content-Type": types[extname(path)] ?? "application/octet-stream" })
      .end(readFileSync(path));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

interface Shown {
  readonly state: string;
  readonly energy: string;
  readonly exact: string;
  readonly zz: string;
  readonly threads: string;
  readonly points: number;
}

/** What the page shows once it is done. @throws Error if anything was written to the console on the way. */
async function visit(headers: Readonly<Record<string, string>>): Promise<Shown> {
  if (!browser) throw new Error("no browser");
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(await serve(headers));
  await page.waitForFunction("/^(Done|Stopped)/.test(document.getElementById('state').textContent)", undefined, { timeout: LONG / 2 });
  const text = (id: string) => page.locator(`#${id}`).innerText();
  const points = (await page.locator("#energies").getAttribute("points")) ?? "";
  const shown = {
    state: await text("state"),
    energy: await text("energy"),
    exact: await text("exact-energy"),
    zz: await text("zz"),
    threads: await text("threads"),
    points: points.split(" ").length,
  };
  await page.close();
  expect(complaints).toEqual([]);
  return shown;
}

test("the page is built by the command of its README", () => {
  expect(readFileSync("examples/browser/README.md", "utf8")).toContain("npx vite build examples/browser");
  expect(readdirSync(folder).sort()).toEqual(["assets", "index.html"]);
});

test(
  "it trains on one thread, and on all where the two headers are sent, to the same digits",
  async (context) => {
    if (!browser) return context.skip(skippedWithoutChromium("the page in a browser"));
    const alone = await visit({});
    expect(alone.state).toMatch(/^Done after \d+ updates; right: /);
    expect(alone.threads).toBe("1");
    expect(Number(alone.exact)).toBeCloseTo(ISING_12, 8);
    expect(Math.abs(Number(alone.energy) - ISING_12)).toBeLessThan(REACHED);
    expect(alone.points).toBeGreaterThanOrEqual(50);
    const together = await visit(isolated);
    expect(together).toEqual({ ...alone, threads: String(availableParallelism()) });
  },
  LONG,
);

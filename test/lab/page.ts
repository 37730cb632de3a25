// The built page in a real browser: served by `nqs lab`, or by a plain server as any host would.
import type { ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { chromiumPath } from "../browsers.ts";
import { start } from "../cli/program.ts";

/** Milliseconds that anything on the page may take where other tests run beside it; alone it is a second or two. */
export const LONG = 120_000;

/** `nqs lab` as a user starts it: the process, and the line that it prints. */
export async function served(): Promise<{ readonly child: ChildProcess; readonly address: string }> {
  const child = start(["lab", "--no-open", "--port", "0"]);
  const address = await new Promise<string>((resolve) => child.stdout?.once("data", (line) => resolve(String(line))));
  return { child, address };
}

/** As a static host: no headers of its own, the page below a path. */
export async function plainHost(path: string): Promise<{ readonly server: Server; readonly address: string }> {
  const types: Readonly<Record<string, string>> = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
  };
  const server = createServer((request, response) => {
    const asked = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    const file = join("dist/lab", asked.replace(path, "/").replace(/\/$/, "/index.html"));
    if (!asked.startsWith(path) || !existsSync(file)) return response.writeHead(404).end();
    return response.writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream" }).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}` };
}

export async function openBrowser(): Promise<Browser | undefined> {
  return chromiumPath === undefined ? undefined : await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
}

/** A visit: the page, and everything that it should not have done. */
export interface Visit {
  readonly page: Page;
  /** What was written to the console, errors that nobody caught, requests to anywhere else. */
  readonly complaints: string[];
}

export async function visit(browser: Browser, address: string, options: Parameters<Browser["newPage"]>[0] = {}): Promise<Visit> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(LONG);
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(new URL(address).origin) && !url.startsWith("blob:")) complaints.push(`asked for ${url}`);
  });
  await page.goto(address);
  return { page, complaints };
}

/** Waits until the training under a reading has ended; the energy per site that is then shown. */
export async function ended(page: Page, reading: string): Promise<number> {
  await page.waitForSelector(`[data-row="${reading}"][data-status="done"]`);
  return await shownEnergy(page, reading);
}

export async function shownEnergy(page: Page, reading: string): Promise<number> {
  const text = await page.locator(`[data-row="${reading}"] [data-cell="energy"]`).innerText();
  return Number(text.replace("−", "-").replace(/ ±.*/, ""));
}

/** Waits until the energy that is shown for a reading begins so. */
export async function reads(page: Page, reading: string, beginning: string): Promise<void> {
  const begins = new RegExp(`^${beginning.replace(".", "\\.")}`);
  await page.locator(`[data-row="${reading}"] [data-cell="energy"]`, { hasText: begins }).waitFor();
}

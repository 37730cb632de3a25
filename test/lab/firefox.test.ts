// The built page in stock Firefox, driven by WebDriver BiDi.
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer, { type Browser, type ElementHandle, type Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chain, groundState, ising, outcomeOf, rbm } from "../../src/index.ts";
import { firefoxPath, skippedWithoutFirefox } from "../browsers.ts";
import { LONG, served } from "./page.ts";

/** Half a unit of the last digit that the page shows. */
const SHOWN = 5.1e-10;
const short = "sites=6&density=1&iterations=60";

const downloads = mkdtempSync(join(tmpdir(), "nqs-firefox-"));
let server: { readonly child: ChildProcess; readonly address: string } | undefined;
let browser: Browser | undefined;

beforeAll(async () => {
  if (firefoxPath === undefined) return;
  const preferences = { "browser.download.dir": downloads, "browser.download.folderList": 2 };
  const options = { browser: "firefox", executablePath: firefoxPath, extraPrefsFirefox: preferences, timeout: LONG } as const;
  [server, browser] = await Promise.all([served(), puppeteer.launch(options)]);
}, LONG);

afterAll(async () => {
  await browser?.close();
  server?.child.kill();
  rmSync(downloads, { recursive: true, force: true });
});

async function ended(page: Page, reading: string): Promise<number> {
  await page.waitForSelector(`[data-row="${reading}"][data-status="done"]`);
  const text = await page.$eval(`[data-row="${reading}"] [data-cell="energy"]`, (cell) => cell.textContent ?? "");
  return Number(text.replace("−", "-").replace(/ ±.*/, ""));
}

/** Presses the button of this name, and waits for the file that it saves. */
async function downloaded(page: Page, button: string, file: string): Promise<Buffer> {
  await page.locator(`::-p-aria([name="${button}"][role="button"])`).click();
  const path = join(downloads, file);
  await expect
    .poll(() => existsSync(path) && !existsSync(`${path}.part`) && readFileSync(path).length, { timeout: LONG })
    .toBeGreaterThan(0);
  return readFileSync(path);
}

async function trainedHere(readout: "born" | "classical"): Promise<number> {
  const network = { ansatz: rbm({ density: 1 }), optimizer: "sr", starts: 1, iterations: 60, seed: 1 } as const;
  const { final } = await outcomeOf(groundState({ hamiltonian: ising(chain(6), { field: 1 }), readout, ...network }));
  return final?.energyPerSite.mean ?? Number.NaN;
}

test(
  "in Firefox energies come to the digits of Node; a formula, plots, weights and their files work; nothing is written to the console",
  async (context) => {
    if (!browser || !server) return context.skip(skippedWithoutFirefox("the lab in Firefox"));
    const page = await browser.newPage();
    page.setDefaultTimeout(LONG);
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(`${server.address.trim()}#${short}`);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    for (const reading of ["born", "classical"] as const)
      expect(Math.abs((await ended(page, reading)) - (await trainedHere(reading))), reading).toBeLessThan(SHOWN);
    const sentence = await page.$eval(".sentence", (element) => element.textContent);
    expect(sentence).toMatch(/born .* the exact quantum energy, −1\.2\d+; .* classical .* its classical floor, −1\.000000\.$/);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));

    expect((await downloaded(page, "SVG of energy", "energy.svg")).toString()).toMatch(/^<svg /);
    expect((await downloaded(page, "PNG of energy", "energy.png")).subarray(1, 4).toString()).toBe("PNG");
    await downloaded(page, "Save .safetensors of born", "ising-6-born.safetensors");
    const energy = await ended(page, "born");

    await page.select("#choice-model", "formula");
    await page.waitForFunction(() => location.hash.includes("model=formula"));
    expect(await ended(page, "born")).toBe(energy);

    const input = (await page.$('input[accept=".safetensors,.wf"]')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(join(downloads, "ising-6-born.safetensors"));
    await page.waitForFunction(() => document.querySelector(".formula")?.textContent?.includes("-J Σ Z Z"));
    expect(Math.abs((await ended(page, "born")) - energy)).toBeLessThan(SHOWN);
    await page.$eval("#bell-title", (title) => title.scrollIntoView());
    await page.locator("[data-bell=born] button").click();
    await page.waitForFunction(() => document.querySelector("[data-bell=born]")?.textContent?.includes("> 2"));
    expect(complaints).toEqual([]);
  },
  LONG,
);

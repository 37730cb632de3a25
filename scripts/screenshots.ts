// Takes the pictures of the lab, docs/pictures/lab-*.png, from the built page: `npm run screenshots`. It needs a Chromium.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { chromiumPath } from "../test/browsers.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

interface Shot {
  readonly name: string;
  readonly hash: string;
  readonly viewport: { readonly width: number; readonly height: number };
  readonly colorScheme?: "light" | "dark";
  /** A part of the page alone. */
  readonly part?: string;
  /** What is done before the picture is taken. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const shots: readonly Shot[] = [
  { name: "lab", hash: "", viewport: { width: 1280, height: 900 } },
  {
    name: "lab-bell",
    hash: "#story=bell",
    viewport: { width: 620, height: 760 },
    part: "section:has(#bell-title)",
    prepare: async (page) => {
      await page.locator("#bell-title").scrollIntoViewIfNeeded();
      await page.locator("[data-bell=born] button").click();
      await page.locator("[data-bell=born]", { hasText: "> 2" }).waitFor();
    },
  },
  {
    name: "lab-phone",
    hash: "",
    viewport: { width: 360, height: 740 },
    colorScheme: "dark",
    prepare: async (page) => {
      await page.locator(".sentence").evaluate((sentence) => sentence.scrollIntoView());
    },
  },
];

if (chromiumPath === undefined) throw new Error("screenshots: expected a Chromium, got none; name one in CHROMIUM");
const server = spawn(process.execPath, [join(root, "dist/cli/nqs.js"), "lab", "--no-open", "--port", "0"]);
const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
try {
  const address = await new Promise<string>((resolve) => server.stdout.once("data", (line) => resolve(String(line).trim())));
  for (const { name, hash, viewport, colorScheme = "light", part, prepare } of shots) {
    const page = await browser.newPage({ viewport, colorScheme });
    await page.goto(`${address}${hash}`);
    for (const row of await page.locator("[data-row]").all())
      await row.and(page.locator("[data-status=done]")).waitFor({ timeout: 120_000 });
    await prepare?.(page);
    const box = part ? await page.locator(part).boundingBox() : null;
    const clip = box && { x: 0, y: box.y + 1, width: viewport.width, height: box.height + box.x };
    await page.screenshot({ path: join(root, `docs/pictures/${name}.png`), ...(clip && { clip }) });
    await page.close();
  }
} finally {
  await browser.close();
  server.kill();
}

// What a tab of the lab costs, in Chromium: `npx tsx scripts/tab.ts` prints the longest tasks of the main thread while the page is walked through,
// `npx tsx scripts/tab.ts 10` memory and processor time of a tab that trains for ten minutes.
import { execFileSync, spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { chromiumPath } from "../test/browsers.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const WALKS = 3;
/** Milliseconds. */
const LONG = 300_000;

interface Step {
  readonly name: string;
  readonly go: (page: Page) => Promise<void>;
}

const done = async (page: Page) => {
  for (const row of await page.locator("[data-row]").all()) await row.and(page.locator("[data-status=done]")).waitFor();
};
const click = (page: Page, name: string) => page.getByRole("button", { name }).click();

const walk: readonly Step[] = [
  { name: "first sight", go: done },
  {
    name: "field dragged",
    go: async (page) => {
      await click(page, "Restart");
      for (let k = 0; k <= 40; k++) {
        await page.getByLabel("h", { exact: true }).fill(String((1 + 0.02 * k).toFixed(2)));
        await page.waitForTimeout(25);
      }
      await done(page);
    },
  },
  {
    name: "instruments",
    go: async (page) => {
      await page.locator("#instruments-title").scrollIntoViewIfNeeded();
      await page.getByRole("img", { name: /^Entropy of every cut/ }).waitFor();
    },
  },
  {
    name: "Bell panel",
    go: async (page) => {
      await page.locator("#bell-title").scrollIntoViewIfNeeded();
      await page.locator("[data-bell=born] button").click();
      for (let angle = 0; angle <= 90; angle += 5) await page.locator("#angle-0").fill(String(angle));
      await page.waitForTimeout(300);
    },
  },
  {
    name: "feeding panel",
    go: async (page) => {
      await click(page, "Feed amplitudes");
      await page.locator("[data-feed=done]").waitFor();
    },
  },
  {
    name: "stories",
    go: async (page) => {
      for (const story of await page.locator(".stories a").all()) {
        await story.click();
        await page.waitForTimeout(700);
      }
    },
  },
];

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The longest task of a main thread: milliseconds that passed, and those that it had a processor. Where other programs compute the two differ. */
interface Longest {
  readonly wall: number;
  readonly processor: number;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

function longestIn(trace: Buffer): Longest {
  const { traceEvents } = JSON.parse(trace.toString()) as { readonly traceEvents: readonly TraceEvent[] };
  const thread = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const named = traceEvents.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain");
  const mains = new Set(named.map(thread));
  const tasks = traceEvents.filter((event) => event.name.endsWith("RunTask") && mains.has(thread(event)));
  const most = (times: readonly (number | undefined)[]) => Math.max(0, ...times.map((time = 0) => time / 1000));
  return { wall: most(tasks.map(({ dur }) => dur)), processor: most(tasks.map(({ tdur }) => tdur)) };
}

async function walkThrough(browser: Browser, address: string): Promise<Longest[]> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(LONG);
  const longest: Longest[] = [];
  for (const [k, { go }] of walk.entries()) {
    await browser.startTracing(page, { categories: ["toplevel"] });
    if (k === 0) await page.goto(address);
    await go(page);
    longest.push(longestIn(await browser.stopTracing()));
  }
  await page.close();
  return longest;
}

async function printLongTasks(browser: Browser, address: string): Promise<void> {
  const walks: Longest[][] = [];
  for (let k = 0; k < WALKS; k++) walks.push(await walkThrough(browser, address));
  console.log(`longest task of the main thread, ms: median and most of ${WALKS} walks\n                  passed        on a processor`);
  for (const [k, { name }] of walk.entries()) {
    const cells = (["wall", "processor"] as const).map((time) => {
      const all = walks.map((longest) => longest[k]?.[time] ?? Number.NaN);
      return `${median(all).toFixed(0).padStart(5)} ${Math.max(...all)
        .toFixed(0)
        .padStart(5)}`;
    });
    console.log(`${name.padEnd(16)}  ${cells.join("   ")}`);
  }
}

/** Two readings of forty sites. */
const TRAINING = "#sites=40&iterations=5000";
/** Milliseconds between two looks at whether a training has ended. */
const PAUSE = 5_000;

/** Keeps the tab training: what has ended begins again. */
async function train(page: Page, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    await page.waitForTimeout(PAUSE);
    if ((await page.locator("[data-row][data-status=training]").count()) === 0) await click(page, "Restart");
  }
}

async function printCost(browser: Browser, address: string, minutes: number): Promise<void> {
  const page = await browser.newPage();
  await page.goto(`${address}${TRAINING}`);
  const tab = await page.context().newCDPSession(page);
  const machine = await browser.newBrowserCDPSession();
  await tab.send("Performance.enable");
  console.log("minutes  heap of the page, MB  resident, MB  processor, s  updates");
  for (let minute = 0; minute <= minutes; minute++) {
    await train(page, minute === 0 ? PAUSE : 60_000);
    await tab.send("HeapProfiler.collectGarbage");
    const { metrics } = await tab.send("Performance.getMetrics");
    const heap = metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? Number.NaN;
    const { processInfo } = await machine.send("SystemInfo.getProcessInfo");
    const renderers = processInfo.filter(({ type }) => type === "renderer");
    // The tab is the renderer that worked most.
    const renderer = renderers.toSorted((a, b) => b.cpuTime - a.cpuTime)[0];
    const resident = Number(execFileSync("ps", ["-o", "rss=", "-p", String(renderer?.id)], { encoding: "utf8" }));
    const updates = await page.locator("[data-row=born] td:nth-of-type(3)").innerText();
    const cells = [
      (heap / 2 ** 20).toFixed(1).padStart(20),
      (resident / 1024).toFixed(0).padStart(12),
      (renderer?.cpuTime ?? 0).toFixed(0).padStart(12),
    ];
    console.log(`${String(minute).padStart(7)}  ${cells.join("  ")}  ${updates}`);
  }
  await page.close();
}

if (chromiumPath === undefined) throw new Error("tab: expected a Chromium, got none; name one in CHROMIUM");
const minutes = Number(process.argv[2] ?? 0);
if (!Number.isInteger(minutes) || minutes < 0) throw new Error(`tab: expected a whole number of minutes, got ${process.argv[2]}`);
const server = spawn(process.execPath, [join(root, "dist/cli/nqs.js"), "lab", "--no-open", "--port", "0"]);
const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
try {
  const address = await new Promise<string>((resolve) => server.stdout.once("data", (line) => resolve(String(line).trim())));
  if (minutes === 0) await printLongTasks(browser, address);
  else await printCost(browser, address, minutes);
} finally {
  await browser.close();
  server.kill();
}

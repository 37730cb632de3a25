// Updates per second in the page against Node, with one thread and with all cores: npx tsx bench/page.ts [ROUNDS]
import { availableParallelism } from "node:os";
import type { Browser } from "playwright-core";
import { chain, groundState, ising, rbm } from "../src/index.ts";
import { median } from "../src/statistics/median.ts";
import { openBrowser, plainHost, served, visit } from "../test/lab/page.ts";

/** What is trained: an Ising ring whose updates are sampled. */
const [SITES, DENSITY, SAMPLES, SEED] = [40, 2, 1024, 1];
/** Updates between which the clock runs. */
const [FIRST, LAST] = [30, 150];
const address = `#sites=${SITES}&density=${DENSITY}&samples=${SAMPLES}&seed=${SEED}&iterations=1000&readings=born`;

async function inNode(workers: number): Promise<number> {
  const options = { hamiltonian: ising(chain(SITES), { field: 1 }), ansatz: rbm({ density: DENSITY }), samples: SAMPLES };
  const run = groundState({ ...options, seed: SEED, starts: 1, optimizer: "sr", iterations: 1000, workers });
  let begun = 0;
  for await (const { iteration } of run) {
    if (iteration === FIRST) begun = performance.now();
    if (iteration === LAST) return (LAST - FIRST) / ((performance.now() - begun) / 1000);
  }
  throw new Error("the training ended before the last update");
}

async function inPage(browser: Browser, host: string, isolated: boolean): Promise<number> {
  const { page } = await visit(browser, `${host}${address}`);
  try {
    if ((await page.evaluate("crossOriginIsolated")) !== isolated) throw new Error(`expected isolation ${isolated}`);
    const cell = page.locator("[data-row=born] td:nth-of-type(3)");
    const count = async () => Number.parseInt(await cell.innerText(), 10) || 0;
    const reach = async (update: number) => {
      while ((await count()) < update) await new Promise((done) => setTimeout(done, 20));
    };
    await reach(FIRST);
    const [first, begun] = [await count(), performance.now()];
    await reach(LAST);
    const last = await count();
    return (last - first) / ((performance.now() - begun) / 1000);
  } finally {
    await page.close();
  }
}

const rounds = Number(process.argv[2] ?? 3);
const browser = await openBrowser();
if (!browser) throw new Error("bench/page: expected Chromium, found none");
const [isolated, plain] = [await served(), await plainHost("/")];
const cores = availableParallelism();
try {
  const rates: Record<string, number[]> = { "Node, 1 thread": [], "page, 1 thread": [], "Node, all cores": [], "page, isolated": [] };
  for (let round = 0; round < rounds; round++) {
    rates["Node, 1 thread"].push(await inNode(1));
    rates["page, 1 thread"].push(await inPage(browser, plain.address, false));
    rates["Node, all cores"].push(await inNode(cores));
    rates["page, isolated"].push(await inPage(browser, isolated.address.trim(), true));
  }
  const middle = Object.fromEntries(Object.entries(rates).map(([name, all]) => [name, median(all)]));
  for (const [name, all] of Object.entries(rates)) console.log(`${name}: ${all.map((rate) => rate.toFixed(1)).join(", ")} updates/s`);
  console.log(`page / Node: ${(middle["page, 1 thread"] / middle["Node, 1 thread"]).toFixed(2)} with one thread`);
  console.log(`page / Node: ${(middle["page, isolated"] / middle["Node, all cores"]).toFixed(2)} with ${cores} cores`);
} finally {
  await browser.close();
  isolated.child.kill();
  plain.server.close();
}

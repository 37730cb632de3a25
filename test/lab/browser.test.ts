import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chain, exactGroundEnergy, groundState, heisenberg, ising, outcomeOf, rbm, xxz } from "../../src/index.ts";
import { chromiumPath, skippedWithoutChromium } from "../browsers.ts";
import { nqs } from "../cli/program.ts";
import { ended, LONG, openBrowser, plainHost, reads, served, shownEnergy, type Visit, visit } from "./page.ts";

/** -2 / (N sin(π / 2N)): the critical ring by free fermions. */
const exactRing = (sites: number) => -2 / (sites * Math.sin(Math.PI / (2 * sites)));
/** By Lanczos, per site. */
const HEISENBERG_OPEN_6 = (exactGroundEnergy(heisenberg(chain(6, "open")))?.energy ?? Number.NaN) / 6;
/** An XXZ ring at Δ = 1 is a Heisenberg ring: by the Bethe ansatz, per site. */
const XXZ_6 = exactGroundEnergy(heisenberg(chain(6)))?.energyPerSite ?? Number.NaN;
/** Δ = 1/2, by Lanczos. */
const XXZ_6_HALF = (exactGroundEnergy(xxz(chain(6), { anisotropy: 0.5 }))?.energy ?? Number.NaN) / 6;
/** What trainings of some ten updates reach of it, relative. */
const NEAR = 2e-3;
/** Half a unit of the last digit that the page shows. */
const SHOWN = 5.1e-10;

/** Of the whole page, compressed. */
const MOST_BYTES = 600_000;

/** Small enough to end within a second. */
const short = "sites=6&density=1&iterations=60";

/** A test that needs a browser. */
const visiting = test.skipIf(chromiumPath === undefined);

let server: { readonly child: ChildProcess; readonly address: string };
let browser: Browser | undefined;

beforeAll(async () => {
  [server, browser] = await Promise.all([served(), openBrowser()]);
  if (!browser) skippedWithoutChromium("the lab in a browser");
}, LONG);

afterAll(async () => {
  await browser?.close();
  server.child.kill();
});

/** Visits a page of the lab; whatever it complains of fails the test. */
async function at(hash: string, check: (page: Page, seen: Visit) => Promise<void>, options = {}): Promise<void> {
  if (!browser) throw new Error("no browser");
  const seen = await visit(browser, `${server.address.trim()}${hash}`, options);
  try {
    await check(seen.page, seen);
    expect(seen.complaints).toEqual([]);
  } finally {
    await seen.page.close();
  }
}

const slide = (page: Page, symbol: string, value: string) => page.getByLabel(symbol, { exact: true }).fill(value);

describe("nqs lab", () => {
  test("prints the address, alone on a line", () => {
    expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\n$/);
  });

  test("serves the page with the headers that let it share memory, and nothing beside it", async () => {
    const address = server.address.trim();
    const { status, headers } = await fetch(address);
    expect(status).toBe(200);
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("cross-origin-embedder-policy")).toBe("require-corp");
    expect(headers.get("content-security-policy")).not.toContain("unsafe-inline");
    for (const path of ["nothing.js", "..%2fcli%2fnqs.js", "%2e%2e/index.js", "assets"])
      expect((await fetch(address + path)).status, path).toBe(404);
    expect((await fetch(address, { method: "POST" })).status).toBe(405);
  });

  test("refuses a port that is taken, in one line", async () => {
    const taken = new URL(server.address).port;
    const wrong = await nqs("lab", "--no-open", "--port", taken);
    expect(wrong).toMatchObject({
      code: 2,
      stdout: "",
      stderr: `--port: expected a free port, got ${taken}, which is taken; choose another, or leave it out\n`,
    });
  });
});

test("the page is small: all of it together, compressed", () => {
  const files = readdirSync("dist/lab", { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const sizes = files.map(({ parentPath, name }) => gzipSync(readFileSync(join(parentPath, name))).length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  console.log(`the lab is ${(total / 1000).toFixed(0)} kB compressed`);
  expect(total).toBeLessThan(MOST_BYTES);
});

describe("the page", () => {
  visiting(
    "at first sight two readings train from the same weights, to two different lines",
    () =>
      at("", async (page) => {
        const lines =
          /born .* the exact quantum energy, −1\.276883; .* classical .* the minimum of the diagonal, its classical floor, −1\.000000\.$/;
        await page.locator(".sentence", { hasText: lines }).waitFor();
        const keys = await page
          .locator(".key")
          .evaluateAll((all) => all.map((key) => key.getBoundingClientRect()).map(({ width, height }) => width * height));
        const others = await page
          .locator("button:not(.key), select, input")
          .evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ width, height }) => width * height));
        expect(Math.min(...keys)).toBeGreaterThan(Math.max(...others));
        expect(await page.evaluate("crossOriginIsolated")).toBe(true);
        await page.evaluate("navigator.serviceWorker.ready.then(() => {})");
      }),
    LONG,
  );

  visiting(
    "the switch adds and removes readings; energies come to their lines; the command gives the same digits",
    () =>
      at(`#${short}`, async (page) => {
        await page.locator(".key.phaseless").press("Enter");
        await page.locator(".key.branches").press("Space");
        const lowest = { born: exactRing(6), phaseless: exactRing(6), branches: -1.25, classical: -1 };
        for (const [name, energy] of Object.entries(lowest))
          expect(Math.abs((await ended(page, name)) / energy - 1), name).toBeLessThan(NEAR);
        // What a screen reader is told once all of them have ended.
        await page.locator("[role=status].unseen", { hasText: "read as branches (hidden units are a mixture) it has come to" }).waitFor();
        await page.getByRole("button", { name: "Show the command" }).click();
        const commands = (await page.locator("#command pre").innerText()).split("\n");
        expect(commands).toHaveLength(4);
        const printed = ["born", "branches"].map(async (name) => {
          const command = commands.find((line) => line.endsWith(`--readout ${name}`)) ?? "";
          const { stdout } = await nqs(...command.split(" ").slice(1), "--json");
          expect(Math.abs(JSON.parse(stdout).energyPerSite.mean - (await shownEnergy(page, name))), name).toBeLessThan(SHOWN);
        });
        await Promise.all(printed);
        for (const name of ["born", "phaseless", "branches", "classical"]) await page.locator(`.key.${name}`).click();
        // The last one stays.
        expect(await page.locator("[data-row]").count()).toBe(1);
      }),
    LONG,
  );

  /** Without signs, so that phaseless reaches the exact energy; Σ (XX + YY) has product states at -1, Δ Σ ZZ configurations at -Δ. */
  const others = [
    { model: "heisenberg", more: "", exact: XXZ_6, product: -1, diagonal: -1 },
    { model: "xxz", more: "&anisotropy=0.5", exact: XXZ_6_HALF, product: -1, diagonal: -0.5 },
  ];
  visiting(
    "under each reading the energies of other models come to their lines too",
    async () => {
      for (const { model, more, exact, product, diagonal } of others) {
        const address = `#model=${model}${more}&sites=6&density=1&iterations=200&readings=born,phaseless,branches,classical`;
        await at(address, async (page) => {
          const lowest = { born: exact, phaseless: exact, branches: product, classical: diagonal };
          for (const [name, energy] of Object.entries(lowest))
            expect(Math.abs((await ended(page, name)) / energy - 1), `${model}, ${name}`).toBeLessThan(NEAR);
        });
      }
    },
    LONG,
  );

  visiting(
    "a link reproduces the run",
    () =>
      at(`#${short}&readings=born`, async (page) => {
        await page.getByLabel("Seed").fill("7");
        await page.getByLabel("Seed").press("Enter");
        await page.getByLabel("Model").selectOption("xxz");
        const energy = await ended(page, "born");
        expect(Math.abs(energy / XXZ_6 - 1)).toBeLessThan(NEAR);
        const link = page.url();
        expect(link).toContain("model=xxz");
        expect(link).toContain("seed=7");
        await at(new URL(link).hash, async (again) => expect(await ended(again, "born")).toBe(energy));
      }),
    LONG,
  );

  visiting(
    "a field that is moved re-aims the running network",
    () =>
      at("#field=2&sites=8&density=1&readings=born&iterations=2000", async (page) => {
        await reads(page, "born", "−2.12");
        await slide(page, "h", "1");
        await reads(page, "born", "−1.28");
        expect(page.url()).not.toContain("field");
        const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV of energy" }).click()]);
        const rows = readFileSync(await download.path(), "utf8")
          .split("\r\n")
          .map((row) => row.split(","));
        const energies = rows.filter(([curve]) => curve === "born").map(([, , energy]) => Number(energy));
        // New weights have -h: the first of them -2, and -1 had it begun anew. Those of h = 2 lie near -1.2 at h = 1.
        expect(Math.max(...energies)).toBeLessThan(-1.1);
        expect(energies[0]).toBeCloseTo(-2, 1);
        await page.getByRole("button", { name: "Show the command" }).click();
        expect(await page.locator("#command").innerText()).toContain("press Restart");
      }),
    LONG,
  );

  visiting(
    "instruments lie on the exact curves; Bell passes 2 under born and not under classical and branches",
    () =>
      at("#model=heisenberg&boundary=open&sites=6&density=1&method=auto&iterations=100&readings=born,branches,classical", async (page) => {
        // The exact energy of the open chain of six, and of its Néel state: 5 bonds.
        const lowest = { born: HEISENBERG_OPEN_6, branches: -5 / 6, classical: -5 / 6 };
        for (const [name, energy] of Object.entries(lowest))
          expect(Math.abs((await ended(page, name)) / energy - 1), name).toBeLessThan(NEAR);
        await page.getByRole("heading", { name: "Instruments" }).scrollIntoViewIfNeeded();
        const correlations = page.getByRole("img", { name: /^Correlations of Z by distance. born: 1: / });
        await correlations.waitFor();
        const [, found, exact] = /born: 1: (\S+), exact (\S+);/.exec((await correlations.getAttribute("aria-label")) ?? "") ?? [];
        expect(Math.abs(Number(found) - Number(exact))).toBeLessThan(0.01);
        await page.getByRole("heading", { name: /^Bell/ }).scrollIntoViewIfNeeded();
        const values = async () =>
          Object.fromEntries(
            await page
              .locator("[data-bell]")
              .evaluateAll((rows) =>
                rows.map((row) => [row.getAttribute("data-bell"), Number(/S = (\S+)/.exec(row.textContent ?? "")?.[1].replace("−", "-"))]),
              ),
          );
        await page.locator("[data-bell=born] button").click();
        await page.locator("[data-bell=born]", { hasText: "> 2" }).waitFor();
        const best = await values();
        // Any site of a singlet is entangled as far as can be.
        expect(best["born"]).toBeCloseTo(2 * Math.SQRT2, 2);
        // At its own best angles each of the others stays within 2.
        for (const name of ["branches", "classical"]) {
          const bound = /at most ([\d.]+)/.exec(await page.locator(`[data-bell=${name}]`).innerText())?.[1];
          expect(Number(bound), name).toBeLessThanOrEqual(2);
          expect(best[name], name).toBeLessThanOrEqual(2);
        }
        await page.getByLabel("α, angle of the first side", { exact: true }).fill("90");
        await page.locator("[data-bell=born]", { hasNotText: "> 2" }).waitFor();
      }),
    LONG,
  );

  visiting(
    "weights are saved and opened again; fed amplitudes teach the state, a file of rows is learnt from",
    () =>
      at(`#${short}&readings=born`, async (page) => {
        const energy = await ended(page, "born");
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.getByRole("button", { name: "Save .safetensors of born" }).click(),
        ]);
        const file = await download.path();
        expect(download.suggestedFilename()).toBe("ising-6-born.safetensors");
        for (const format of ["SVG", "PNG", "CSV"]) {
          const button = page.getByRole("button", { name: `${format} of energy` });
          const [plot] = await Promise.all([page.waitForEvent("download"), button.click()]);
          expect(plot.suggestedFilename()).toBe(`energy.${format.toLowerCase()}`);
          const start = readFileSync(await plot.path())
            .subarray(0, 5)
            .toString("latin1");
          expect(start).toBe({ SVG: "<svg ", PNG: "\x89PNG\r", CSV: "curve" }[format]);
        }
        await page.getByLabel("Model").selectOption("heisenberg");
        await page.getByLabel(/^Open weights/).setInputFiles({ name: "mine.safetensors", mimeType: "", buffer: readFileSync(file) });
        await page.locator(".formula", { hasText: "-J Σ Z Z" }).waitFor();
        expect(Math.abs((await ended(page, "born")) - energy)).toBeLessThan(SHOWN);
        await page.getByLabel(/^Open weights/).setInputFiles({ name: "broken.wf", mimeType: "", buffer: Buffer.from("0") });
        await page.getByText(/^broken\.wf/).waitFor();
        await page.getByRole("button", { name: "Feed amplitudes" }).click();
        await page.locator("[data-feed=done]").waitFor();
        expect(Number(await page.locator("[data-fidelity]").innerText())).toBeGreaterThan(0.999);
        const rows = (name: string) => `examples/qucumber/${name}.txt`;
        const dropped = await page.evaluateHandle(
          (files) => {
            const transfer = new DataTransfer();
            for (const [name, text] of files) transfer.items.add(new File([text], name));
            return transfer;
          },
          ["qubits_train", "qubits_train_bases"].map((name) => [`${name}.txt`, readFileSync(rows(name), "utf8")] as const),
        );
        await page.locator("label.file", { hasText: "Drop a file of rows" }).dispatchEvent("drop", { dataTransfer: dropped });
        await page.getByText("Fed qubits_train.txt, bases of qubits_train_bases.txt").waitFor();
        expect(await page.locator("[data-feed=done]").innerText()).toContain("1000 rows, 100 of them held out");
      }),
    LONG,
  );

  visiting(
    "a formula that is wrong is told where it was typed, and nothing is lost",
    () =>
      at(`#${short}&model=formula&readings=born`, async (page) => {
        const energy = await ended(page, "born");
        await page.getByLabel("H =").fill("-sum(Z(i)*Z(i+1)) - h*sum(Q(i))");
        await page.getByLabel("H =").blur();
        await page.waitForSelector("#formula-mistake");
        expect(await page.locator("#formula-mistake").innerText()).toMatch(/^formula.*Q/);
        expect(await shownEnergy(page, "born")).toBe(energy);
        await page.getByLabel("H =").fill("-sum(Z(i)*Z(i+1)) - h*sum(X(i))");
        await page.getByLabel("H =").blur();
        await page.waitForSelector("#formula-mistake", { state: "detached" });
        expect(await ended(page, "born")).toBe(energy);
        await page.getByLabel("Sites N").fill("1000");
        await page.getByLabel("Sites N").blur();
        expect(await page.locator("#mistake-sites").innerText()).toBe("Sites N: expected a whole number from 2 to 60, got 1000");
        await page.getByLabel("h, as a number").fill("");
        await page.getByLabel("h, as a number").blur();
        await page.getByText("h: expected a number, got nothing").waitFor();
        // Other settings, of which this one is the same: what was typed is over.
        await page.locator(".key.classical").click();
        await page.waitForSelector("#mistake-sites", { state: "detached" });
        expect(await page.getByLabel("Sites N").inputValue()).toBe("6");
        expect(await page.getByText("expected a number, got nothing").count()).toBe(0);
        expect(await page.getByLabel("h, as a number").inputValue()).toBe("1");
      }),
    LONG,
  );

  visiting(
    "a training waits where it is told to, and goes on",
    () =>
      at("#readings=born&sites=30&iterations=3000", async (page) => {
        await reads(page, "born", "−1");
        await page.getByRole("button", { name: "Pause" }).click();
        await page.locator("[data-row=born] [data-cell=verdict]", { hasText: "paused" }).waitFor();
        const row = page.locator("[data-row=born]");
        // The update that was under way may still come in.
        let updates = "";
        while ((await row.innerText()) !== updates) {
          updates = await row.innerText();
          await page.waitForTimeout(200);
        }
        await page.waitForTimeout(300);
        expect(await row.innerText()).toBe(updates);
        // Aimed elsewhere it waits too, and goes on from its weights: new ones have the energy -h.
        await slide(page, "h", "0.5");
        await row.filter({ hasText: "paused" }).filter({ hasNotText: "of 3000" }).waitFor();
        await page.waitForTimeout(300);
        expect(await row.innerText()).not.toContain("of 3000");
        await page.getByRole("button", { name: "Resume" }).click();
        await reads(page, "born", "−1.0");
        await page.getByRole("button", { name: "Pause" }).waitFor();
      }),
    LONG,
  );

  visiting(
    "what nobody trained is said to be so until something is trained; Back undoes, and a link to the present address begins again, the title at first sight",
    () =>
      at("#story=hidden", async (page) => {
        const [story, command, link] = [".story", "#command", "[href='#story=hidden']"].map((what) => page.locator(what));
        await ended(page, "born");
        await page.getByRole("button", { name: "Show the command" }).click();
        expect(await command.innerText()).toMatch(/^nqs evaluate ising-40-born\.safetensors\s+Copy\s+Nobody trained this network/);
        await page.getByRole("button", { name: "Restart" }).click();
        await command.filter({ hasText: "nqs run --model ising --field 1 --sites 40" }).waitFor();
        expect(await story.count()).toBe(0);
        await page.goBack();
        await ended(page, "born");
        expect(await story.innerText()).toContain("Nobody trained");
        // Training on from those weights leaves the address as it is.
        await page.getByRole("button", { name: /^Train on/ }).click();
        await story.waitFor({ state: "detached" });
        expect(new URL(page.url()).hash).toBe("#story=hidden");
        await link.click();
        await story.waitFor();
        await ended(page, "born");
        await page.getByRole("link", { name: "nqs lab" }).click();
        await page.waitForSelector("[data-row=classical]");
        expect(new URL(page.url()).hash).toBe("");
      }),
    LONG,
  );

  visiting(
    "a worker that dies is told, and training begins again where it is asked to",
    () =>
      at("#readings=born&sites=10&iterations=3000", async (page, seen) => {
        await reads(page, "born", "−1.");
        for (const worker of page.workers()) await worker.evaluate("void setTimeout(() => { throw new Error('killed'); })").catch(() => {});
        await page.waitForSelector("[data-row=born][data-status=stopped]");
        expect(await page.locator("[data-row=born] [data-cell=verdict]").innerText()).toContain("the worker was lost");
        await page.getByRole("button", { name: "Restart" }).click();
        await page.waitForSelector("[data-row=born][data-status=training]");
        seen.complaints.splice(0);
      }),
    LONG,
  );

  visiting(
    "without isolation, below a path, and without a network it gives the same digits",
    async () => {
      if (!browser) throw new Error("no browser");
      const { server: host, address } = await plainHost("/some/path/");
      const seen = await visit(browser, `${address}#${short}&readings=born`);
      const energy = await ended(seen.page, "born");
      expect(await seen.page.evaluate("crossOriginIsolated")).toBe(false);
      await seen.page.evaluate("navigator.serviceWorker.ready.then(() => {})");
      host.close();
      host.closeAllConnections();
      await seen.page.context().setOffline(true);
      await seen.page.getByRole("button", { name: "Restart" }).click();
      expect(await ended(seen.page, "born")).toBe(energy);
      // A formula is parsed by code that was not asked for until now, a reading that joins has a new worker, and the page can be opened again.
      await seen.page.getByLabel("Model").selectOption("formula");
      await seen.page.locator(".key.classical").click();
      expect(Math.abs((await ended(seen.page, "classical")) + 1)).toBeLessThan(NEAR);
      expect(await ended(seen.page, "born")).toBe(energy);
      await seen.page.reload();
      expect(await ended(seen.page, "born")).toBe(energy);
      expect(seen.complaints).toEqual([]);
      await seen.page.close();
      const network = { ansatz: rbm({ density: 1 }), optimizer: "sr", starts: 1, iterations: 60, seed: 1 } as const;
      const { final } = await outcomeOf(groundState({ hamiltonian: ising(chain(6), { field: 1 }), readout: "born", ...network }));
      expect(Math.abs(energy - (final?.energyPerSite.mean ?? 0))).toBeLessThan(SHOWN);
    },
    LONG,
  );

  visiting(
    "axe finds nothing, wide and on a phone, light and dark",
    async () => {
      const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
      const phone = { colorScheme: "dark", reducedMotion: "reduce", viewport: { width: 360, height: 740 } } as const;
      // What is in the page is the same on both, how it looks is not.
      for (const [options, rules] of [
        [{ colorScheme: "light" } as const, ""],
        [phone, '{ runOnly: ["color-contrast", "target-size", "scrollable-region-focusable"] }'],
      ] as const) {
        await at(
          "#story=bell&iterations=40",
          async (page) => {
            expect(await page.locator(".story").innerText()).toContain("measured along two directions");
            await ended(page, "classical");
            await page.getByRole("button", { name: "Show the command" }).click();
            await page.evaluate(axe);
            const findings = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(
              `axe.run(${rules}).then(({ violations }) => violations)`,
            );
            expect(findings.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
            expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
          },
          options,
        );
      }
    },
    LONG,
  );
});

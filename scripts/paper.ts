// Writes the copy of the report that is kept, docs/paper: `npm run paper` after a build. Names of statements behind it compute those alone, for a trial: `npm run paper -- switch`.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { RESULTS, readResult, sha256 } from "../src/cli/commands/paperReport.ts";
import { experiments } from "../src/experiments/index.ts";
import { paperPage } from "../src/report/paper/page.ts";

/** Of the page, in bytes. */
const MOST = 1_000_000;

const { positionals, values } = parseArgs({ allowPositionals: true, options: { into: { type: "string", default: "docs/paper" } } });
const names = positionals.length > 0 ? positionals : experiments.map(({ name }) => name);
const report = mkdtempSync(join(tmpdir(), "nqs-paper-"));
try {
  execFileSync(process.execPath, ["dist/cli/nqs.js", "paper", ...names, "--quick", "--report", report, "--json"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  // In the order of the argument, whatever the order of the names.
  const results = experiments
    .filter(({ name }) => names.includes(name))
    .map(({ name }) => readResult(readFileSync(join(report, `${name}.json`), "utf8")));
  const page = paperPage(results, { sha256, numbers: RESULTS });
  const size = Buffer.byteLength(page);
  if (size > MOST) throw new Error(`the page: expected at most ${MOST} bytes, got ${size}; draw fewer points`);
  mkdirSync(values.into, { recursive: true });
  writeFileSync(join(values.into, "index.html"), page);
  copyFileSync(join(report, RESULTS), join(values.into, RESULTS));
  process.stderr.write(`${join(values.into, "index.html")}: ${results.length} statements, ${size} bytes\n`);
} finally {
  rmSync(report, { recursive: true });
}

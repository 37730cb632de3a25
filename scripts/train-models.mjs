// Trains the networks of models/ again, each by the command on its card: node scripts/train-models.mjs [name …]
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const program = join(root, "dist/cli/nqs.js");

const commands = {
  "ising-40-h0.5": "run --model ising --sites 40 --field 0.5 --density 2",
  "ising-40-h1": "run --model ising --sites 40 --field 1 --density 2",
  "ising-40-h2": "run --model ising --sites 40 --field 2 --density 2",
  "ising-80-h1": "run --model ising --sites 80 --field 1 --density 2",
  "heisenberg-40": "run --model heisenberg --sites 40 --density 2",
  "heisenberg-80": "run --model heisenberg --sites 80 --density 2",
  "heisenberg-6x6": "run --model heisenberg --lattice square --size 6x6 --density 2",
  "j1j2-20": "run --model j1j2 --sites 20 --j2 0.5 --density 4",
  "dm-12": "run --model dm --sites 12 --density 4",
};

const wanted = process.argv.slice(2);
for (const [name, command] of Object.entries(commands)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const scratch = mkdtempSync(join(tmpdir(), "nqs-models-"));
  try {
    const run = join(scratch, name);
    execFileSync(process.execPath, [program, ...command.split(" "), "--out", run, "--json"], { stdio: ["ignore", "ignore", "inherit"] });
    const result = JSON.parse(readFileSync(join(run, "result.json"), "utf8"));
    if (!["iterations", "converged"].includes(result.stopped.reason)) throw new Error(`${name}: ${result.stopped.reason}`);
    const { energy, energyPerSite, exact, relativeError, variance, vScore, splitRhat, hiddenModes, parameters, seed, seconds, version } =
      result;
    const card = {
      name,
      command: `nqs ${command}`,
      exact,
      energy,
      energyPerSite,
      relativeError,
      variance,
      vScore,
      splitRhat,
      hiddenModes,
      parameters,
      seed,
      seconds,
      version,
    };
    copyFileSync(join(run, "weights.safetensors"), join(root, "models", `${name}.safetensors`));
    writeFileSync(join(root, "models", `${name}.json`), `${JSON.stringify(card, null, 2)}\n`);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  amplitudes,
  chain,
  encodeNetwork,
  heisenberg,
  ising,
  loadModel,
  networkProblem,
  parameterTensors,
  type TrainedNetwork,
} from "../../src/index.ts";
import { batchOf, machines, networkOf, randomParameters } from "../engine.ts";

const page = readFileSync("docs/formats.md", "utf8");
const [, program] = /^```python\n(.*?)^```/ms.exec(page) ?? [];

/** Another one may be named, where numpy and safetensors are not those of the system's. */
const python = process.env["NQS_PYTHON"] ?? "python3";
const found = (() => {
  try {
    execFileSync(python, ["-c", "import numpy, safetensors"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();
if (!found)
  console.warn(
    `SKIPPED: the Python lines of docs/formats.md were NOT run: ${python} has no numpy and safetensors (name one that has by NQS_PYTHON)`,
  );

const folder = mkdtempSync(join(tmpdir(), "nqs-formats-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Of the logarithm; Python and the kernels add in different orders. */
const ROUNDING = 1e-9;

async function expectAgreement(network: TrainedNetwork, sites: number): Promise<void> {
  writeFileSync(join(folder, "weights.safetensors"), encodeNetwork(network));
  const [re, im] = execFileSync(python, ["-c", program], { cwd: folder, encoding: "utf8" }).trim().split(" ").map(Number);
  const engine = await networkOf(network.ansatz, chain(sites), network.parameters);
  const { logs } = batchOf(engine, [Array.from({ length: sites }, (_, i) => (i % 2 === 0 ? 1 : -1))]);
  expect(Math.abs(re - logs[0][0])).toBeLessThan(ROUNDING);
  const turns = (im - logs[0][1]) / (2 * Math.PI);
  expect(Math.abs(turns - Math.round(turns))).toBeLessThan(ROUNDING);
}

describe("docs/formats.md", () => {
  test("has ten lines of Python", () => {
    expect(program.trim().split("\n")).toHaveLength(10);
  });

  const hamiltonian = ising(chain(6), { field: 1 });
  const whereFound = test.runIf(found);
  whereFound.each(machines(2))("the lines give ln f as the kernels do: %s", async (_, ansatz) => {
    const parameters = randomParameters(ansatz, hamiltonian.lattice, 0.5, 11);
    await expectAgreement({ ansatz, parameters, problem: networkProblem(hamiltonian) }, 6);
  });

  whereFound.each([
    ["heisenberg-40", 40],
    ["dm-12", 12],
  ])("and of the model %s", async (name, sites) => {
    await expectAgreement((await loadModel(name)).network, sites);
  });

  whereFound("a network that the lines do not know is refused", async () => {
    await expect(loadModel("heisenberg-6x6").then(({ network }) => expectAgreement(network, 36))).rejects.toThrow("AssertionError");
  });

  test("the number of the page is that of the library", async () => {
    const { network } = await loadModel("heisenberg-40");
    const neel = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    const [{ logarithm }] = await amplitudes(network, [neel]);
    expect(page).toContain(`${logarithm.re.toFixed(10)} ${logarithm.im.toFixed(10)}`);
  });

  test("names every tensor that a network has, and every key of the metadata", () => {
    const settled = { symmetric: false, pointGroup: false, parity: "none", biases: true, deviation: 1 } as const;
    const tensors = [
      { name: "rbm", density: 1, real: false, ...settled } as const,
      { name: "mlp", widths: [2], activation: "tanh", ...settled } as const,
      { name: "jastrow", ...settled } as const,
      { name: "product", ...settled } as const,
    ].flatMap((ansatz) => parameterTensors(ansatz, chain(4)).map(({ name }) => name.replace(/_\d$/, "_l")));
    for (const name of tensors) expect(page).toContain(`\`${name}\``);
    const ring = heisenberg(chain(4));
    const [, ansatz] = machines()[0];
    const network = { ansatz, parameters: randomParameters(ansatz, ring.lattice, 0.1, 1), problem: networkProblem(ring) };
    const card = { hamiltonian: ring, readout: "born", seed: 1, energy: { mean: -1, error: 0.1 } };
    const text = new TextDecoder().decode(encodeNetwork(network, card));
    const keys = [...text.matchAll(/"([a-z]\w*(?:\.\w+)*)":"/gi)].map(([, key]) => key);
    expect(keys.length).toBeGreaterThan(15);
    for (const key of keys.filter((each) => !each.startsWith("problem.") && each !== "dtype")) {
      const short = key.replace(/^.*\./, ".");
      expect(page.includes(`\`${key}\``) || page.includes(`\`${short}\``), key).toBe(true);
    }
    for (const key of keys.filter((each) => each.startsWith("problem.") && !each.endsWith("coupling"))) {
      expect(page).toContain(`\`${key.slice("problem.".length)}\``);
    }
  });
});

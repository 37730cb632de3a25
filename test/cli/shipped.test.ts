import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ProblemSettings } from "../../src/cli/settings/schema.ts";
import { flagOf } from "../../src/cli/settings/settings.ts";
import { overrideOf, readStored } from "../../src/cli/settings/stored.ts";
import { inFrame, type Measurement, measure } from "../../src/index.ts";
import { expectation, stateOf } from "../states.ts";
import { last } from "../vmc/runs.ts";

// Every network of models/, asked for what it was not trained on: right within five errors, or refused in one line.

const SIGMAS = 5;
const SAMPLES = { samples: 1024, chains: 32, seed: 4 };

const names = readdirSync("models").flatMap((file) => (file.endsWith(".safetensors") ? [file.replace(".safetensors", "")] : []));
const pathOf = (name: string) => `models/${name}.safetensors`;
const read = (name: string, settings: ProblemSettings) => readStored(pathOf(name), overrideOf(settings, flagOf));

async function asked(name: string, settings: ProblemSettings): Promise<Measurement> {
  const stored = await read(name, settings);
  return last(measure({ hamiltonian: stored.asked.hamiltonian, network: stored.network, ...SAMPLES }));
}

const refusal = (name: string, settings: ProblemSettings) =>
  asked(name, settings).then(
    ({ energy }) => `nothing: ${energy.mean}`,
    (error: Error) => error.message,
  );

/** Energy of the Ising ring per site by free fermions, -(1/N) Σ_k √(J² + h² - 2 J h cos k), k = π (2 n + 1) / N (Pfeuty 1970). */
function isingEnergy(size: number, coupling: number, field: number): number {
  const momenta = Array.from({ length: size }, (_, n) => (Math.PI * (2 * n + 1)) / size);
  return -momenta.reduce((sum, k) => sum + Math.hypot(coupling - field * Math.cos(k), field * Math.sin(k)), 0) / size;
}

/** What is known of the state of a network without measuring: mean of ZZ and, where it has one, of X. */
function known(name: string): { zz: number; x: number | null; size: number } {
  const [model, sites, last] = name.split("-");
  if (model === "ising") {
    // <ZZ> and <X> are the derivatives of -E by J and h.
    const [size, field, step] = [Number(sites), Number(last.slice(1)), 1e-5];
    const derivative = (of: (change: number) => number) => -(of(step) - of(-step)) / (2 * step);
    return { size, zz: derivative((d) => isingEnergy(size, 1 + d, field)), x: derivative((d) => isingEnergy(size, 1, field + d)) };
  }
  // By the symmetry of the total spin a third of the energy of a bond; of dimers every second bond.
  if (model === "j1j2") return { size: 20, zz: -0.5, x: null };
  const card = JSON.parse(readFileSync(`models/${name}.json`, "utf8"));
  const bonds = sites === "6x6" ? 2 : 1;
  return { size: sites === "6x6" ? 36 : Number(sites), zz: card.energyPerSite.mean / (3 * bonds), x: null };
}

const within = ({ energy }: Measurement, value: number) => {
  expect(energy.error).toBeLessThan(0.1 * Math.max(1, Math.abs(value)));
  expect(Math.abs(energy.mean - value)).toBeLessThan(SIGMAS * energy.error);
};

describe.each(names)("%s", (name) => {
  const conserving = !name.startsWith("ising");

  test("ZZ, X and another Hamiltonian are those of its state, or refused", async () => {
    // Judged below.
    if (name === "dm-12") return;
    const { zz, x, size } = known(name);
    // The dimers may lie on either half of the bonds, so all of them are asked.
    const pair = await asked(name, { hamiltonian: name === "j1j2-20" ? "sum(Z(i)*Z(i+1))/20" : "Z(0)*Z(1)" });
    within(pair, zz);
    expect(pair.sameProblem).toBe(false);
    if (x !== null) {
      within(await asked(name, { hamiltonian: "X(0)" }), x);
      within(await asked(name, { field: 3 }), -size * (zz + 3 * x));
      return;
    }
    const bonds = name.endsWith("6x6") ? 2 * size : size;
    within(await asked(name, { model: "xxz", anisotropy: 0.5 }), 2.5 * zz * bonds);
  });

  test("another size, rotation or sector is refused", async () => {
    const size = name.endsWith("6x6") ? { size: "4x4" } : { sites: 18 };
    expect(await refusal(name, size)).toMatch(/^--si[tz]es?: expected \d+ sites, as the network has, got 1[68]$/);
    const rotate = conserving ? "none" : "marshall";
    expect(await refusal(name, { rotate })).toMatch(
      new RegExp(`^--rotate: expected the basis of the network in .*, got "${rotate}"; leave it out$`),
    );
    expect(await refusal(name, { rotate, hamiltonian: "Z(0)*Z(1)" })).toMatch(/^--rotate: expected the basis/);
    expect(await refusal(name, { magnetisation: 2 })).toMatch(
      /^--magnetisation: expected (0|none), as the network has.*, got 2; leave it out$/,
    );
    if (!conserving) return;
    for (const settings of [{ hamiltonian: "X(0)" }, { model: "ising", field: 1 }] as ProblemSettings[]) {
      expect(await refusal(name, settings)).toMatch(
        /^measure\.hamiltonian: expected an operator that conserves Σ Z, as the network was trained at/,
      );
    }
  });
});

test("dm-12: operators against the sum over all configurations", async () => {
  const { network, trainedOn } = await read("dm-12", {});
  const { frame, magnetisation } = network.problem;
  const psi = stateOf(network, trainedOn.hamiltonian.lattice, frame, magnetisation);
  for (const settings of [
    {},
    { hamiltonian: "Z(0)*Z(1)" },
    { hamiltonian: "X(2)*Y(3) - Y(2)*X(3)" },
    { model: "heisenberg" },
    { d: -0.5 },
    { boundary: "open" },
  ] as ProblemSettings[]) {
    const operator = (await read("dm-12", settings)).asked.hamiltonian;
    const { energy } = await asked("dm-12", settings);
    const exact = expectation(inFrame(operator, { axes: "XYZ", turned: [] }), psi);
    expect(Math.abs(energy.mean - exact), JSON.stringify(settings)).toBeLessThan(SIGMAS * energy.error);
  }
});

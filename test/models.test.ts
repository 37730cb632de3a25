import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { loadModel, measure, outcomeOf } from "../src/index.ts";

/**
 * Ground state per site without this project: free fermions for the Ising rings, Bethe ansatz for Heisenberg, exact diagonalisation (VarBench) for
 * the square, products of dimers for J1-J2 at J2 = 1/2 (Majumdar & Ghosh 1969); for the ring with DM terms Lanczos, which
 * test/exact holds against other codes.
 */
const EXACT: Readonly<Record<string, number>> = {
  "ising-40-h0.5": -42.54177639893467 / 40,
  "ising-40-h1": -50.94267411425692 / 40,
  "ising-40-h2": -85.08355279786934 / 40,
  "heisenberg-40": -1.7746522788333214,
  "ising-80-h1": -2 / Math.sin(Math.PI / 160) / 80,
  "heisenberg-80": -1.7731038074860652,
  "heisenberg-6x6": -97.7575895972357 / 36,
  "j1j2-20": -1.5,
  "dm-12": -1.9358735270619398,
};
/** What every network in the folder has to reach. */
const RELATIVE_ERROR = 5e-5;
/** In two dimensions, and where neighbours compete, networks of this size stop earlier. */
const HARD: Readonly<Record<string, number>> = { "heisenberg-6x6": 2e-3, "j1j2-20": 5e-4 };

const names = readdirSync("models")
  .filter((file) => file.endsWith(".safetensors"))
  .map((file) => file.replace(".safetensors", ""));

test("every network has a card and a judge", () => {
  expect(names.sort()).toEqual(Object.keys(EXACT).sort());
});

test.each(names)("%s: measured again with another seed it gives the energy of its card", async (name) => {
  const { network, hamiltonian, card } = await loadModel(name);
  const samples = name in HARD ? 4096 : 16384;
  const { energyPerSite } = await outcomeOf(measure({ network, hamiltonian, samples, seed: 99 }));
  const { mean, error } = energyPerSite;
  expect(Math.abs(mean - card.energyPerSite.mean)).toBeLessThan(5 * (error + card.energyPerSite.error));
  if (card.exact !== null) expect(card.exact.energyPerSite).toBeCloseTo(EXACT[name], 9);
  expect(card.hiddenModes?.found).toBe(0);
  expect(Math.abs(mean / EXACT[name] - 1)).toBeLessThan((HARD[name] ?? RELATIVE_ERROR) + (5 * error) / Math.abs(EXACT[name]));
});

import { readFileSync } from "node:fs";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { exactGroundEnergy } from "../../src/exact/exactEnergy.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { expression } from "../../src/hamiltonian/text/expression.ts";
import { parsePauliSum } from "../../src/hamiltonian/text/pauliText.ts";
import { chain } from "../../src/lattice/chain.ts";
import { edges } from "../../src/lattice/edges.ts";
import type { Bond } from "../../src/lattice/lattice.ts";
import { denseSpectrum } from "../exact/judges.ts";

// Hamiltonians as people have them, against the energies published for them.

/** Both diagonalisations work to rounding, times the norm of H. */
const ROUNDING = 1e-9;

async function groundEnergy(text: string): Promise<number> {
  const hamiltonian = await expression(chain(parsePauliSum(text).size), text);
  const energy = exactGroundEnergy(hamiltonian)?.energy ?? Number.NaN;
  expect(Math.abs(energy - denseSpectrum(hamiltonian)[0])).toBeLessThan(ROUNDING);
  return energy;
}

test("hydrogen, four qubits: -1.857275030202 hartree without the nuclei (Qiskit Nature, 0.735 Å, STO-3G)", async () => {
  expect(await groundEnergy(readFileSync("examples/h2.txt", "utf8"))).toBeCloseTo(-1.857275030202, 10);
});

/** 1.45 Å, STO-3G, three spatial orbitals of which the lowest is filled; from the tutorial of OpenFermion, which prints the energy too. */
const LITHIUM_HYDRIDE = `
  -7.49894690201071 [] +
  -0.0029329964409502266 [X0 X1 Y2 Y3] +
  0.0029329964409502266 [X0 Y1 Y2 X3] +
  0.01291078027311749 [X0 Z1 X2] +
  -0.0013743761078958677 [X0 Z1 X2 Z3] +
  0.011536413200774975 [X0 X2] +
  0.0029329964409502266 [Y0 X1 X2 Y3] +
  -0.0029329964409502266 [Y0 Y1 X2 X3] +
  0.01291078027311749 [Y0 Z1 Y2] +
  -0.0013743761078958677 [Y0 Z1 Y2 Z3] +
  0.011536413200774975 [Y0 Y2] +
  0.16199475388004184 [Z0] +
  0.011536413200774975 [Z0 X1 Z2 X3] +
  0.011536413200774975 [Z0 Y1 Z2 Y3] +
  0.12444770133137588 [Z0 Z1] +
  0.054130445793298836 [Z0 Z2] +
  0.05706344223424907 [Z0 Z3] +
  0.012910780273117487 [X1 Z2 X3] +
  -0.0013743761078958677 [X1 X3] +
  0.012910780273117487 [Y1 Z2 Y3] +
  -0.0013743761078958677 [Y1 Y3] +
  0.16199475388004186 [Z1] +
  0.05706344223424907 [Z1 Z2] +
  0.054130445793298836 [Z1 Z3] +
  -0.013243698330265966 [Z2] +
  0.08479609543670981 [Z2 Z3] +
  -0.013243698330265952 [Z3]`;

test("lithium hydride, four qubits: -7.862773163 hartree (OpenFermion)", async () => {
  expect(await groundEnergy(LITHIUM_HYDRIDE)).toBeCloseTo(-7.862773163, 8);
});

/** Dumitrescu et al., Phys. Rev. Lett. 120, 210501 (2018), in MeV: H_2 and H_3, with -1.749 and -2.046. */
const DEUTERON_2 = "5.906709 + 0.218291 Z0 - 6.125 Z1 - 2.143304 X0 X1 - 2.143304 Y0 Y1";
const DEUTERON_3 = `${DEUTERON_2} + 9.625 - 9.625 Z2 - 3.913119 X1 X2 - 3.913119 Y1 Y2`;

test("the deuteron: the lower root of its 2 × 2 block, and -2.04567 with a third site", async () => {
  expect(await groundEnergy(DEUTERON_2)).toBeCloseTo(5.906709 - Math.hypot(0.218291 + 6.125, 2 * 2.143304), 9);
  expect(await groundEnergy(DEUTERON_3)).toBeCloseTo(-2.04567, 5);
});

test("a Rydberg chain of 9 atoms in its ordered phase: -6.654982", async () => {
  const text = "Om/2*sum(X(i)) - de/2*sum(1-Z(i)) + V/4*sum(sum((1-Z(a))*(1-Z(b))/(b-a)^6, b, a+1, N-1), a, 0, N-2)";
  const hamiltonian = await expression(chain(9, "open"), text, { parameters: { Om: 1, de: 1.1, V: 3 } });
  const energy = exactGroundEnergy(hamiltonian)?.energy ?? Number.NaN;
  expect(energy).toBeCloseTo(-6.654982, 6);
  expect(Math.abs(energy - denseSpectrum(hamiltonian)[0])).toBeLessThan(ROUNDING);
}, 20_000);

/** Two by two cells of three sites each, two triangles a cell. */
function kagomeTorus(): Bond[] {
  const at = (x: number, y: number, site: number) => 3 * (((x + 2) % 2) + 2 * ((y + 2) % 2)) + site;
  return [0, 1].flatMap((y) =>
    [0, 1].flatMap((x): Bond[] => [
      [at(x, y, 0), at(x, y, 1)],
      [at(x, y, 1), at(x, y, 2)],
      [at(x, y, 2), at(x, y, 0)],
      [at(x, y, 1), at(x + 1, y, 0)],
      [at(x, y, 2), at(x, y + 1, 0)],
      [at(x, y, 1), at(x + 1, y - 1, 2)],
    ]),
  );
}

test("Heisenberg on the kagome torus of 12 sites: -0.453740 per site in spins 1/2 (Leung & Elser, Phys. Rev. B 47, 5459 (1993))", () => {
  const energy = exactGroundEnergy(heisenberg(edges(12, kagomeTorus())))?.energyPerSite ?? Number.NaN;
  expect(energy / 4).toBeCloseTo(-0.45374, 5);
});

describe("the Kitaev honeycomb torus of 12 sites", () => {
  /** Three by two cells: black site 2c joined to white sites 2c' + 1 by XX, YY and ZZ. */
  const cell = (x: number, y: number) => ((x + 3) % 3) + 3 * ((y + 2) % 2);
  const links = [0, 1].flatMap((y) =>
    [0, 1, 2].flatMap((x) => [
      { kind: "Z", black: cell(x, y), white: cell(x, y) },
      { kind: "X", black: cell(x, y), white: cell(x - 1, y) },
      { kind: "Y", black: cell(x, y), white: cell(x, y - 1) },
    ]),
  );

  /** Kitaev, Ann. Phys. 321, 2 (2006): for signs u of the links E = -Σ σ, σ the singular values of u; which states have the right parity is left open. */
  function levels(): number[] {
    const joined = new Set([0]);
    const tree = new Set<number>();
    const ends = ({ black, white }: (typeof links)[number]) => [2 * black, 2 * white + 1];
    for (let grown = true; grown; ) {
      const next = links.findIndex((link) => ends(link).filter((site) => joined.has(site)).length === 1);
      grown = next >= 0;
      if (!grown) break;
      tree.add(next);
      for (const site of ends(links[next])) joined.add(site);
    }
    const free = links.map((_, k) => k).filter((k) => !tree.has(k));
    return Array.from({ length: 2 ** free.length }, (_, signs) => {
      const matrix = Matrix.zeros(6, 6);
      for (const [k, { black, white }] of links.entries()) {
        const place = free.indexOf(k);
        const sign = place >= 0 && (signs >> place) & 1 ? -1 : 1;
        matrix.set(black, white, matrix.get(black, white) + sign);
      }
      const values = new SingularValueDecomposition(matrix).diagonal;
      const lowest = -values.reduce((total, value) => total + value, 0);
      return [lowest, lowest + 2 * Math.min(...values)];
    }).flat();
  }

  test("its ground energy is a level of free Majorana fermions, one of the two lowest of their sector", async () => {
    const text = links.map(({ kind, black, white }) => `1 ${kind}${2 * black}${kind}${2 * white + 1}`).join("\n");
    const energy = exactGroundEnergy(await expression(chain(12), text))?.energy ?? Number.NaN;
    const found = levels();
    expect(Math.min(...found.map((level) => Math.abs(level - energy)))).toBeLessThan(ROUNDING);
    expect(energy).toBeGreaterThanOrEqual(Math.min(...found) - ROUNDING);
    // The second level of a sector is physical where the first is not.
    const sure = Math.min(...found.filter((_, k) => k % 2 === 1));
    expect(energy).toBeLessThanOrEqual(sure + ROUNDING);
  });
});

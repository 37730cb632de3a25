import { describe, expect, test } from "vitest";
import {
  bestProductState,
  chain,
  chooseFrame,
  cluster,
  conservedQuantities,
  dm,
  edges,
  exactGroundEnergy,
  exactGroundState,
  expression,
  fingerprintOf,
  frameText,
  groundSector,
  type Hamiltonian,
  hamiltonianText,
  heisenberg,
  InputError,
  inFrame,
  inMagnetisation,
  ising,
  isStoquastic,
  j1j2,
  jastrow,
  ladder,
  minimumOfDiagonal,
  mlp,
  parsePauliSum,
  pauli,
  product,
  rbm,
  rotateMarshall,
  rotateSigns,
  square,
  sum,
  unrotated,
  xxz,
  xyz,
} from "../../src/index.ts";

/** Digits to which diagonalisation and closed forms agree. */
const DIGITS = 9;
const bond = chain(2);

describe("lattices", () => {
  test("have the sites and bonds that their shapes have", () => {
    expect([chain(5).bonds.length, chain(5, "open").bonds.length]).toEqual([5, 4]);
    expect([square(3, 4).size, square(3, 4).bonds.length]).toEqual([12, 24]);
    expect([ladder(4).size, ladder(4).bonds.length]).toEqual([8, 12]);
    expect(
      edges(3, [
        [0, 1],
        [2, 1],
      ]).sublattices,
    ).toEqual([0, 1, 0]);
    expect(() => chain(0)).toThrow(InputError);
  });
});

describe("models have the ground energies that are known in closed form", () => {
  test.each([
    ["ising, free fermions", ising(chain(20), { field: 1 }), -25.49098968636475],
    ["heisenberg, four spins", heisenberg(chain(4)), -8],
    ["xxz, the singlet of a bond, -2 - Δ", xxz(bond, { anisotropy: 2 }), -4],
    ["xyz, the singlet of a bond, -Jx - Jy - Jz", xyz(bond, { jx: 0.5, jy: 1, jz: 2 }), -3.5],
    ["dm, a bond, -1 - 2√(1 + D²)", dm(bond, { d: 0.75 }), -3.5],
    ["cluster, -N", cluster(chain(6)), -6],
    ["j1j2 at J2 = J1/2, -3/2 N", j1j2(chain(8), { j2: 0.5 }), -12],
  ] as [string, Hamiltonian, number][])("%s", (_, hamiltonian, energy) => {
    expect(exactGroundEnergy(hamiltonian)?.energy).toBeCloseTo(energy, DIGITS);
    if (hamiltonian.lattice.size <= 8) expect(exactGroundState(hamiltonian).energy).toBeCloseTo(energy, DIGITS);
  });

  test("bounds from above: the best product state and the best single configuration", () => {
    const hamiltonian = ising(chain(6), { field: 1 });
    expect(bestProductState(hamiltonian).energyPerSite).toBeCloseTo(-1.25, DIGITS);
    expect(minimumOfDiagonal(hamiltonian)).toBe(-6);
  });
});

describe("operators of one's own", () => {
  test("a formula, a sum of strings and text are the same operator", async () => {
    const model = ising(chain(3), { field: 0.5 });
    const formula = await expression(chain(3), "-sum(Z(i)*Z(i+1)) - h*sum(X(i))", { parameters: { h: 0.5 } });
    const strings = sum("mine", chain(3), [
      ...model.lattice.bonds.map(([i, j]) => pauli(-1, { [i]: "Z", [j]: "Z" })),
      ...model.lattice.sites.map((i) => pauli(-0.5, { [i]: "X" })),
    ]);
    const read = sum("read", chain(3), parsePauliSum(hamiltonianText(model)).strings);
    for (const same of [formula, strings, read]) expect(fingerprintOf(same)).toBe(fingerprintOf(model));
    expect(fingerprintOf(ising(chain(3), { field: 0.6 }))).not.toBe(fingerprintOf(model));
    expect(parsePauliSum("0.5 Z0 Z1 - 2 X3")).toMatchObject({ size: 4, strings: [{}, { coefficient: [-2, 0], factors: [[3, "X"]] }] });
  });

  test("say what they conserve, and where their ground state is sought", () => {
    const ring = heisenberg(chain(4));
    expect(conservedQuantities(ring)).toEqual(["total spin", "Π X (spin flip)", "Π Z", "translations"]);
    expect(groundSector(ring)).toEqual({ magnetisation: 0 });
    expect(groundSector(ising(chain(4), { field: 1 }))).toEqual({ magnetisation: null });
    // Of four spins at Σ s_i = 2 the lowest has one spin down, with momentum π: E = N - 8.
    expect(exactGroundEnergy(inMagnetisation(ring, 2))?.energy).toBeCloseTo(-4, DIGITS);
    expect(() => inMagnetisation(ising(chain(4), { field: 1 }), 2)).toThrow(InputError);
  });
});

describe("bases", () => {
  const ring = heisenberg(chain(4));
  test("one sublattice turned makes the Heisenberg ring free of signs", () => {
    expect(isStoquastic(ring)).toBe(false);
    const { frame, positivePart } = chooseFrame(ring);
    expect([frame, positivePart]).toEqual([{ axes: "XYZ", turned: [1, 3] }, 0]);
    for (const turned of [rotateMarshall(ring), rotateSigns(ring), inFrame(ring, frame)]) {
      expect(isStoquastic(turned)).toBe(true);
      expect(turned.frame).toEqual(frame);
      expect(hamiltonianText(unrotated(turned))).toBe(hamiltonianText(ring));
      expect(fingerprintOf(turned)).toBe(fingerprintOf(ring));
    }
    expect(frameText(frame, ring.lattice.sublattices, 4)).toBe("rotated by π about Z on one sublattice (Marshall)");
  });
});

describe("options by another name, as plain JavaScript may have them, are refused", () => {
  const ring = chain(6);
  const cases: readonly (readonly [string, (...given: never[]) => unknown, readonly unknown[], RegExp])[] = [
    [
      "ising",
      ising,
      [ring, { feild: 1 }],
      /^ising: unknown option "feild"; known: field, coupling, longitudinalField\. Did you mean "field"\?$/,
    ],
    ["ising without any", ising, [ring], /^ising: expected options { field, coupling, … }, got undefined$/],
    ["heisenberg", heisenberg, [ring, { j: 1 }], /^heisenberg: unknown option "j"; known: coupling\.$/],
    ["xxz", xxz, [ring, { anisotropy: 1, delta: 2 }], /^xxz: unknown option "delta"/],
    ["j1j2", j1j2, [ring, { j3: 1 }], /^j1j2: unknown option "j3"/],
    ["xyz", xyz, [ring, { jx: 1, jy: 1, jz: 1, h: 1 }], /^xyz: unknown option "h"/],
    ["dm", dm, [ring, { D: 1 }], /^dm: unknown option "D"; known: d, coupling\. Did you mean "d"\?$/],
    ["cluster", cluster, [ring, { k: 1 }], /^cluster: unknown option "k"/],
    ["rbm", rbm, [{ alpha: 2 }], /^rbm: unknown option "alpha"; known: density, .*, deviation\.$/],
    ["mlp", mlp, [{ width: [8] }], /^mlp: unknown option "width"; .* Did you mean "widths"\?$/],
    ["jastrow", jastrow, [{ density: 2 }], /^jastrow: unknown option "density"/],
    ["product", product, [{ bias: true }], /^product: unknown option "bias"; .* Did you mean "biases"\?$/],
  ];
  test.each(cases)("%s", (_, make, given, message) => {
    expect(() => make(...(given as never[]))).toThrow(message);
    expect(() => make(...(given as never[]))).toThrow(InputError);
  });
});

import { describe, expect, test } from "vitest";
import { denseMatrix } from "../../src/exact/enumerate.ts";
import { exactGroundState } from "../../src/exact/groundState.ts";
import { chooseFrame, rotateSigns } from "../../src/hamiltonian/chooseFrame.ts";
import { fingerprintOf } from "../../src/hamiltonian/fingerprint.ts";
import { axesNames, type Frame, frameText, ownFrame } from "../../src/hamiltonian/frame.ts";
import { type Hamiltonian, sum } from "../../src/hamiltonian/hamiltonian.ts";
import { type Pauli, pauli } from "../../src/hamiltonian/pauli.ts";
import { heisenberg } from "../../src/hamiltonian/presets/heisenberg.ts";
import { ising } from "../../src/hamiltonian/presets/ising.ts";
import { j1j2 } from "../../src/hamiltonian/presets/j1j2.ts";
import { xyz } from "../../src/hamiltonian/presets/xyz.ts";
import { inFrame, unrotated } from "../../src/hamiltonian/rotate.ts";
import { isStoquastic } from "../../src/hamiltonian/signs.ts";
import { chain } from "../../src/lattice/chain.ts";
import { square } from "../../src/lattice/square.ts";
import { testStream } from "../engine.ts";
import { denseSpectrum } from "../exact/judges.ts";

const ROUNDING = 1e-10;

/** Strings of up to four sites with all kinds of matrices. */
function randomHamiltonian(seed: number, size = 5, strings = 14): Hamiltonian {
  const stream = testStream(seed);
  const below = (n: number) => Math.floor(stream.uniform() * n);
  const lattice = chain(size, "open");
  return sum(
    "expression",
    lattice,
    Array.from({ length: strings }, () => {
      const factors = Object.fromEntries(Array.from({ length: 1 + below(4) }, () => [below(size), "XYZ"[below(3)] as Pauli]));
      return pauli(2 * stream.uniform() - 1, factors);
    }),
  );
}

function randomFrame(seed: number, size = 5): Frame {
  const stream = testStream(1000 + seed);
  const turned = Array.from({ length: size }, (_, i) => i).filter(() => stream.uniform() < 0.5);
  return { axes: axesNames[seed % 6], turned };
}

describe("a frame", () => {
  test.each(Array.from({ length: 12 }, (_, seed) => seed))("%i keeps the spectrum, undoes itself, and leads to any other", (seed) => {
    const own = randomHamiltonian(seed);
    const turned = inFrame(own, randomFrame(seed));
    const [before, after] = [denseSpectrum(own), denseSpectrum(turned)];
    for (const [k, value] of before.entries()) expect(Math.abs(value - after[k])).toBeLessThan(ROUNDING);
    expect(unrotated(turned).strings).toEqual(own.strings);
    const other = randomFrame(seed + 7);
    expect(inFrame(turned, other).strings).toEqual(inFrame(own, other).strings);
    expect(fingerprintOf(turned)).toBe(fingerprintOf(own));
  });

  test.each(axesNames)("%s rotates observables along: a ground state has the same <X> and <ZZ> in any basis", (axes) => {
    for (const seed of [1, 2, 3]) {
      const own = sum("expression", chain(4, "open"), randomHamiltonian(seed, 4).strings);
      const { observables, energy } = exactGroundState(own);
      const turned = exactGroundState(inFrame(own, { axes, turned: [0, 3] }));
      expect(Math.abs(turned.energy - energy)).toBeLessThan(ROUNDING);
      expect(Math.abs(turned.observables.x - observables.x)).toBeLessThan(1e-6);
      expect(Math.abs(turned.observables.zz - observables.zz)).toBeLessThan(1e-6);
    }
  });

  test("is told in words", () => {
    expect(frameText(ownFrame, null, 4)).toBeNull();
    expect(frameText({ axes: "XYZ", turned: [0, 1, 2, 3] }, null, 4)).toBe("rotated by π about Z on every site");
    expect(frameText({ axes: "XYZ", turned: [1, 3] }, [0, 1, 0, 1], 4)).toBe("rotated by π about Z on one sublattice (Marshall)");
    expect(frameText({ axes: "ZYX", turned: [2] }, null, 4)).toBe(
      "axes rotated (X → Z, Y → -Y, Z → X), then rotated by π about Z on site 2",
    );
  });
});

/** Σ of the positive real parts off the diagonal of the matrix itself. */
function positiveElements(hamiltonian: Hamiltonian): number {
  const { dimension, real } = denseMatrix(hamiltonian);
  let total = 0;
  for (let row = 0; row < dimension; row++) {
    for (let column = 0; column < dimension; column++) if (row !== column) total += Math.max(0, real[row * dimension + column]);
  }
  return total;
}

describe("the frame that is chosen", () => {
  test("keeps what is positive already as it is", () => {
    for (const hamiltonian of [ising(chain(6), { field: 1 }), heisenberg(chain(6), { coupling: -1 })]) {
      expect(chooseFrame(hamiltonian)).toEqual({ frame: ownFrame, positivePart: 0 });
    }
  });

  test("is Marshall's on an antiferromagnet, and a rotation of all spins in a negative field", () => {
    expect(chooseFrame(heisenberg(chain(8))).frame).toEqual({ axes: "XYZ", turned: [1, 3, 5, 7] });
    expect(chooseFrame(heisenberg(square(4, 4))).positivePart).toBe(0);
    expect(chooseFrame(ising(chain(5), { field: -2 })).frame.turned).toEqual([0, 1, 2, 3, 4]);
  });

  test("permutes the axes where nothing else helps, and only where it may", () => {
    const hamiltonian = xyz(chain(6), { jx: -0.44, jy: -0.57, jz: -1 });
    const { frame, positivePart } = chooseFrame(hamiltonian);
    expect([frame.axes === "XYZ", positivePart]).toEqual([false, 0]);
    expect(isStoquastic(inFrame(hamiltonian, frame))).toBe(true);
    expect(chooseFrame(hamiltonian, { axes: false }).frame.axes).toBe("XYZ");
  });

  test("finds any rotation about Z that was hidden in a Hamiltonian without signs", () => {
    for (let seed = 0; seed < 20; seed++) {
      const stream = testStream(seed);
      const lattice = chain(7);
      const fields = lattice.sites.map((i) => pauli(-stream.uniform(), { [i]: "X", [(i + 2) % 7]: "X", [(i + 3) % 7]: "Z" }));
      const strings = [...ising(lattice, { field: stream.uniform() }).strings, ...fields.filter(() => stream.uniform() < 0.5)];
      const plain = sum("expression", lattice, strings);
      const hidden = unrotated({
        ...inFrame(plain, { axes: "XYZ", turned: lattice.sites.filter(() => stream.uniform() < 0.5) }),
        frame: ownFrame,
      });
      if (!isStoquastic(plain)) continue;
      expect(isStoquastic(rotateSigns(hidden))).toBe(true);
    }
  });

  test("leaves at most a quarter more than the best rotation about Z where signs remain", () => {
    for (let seed = 0; seed < 10; seed++) {
      const own = randomHamiltonian(seed, 5, 10);
      const { frame } = chooseFrame(own, { axes: false });
      const best = Math.min(
        ...Array.from({ length: 32 }, (_, mask) =>
          positiveElements(inFrame(own, { axes: "XYZ", turned: [0, 1, 2, 3, 4].filter((i) => (mask >> i) & 1) })),
        ),
      );
      // A local search: it may miss the best one, not by much.
      expect(positiveElements(inFrame(own, frame))).toBeLessThanOrEqual(1.25 * best + ROUNDING);
    }
  });

  test("of frustrated second neighbours is two up, two down where they are strong", () => {
    expect(chooseFrame(j1j2(chain(12), { j2: 0.2 })).frame.turned).toEqual([1, 3, 5, 7, 9, 11]);
    expect(chooseFrame(j1j2(chain(12), { j2: 1 })).positivePart).toBeLessThan(0.26);
  });
});

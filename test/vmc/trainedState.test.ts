import { describe, expect, test } from "vitest";
import { inFrame, rotateMarshall } from "../../src/hamiltonian/rotate.ts";
import { inMagnetisation } from "../../src/hamiltonian/sector.ts";
import {
  chain,
  edges,
  expression,
  type Frame,
  groundState,
  type Hamiltonian,
  heisenberg,
  ising,
  judgeMeasurement,
  measure,
  networkProblem,
  rbm,
  type TrainedNetwork,
  xxz,
  xyz,
} from "../../src/index.ts";
import { machine, randomParameters } from "../engine.ts";
import { expectation, stateOf } from "../states.ts";
import { last } from "./runs.ts";

const SIZE = 6;
const ring = chain(SIZE);
/** Sums of a few hundred numbers of order one. */
const ROUNDING = 10;
const SIGMAS = 5;

const formula = (text: string) => expression(ring, text);

/** A random network that takes itself for one of a Hamiltonian. */
function networkOf(hamiltonian: Hamiltonian, seed: number, symmetric = false): TrainedNetwork {
  const ansatz = machine({ symmetric, biases: true });
  return { ansatz, parameters: randomParameters(ansatz, ring, 0.3, seed), problem: networkProblem(hamiltonian) };
}

const refusal = (hamiltonian: Hamiltonian, network: TrainedNetwork) =>
  last(measure({ hamiltonian, network, fullSum: true })).then(
    () => "nothing",
    (error: Error) => error.message,
  );

const marshall = rotateMarshall(heisenberg(ring)).frame;
const odd: Frame = { axes: "XYZ", turned: [0, 3, 4] };
const hadamard: Frame = { axes: "ZYX", turned: [1] };

const conserving: [string, () => Hamiltonian | Promise<Hamiltonian>][] = [
  ["the Z of two sites", () => formula("Z(0)*Z(1)")],
  ["the exchange of two sites", () => formula("X(1)*X(2) + Y(1)*Y(2)")],
  ["a current", () => formula("X(1)*Y(3) - Y(1)*X(3)")],
  ["Heisenberg", () => heisenberg(ring)],
  ["Heisenberg, rotated", () => rotateMarshall(heisenberg(ring))],
  ["the polarised ferromagnet", () => xxz(ring, { anisotropy: -2 })],
  ["Heisenberg on an open chain", () => heisenberg(chain(SIZE, "open"))],
  ["Heisenberg, Σ s chosen as it is", () => inMagnetisation(heisenberg(ring), 0)],
];
const leaving: typeof conserving = [
  ["the X of a site", () => formula("X(0)")],
  ["the X of two sites", () => formula("X(0)*X(1)")],
  ["Ising", () => ising(ring, { field: 1 })],
];

describe("an operator is measured in the state that the network was trained to be", () => {
  test.each([
    ["Marshall", inFrame(heisenberg(ring), marshall), 0, conserving],
    ["three sites turned", inFrame(heisenberg(ring), odd), 0, conserving],
    ["Σ s chosen", inMagnetisation(heisenberg(ring), 2), 2, conserving.slice(0, -1)],
    ["no sector", ising(ring, { field: 0.7 }), null, [...conserving.slice(0, -1), ...leaving]],
    ["X and Z exchanged", inFrame(xyz(ring, { jx: 1, jy: 0.5, jz: -0.3 }), hadamard), null, [...conserving.slice(0, -1), ...leaving]],
  ] as [string, Hamiltonian, number | null, typeof conserving][])("%s", async (_name, trained, magnetisation, operators) => {
    const network = networkOf(trained, 3);
    const psi = stateOf(network, ring, trained.frame, magnetisation);
    const [zz, x] = [await formula("sum(Z(i)*Z(i+1))/6"), await formula("sum(X(i))/6")].map((operator) => expectation(operator, psi));
    for (const [what, operator] of operators) {
      const hamiltonian = await operator();
      const exact = expectation(inFrame(hamiltonian, { axes: "XYZ", turned: [] }), psi);
      const summed = await last(measure({ hamiltonian, network, fullSum: true }));
      expect(summed.energy.mean, what).toBeCloseTo(exact, ROUNDING);
      expect(summed.observables.x.mean, what).toBeCloseTo(x, ROUNDING);
      if (hamiltonian.lattice === ring) expect(summed.observables.zz.mean, what).toBeCloseTo(zz, ROUNDING);
    }
  });

  test("sampled, too, within the error bars", async () => {
    const network = networkOf(inFrame(heisenberg(ring), marshall), 5);
    const psi = stateOf(network, ring, marshall, 0);
    for (const [what, operator] of conserving.slice(0, 6)) {
      const hamiltonian = await operator();
      const { energy } = await last(measure({ hamiltonian, network, samples: 4096, chains: 32 }));
      const exact = expectation(inFrame(hamiltonian, { axes: "XYZ", turned: [] }), psi);
      expect(Math.abs(energy.mean - exact), what).toBeLessThan(SIGMAS * energy.error + 1e-12);
    }
  });

  test("with the axes exchanged and Σ Z of the new ones fixed, the observables stay those of the user", async () => {
    const trained = inFrame(heisenberg(ring), hadamard);
    const network = networkOf(trained, 8);
    const psi = stateOf(network, ring, hadamard, 0);
    const { energy, observables } = await last(measure({ hamiltonian: heisenberg(ring), network, fullSum: true }));
    expect(energy.mean).toBeCloseTo(expectation(heisenberg(ring), psi), ROUNDING);
    expect(observables.zz.mean).toBeCloseTo(expectation(await formula("sum(Z(i)*Z(i+1))/6"), psi), ROUNDING);
    expect(observables.x.mean).toBeCloseTo(0, ROUNDING);
    expect(await refusal(await formula("Z(0)"), network)).toMatch(/expected an operator that conserves Σ X,/);
  });
});

test("a ring trained after a rotation by hand has its energy in the basis before it", async () => {
  const lattice = chain(10);
  const options = { hamiltonian: rotateMarshall(heisenberg(lattice)), ansatz: rbm({ density: 1 }), iterations: 80, fullSum: true, seed: 1 };
  const { network, final } = await last(groundState(options));
  const measured = await last(measure({ hamiltonian: heisenberg(lattice), network, fullSum: true }));
  expect(measured.energyPerSite.mean).toBeCloseTo(-1.806, 2);
  expect(measured).toEqual(final);
  expect(measured.sameProblem).toBe(true);
  const pair = await last(measure({ hamiltonian: await expression(lattice, "Z(0)*Z(1)"), network, samples: 2048, chains: 32 }));
  // By the symmetry of the total spin a third of the energy of a bond.
  expect(Math.abs(pair.energy.mean - measured.energyPerSite.mean / 3)).toBeLessThan(SIGMAS * pair.energy.error + 1e-2);
});

describe("what the state does not decide is refused in one line", () => {
  const network = networkOf(inFrame(heisenberg(ring), marshall), 3);
  const symmetric = networkOf(heisenberg(ring), 3, true);

  test.each(leaving)("%s leads out of the sector", async (_name, operator) => {
    expect(await refusal(await operator(), network)).toMatch(
      /^measure\.hamiltonian: expected an operator that conserves Σ Z, as the network was trained at Σ s_i = 0, got ".+"; what changes it has the mean 0: /,
    );
  });

  test.each([
    [heisenberg(chain(8)), network, /^measure\.hamiltonian: expected 6 sites, as the network has, got 8$/],
    [
      inMagnetisation(heisenberg(ring), 2),
      network,
      /^measure\.hamiltonian: expected Σ s_i = 0, as the network was trained at, got "Σ s_i = 2"; leave the magnetisation out$/,
    ],
    [inMagnetisation(heisenberg(ring), 0), networkOf(ising(ring, { field: 1 }), 3), /expected all Σ s_i, as the network was trained at,/],
    [
      heisenberg(chain(SIZE, "open")),
      symmetric,
      /expected the lattice whose symmetry the network has, a periodic chain of 6 sites, got "open/,
    ],
    [heisenberg(edges(SIZE, ring.bonds)), symmetric, /expected the lattice whose symmetry the network has, .* got "graph of 6 sites/],
  ] as [Hamiltonian, TrainedNetwork, RegExp][])("%#", async (hamiltonian, of, message) => {
    expect(await refusal(hamiltonian, of)).toMatch(message);
  });

  test.each([
    [heisenberg(chain(8)), network, /^training\.initial: expected 6 sites, as the network has, got 8$/],
    [heisenberg(chain(SIZE, "open")), symmetric, /^training\.initial: expected the lattice whose symmetry the network has/],
    [
      inMagnetisation(heisenberg(ring), 2),
      network,
      /^training\.initial: expected a network of Σ s_i = 2, as the ground state sought, got "Σ s/,
    ],
    [
      ising(ring, { field: 1 }),
      network,
      /^training\.initial: expected a network of all Σ s_i, as the ground state sought, got "Σ s_i = 0"$/,
    ],
  ] as [Hamiltonian, TrainedNetwork, RegExp][])("nor does training go on from it: %#", async (hamiltonian, initial, message) => {
    await expect(last(groundState({ hamiltonian, ansatz: rbm(), initial }))).rejects.toThrow(message);
  });

  test("training goes on from the network of another coupling in the same sector", async () => {
    const hamiltonian = xxz(ring, { anisotropy: 0.5 });
    const outcome = await last(groundState({ hamiltonian, ansatz: rbm(), initial: network, iterations: 2, fullSum: true }));
    expect(outcome.network.problem).toEqual(networkProblem(inFrame(hamiltonian, marshall)));
  });
});

describe("a measurement says whether it is of the problem the network was trained on", () => {
  const network = networkOf(inFrame(heisenberg(ring), marshall), 3);
  test.each([
    [heisenberg(ring), true],
    [rotateMarshall(heisenberg(ring)), true],
    [inMagnetisation(heisenberg(ring), 0), true],
    [heisenberg(ring, { coupling: 2 }), false],
    [xxz(ring, { anisotropy: 0.5 }), false],
  ] as [Hamiltonian, boolean][])("%#", async (hamiltonian, same) => {
    expect((await last(measure({ hamiltonian, network, fullSum: true }))).sameProblem).toBe(same);
  });

  test("a network without a problem is taken for one of the problem it is measured with", async () => {
    const { problem, ...plain } = network;
    const { sameProblem, energy } = await last(measure({ hamiltonian: rotateMarshall(heisenberg(ring)), network: plain, fullSum: true }));
    expect(sameProblem).toBe(true);
    expect(energy.mean).toBeCloseTo(expectation(heisenberg(ring), stateOf(network, ring, marshall, 0)), ROUNDING);
  });

  test("the value of another operator may be anything: only the chains are judged", async () => {
    const hamiltonian = await formula("Z(0)*Z(1)*Z(2)*Z(3)*Z(4)*Z(5)");
    const measurement = await last(measure({ hamiltonian, network, samples: 512, chains: 16 }));
    // All samples have the product -1, and the diagonal of the operator goes no lower; +1 is the floor of its negative.
    expect(measurement.energy).toEqual({ mean: -1, error: 0 });
    const negative = await formula("-1*Z(0)*Z(1)*Z(2)*Z(3)*Z(4)*Z(5)");
    const other = await last(measure({ hamiltonian: negative, network, samples: 512, chains: 16 }));
    expect(judgeMeasurement(negative, network, other).trouble).toBeNull();
    expect(judgeMeasurement(negative, network, { ...other, sameProblem: true }).trouble?.reason).toBe("frozen chains");
    expect(judgeMeasurement(negative, network, other, 5).trouble).toBeNull();
    expect(judgeMeasurement(negative, network, { ...other, energy: { mean: Number.NaN, error: 0 } }).trouble?.reason).toBe("not finite");
    expect(judgeMeasurement(negative, network, { ...other, vScore: 1, splitRhat: 2 }).trouble?.reason).toBe("chains disagree");
  });
});

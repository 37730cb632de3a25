import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  chain,
  decodeNetwork,
  dm,
  edges,
  encodeNetwork,
  expression,
  fingerprintOf,
  type Hamiltonian,
  heisenberg,
  InputError,
  inFrame,
  inMagnetisation,
  ising,
  type Lattice,
  ladder,
  loadModel,
  loadNetwork,
  measure,
  mlp,
  networkProblem,
  outcomeOf,
  type ResolvedAnsatz,
  rbm,
  rotateMarshall,
  saveNetwork,
  square,
  type TrainedNetwork,
  trainedHamiltonian,
  unrotated,
} from "../../src/index.ts";
import { randomParameters } from "../engine.ts";

const folder = mkdtempSync(join(tmpdir(), "nqs-api-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

const settled = { symmetric: false, pointGroup: false, parity: "none", biases: true } as const;
const dense: ResolvedAnsatz = { ...rbm({ density: 1 }), ...settled };
const symmetric: ResolvedAnsatz = { ...dense, symmetric: true };

function networkOn(hamiltonian: Hamiltonian, ansatz = dense): TrainedNetwork {
  return { ansatz, parameters: randomParameters(ansatz, hamiltonian.lattice, 0.2, 5), problem: networkProblem(hamiltonian) };
}

const ring = heisenberg(chain(6));

describe("bytes", () => {
  const lattices: [string, Lattice][] = [
    ["a ring", chain(6)],
    ["an open chain", chain(6, "open")],
    ["a square", square(3, 4, ["periodic", "open"])],
    ["a ladder", ladder(3, "open")],
    [
      "a graph with weights",
      edges(
        4,
        [
          [0, 1],
          [3, 1],
        ],
        [0.5, 2],
      ),
    ],
  ];
  test.each(lattices)("of a network on %s are read back to the bit, its Hamiltonian with them", async (_, lattice) => {
    for (const hamiltonian of [
      ising(lattice, { field: 0.7 }),
      dm(lattice, { d: 0.3 }),
      await expression(lattice, "X(0) - 0.5*Z(0)*Z(1)"),
    ]) {
      const network = networkOn(hamiltonian);
      const energy = { mean: -3.5, error: null };
      const read = decodeNetwork(encodeNetwork(network, { hamiltonian, readout: "phaseless", seed: 7, energy }), "x.safetensors");
      const { card, ...own } = read;
      expect(own).toEqual(network);
      expect(card).toMatchObject({ readout: "phaseless", seed: 7, energy });
      const again = await trainedHamiltonian(read);
      expect(fingerprintOf(again)).toBe(fingerprintOf(hamiltonian));
      expect([again.lattice.name, again.lattice.weights]).toEqual([lattice.name, lattice.weights]);
    }
  });

  test("keep basis and sector", () => {
    for (const hamiltonian of [
      rotateMarshall(ring),
      inMagnetisation(ring, 2),
      inFrame(ising(chain(4), { field: 1 }), { axes: "ZYX", turned: [2] }),
    ]) {
      expect(decodeNetwork(encodeNetwork(networkOn(hamiltonian))).problem).toEqual(networkProblem(hamiltonian));
    }
  });

  test("of every kind of network know the order of its parameters, with or without the Hamiltonian", () => {
    const common = { ...settled, parity: "even" } as const;
    for (const ansatz of [
      symmetric,
      { ...symmetric, pointGroup: true },
      { ...mlp({ widths: [3, 2] }), ...common },
      { ...mlp({ widths: [1] }), ...common },
    ]) {
      const network = networkOn(ising(square(3, 3), { field: 1 }), ansatz as ResolvedAnsatz);
      for (const card of [{}, { hamiltonian: ising(square(3, 3), { field: 1 }) }]) {
        const { card: _, ...read } = decodeNetwork(encodeNetwork(network, card));
        expect(read).toEqual(network);
      }
    }
  });

  test("of a network made by hand need its Hamiltonian", () => {
    const { problem, ...bare } = networkOn(ring);
    expect(() => encodeNetwork(bare)).toThrow(
      /^encodeNetwork: expected a network that knows its problem, got one made by hand; give its Hamiltonian/,
    );
    expect(decodeNetwork(encodeNetwork(bare, { hamiltonian: ring })).problem).toEqual(problem);
  });

  test("are not made of what does not belong together", () => {
    const network = networkOn(ring);
    expect(() => encodeNetwork(network, { hamiltonian: ising(chain(6), { field: 1 }) })).toThrow(
      /^encodeNetwork: card\.hamiltonian: expected the Hamiltonian that the network was trained on, got "ising"; leave it out$/,
    );
    expect(() => encodeNetwork({ ...network, parameters: new Float64Array(4) })).toThrow(
      /^encodeNetwork: expected 48 complex parameters, got 2$/,
    );
    const own = { ...chain(6), name: "ring of mine" };
    expect(() => encodeNetwork(networkOn(heisenberg(own), symmetric), { hamiltonian: heisenberg(own) })).toThrow(
      /^encodeNetwork: expected a symmetric network on a chain, a ladder or a square, got "ring of mine"/,
    );
  });

  test("are told apart by their content, and nothing else is read", () => {
    const text = encodeNetwork(networkOn(rotateMarshall(ring), symmetric), { format: "wf" });
    expect(new TextDecoder().decode(text)).toMatch(/^6\n6\n\(/);
    const named = decodeNetwork(text, "some/where/Heisenberg1d_6_1_1.wf");
    expect(named.problem).toEqual(networkProblem(rotateMarshall(ring)));
    expect(decodeNetwork(text, "mine.wf").problem).toBeUndefined();
    expect(() => decodeNetwork(text, "Ising1d_8_1_1.wf")).toThrow(
      /^Ising1d_8_1_1\.wf: sites in its name: expected 6 sites, as the network has, got 8$/,
    );
    for (const bytes of [
      new Uint8Array(0),
      Uint8Array.of(1, 2, 3),
      new TextEncoder().encode("weights\n"),
      encodeNetwork(networkOn(ring)).subarray(0, 90),
    ]) {
      expect(() => decodeNetwork(bytes, "x")).toThrow(InputError);
      expect(() => decodeNetwork(bytes, "x")).toThrow(/^x[:][^\n]*$/);
    }
  });
});

describe("files", () => {
  test("a network that was saved is the one that is loaded, and is measured as it is", async () => {
    const hamiltonian = rotateMarshall(ring);
    const network = networkOn(hamiltonian);
    const path = join(folder, "ring.safetensors");
    await saveNetwork(path, network, { hamiltonian: ring });
    const loaded = await loadNetwork(path);
    expect(loaded).toMatchObject(network);
    const energies = await Promise.all(
      [network, loaded].map((each) => outcomeOf(measure({ hamiltonian: ring, network: each, fullSum: true }))),
    );
    expect(energies[0].energy.mean).toBe(energies[1].energy.mean);
    expect(energies[1].sameProblem).toBe(true);
  });

  test("a network that was loaded is saved with its problem, reading and seed, unless others are given", async () => {
    const [first, second] = ["first", "second"].map((name) => join(folder, `${name}.safetensors`));
    await saveNetwork(first, networkOn(ring), { hamiltonian: ring, readout: "phaseless", seed: 7, energy: { mean: -3, error: 1 } });
    await saveNetwork(second, await loadNetwork(first), { seed: 8 });
    const copy = await loadNetwork(second);
    expect(copy.card).toEqual({ ...(await loadNetwork(first)).card, seed: 8, energy: undefined });
    expect(fingerprintOf(await trainedHamiltonian(copy))).toBe(fingerprintOf(ring));
  });

  test("a name that ends in .wf is written as such", async () => {
    const path = join(folder, "Heisenberg1d_6_1_1.wf");
    await saveNetwork(path, networkOn(rotateMarshall(ring)));
    expect(readFileSync(path, "utf8")).toMatch(/^6\n6\n/);
    expect((await loadNetwork(path)).card.problem).toMatchObject({ model: "heisenberg", sites: 6 });
    await expect(saveNetwork(path, networkOn(ring, { ...dense, parity: "odd" }))).rejects.toThrow(/expected an rbm without projection/);
  });

  test("the published network of Carleo and Troyer gives their energy", async () => {
    const network = await loadNetwork("test/data/carleo-troyer/Ising1d_40_1_1.wf");
    const hamiltonian = await trainedHamiltonian(network);
    const { energyPerSite } = await outcomeOf(measure({ hamiltonian, network, samples: 4096, chains: 32, seed: 3 }));
    // Free fermions; at α = 1 it lies a few parts in ten thousand above.
    expect(energyPerSite.mean).toBeCloseTo(-50.94267411425692 / 40, 2);
  });

  test("what cannot be read or written is refused by its name", async () => {
    await expect(loadNetwork("nowhere.safetensors")).rejects.toThrow(/^nowhere\.safetensors: expected a weights file.*\(ENOENT\)/);
    await expect(saveNetwork(join(folder, "none/x.safetensors"), networkOn(ring))).rejects.toThrow(
      /x\.safetensors: expected a file that can be written/,
    );
    writeFileSync(join(folder, "junk"), "junk");
    await expect(loadNetwork(join(folder, "junk"))).rejects.toThrow(InputError);
  });
});

describe("models", () => {
  test("come by name with their problem, ready to measure", async () => {
    const { network, hamiltonian, card } = await loadModel("dm-12");
    const { energy, sameProblem } = await outcomeOf(measure({ hamiltonian, network, samples: 2048, chains: 32, seed: 3 }));
    expect(sameProblem).toBe(true);
    expect(Math.abs(energy.mean - card.energy.mean)).toBeLessThan(5 * (energy.error + card.energy.error));
    expect(hamiltonianOfCard(hamiltonian)).toEqual(["dm", 12, { coupling: 1, d: 0.5 }]);
  });

  test("are networks that loadNetwork reads by name too", async () => {
    const { network } = await loadModel("ising-40-h2");
    for (const name of ["ising-40-h2", "models/ising-40-h2", "models/ising-40-h2.safetensors"]) {
      expect((await loadNetwork(name)).parameters).toEqual(network.parameters);
    }
  });

  test("of unknown names are refused with the known ones", async () => {
    await expect(loadModel("heisenberg-4")).rejects.toThrow(
      /^loadModel: unknown "heisenberg-4"; known: dm-12, .* Did you mean "heisenberg-40"\?$/,
    );
  });
});

function hamiltonianOfCard(hamiltonian: Hamiltonian) {
  const { name, lattice, parameters } = unrotated(hamiltonian);
  return [name, lattice.size, parameters];
}

test("a name that is nearly that of a shipped network is refused with the right one", async () => {
  await expect(loadNetwork("heisenberg-4")).rejects.toThrow(
    /^heisenberg-4: expected a file, or the name of a network .* did you mean heisenberg-\d+\?$/,
  );
  await expect(loadNetwork("nothing/like/it")).rejects.toThrow(/^nothing\/like\/it: expected .* check the path$/);
});

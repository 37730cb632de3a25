import { InputError, refuseUnknown } from "../core/errors.ts";
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import type { TrainedNetwork } from "../vmc/types.ts";
import { decodeAny, encodeNetwork, type NewCard, type StoredNetwork, trainedHamiltonian } from "./network.ts";
import type { ModelCard } from "./shipped.ts";

/** A network that comes with the package, its problem, and what is known of it. */
export interface Model {
  /** What `loadNetwork` gives under the same name; its own `card` is what its file tells. */
  readonly network: StoredNetwork;
  /** Ready for `measure`. */
  readonly hamiltonian: Hamiltonian;
  /** What the list of models tells: the exact energy, the measured one, the command that trained it. */
  readonly card: ModelCard;
}

/**
 * Reads a network: a weights file, a `.wf` file, or by its name one that comes with the package, `heisenberg-40`. In Node alone; elsewhere fetch the
 * bytes and use `decodeNetwork`.
 * @returns the network itself, for `measure` or as `initial` of a training, and as `card` what the file tells of it; `trainedHamiltonian` builds its
 * Hamiltonian. `loadModel` gives a network of the package together with its Hamiltonian.
 * @throws InputError, one line that begins with the path, for a file that is not there or is broken.
 */
export async function loadNetwork(path: string): Promise<StoredNetwork> {
  const [{ readNetworkBytes }, { shippedOr }] = await Promise.all([import("./weights.ts"), import("./shipped.ts")]);
  const file = shippedOr(path);
  return await decodeAny(readNetworkBytes(file, "a weights file, a .wf file or the name of a model"), file);
}

/**
 * Writes a network so that {@link loadNetwork} and `nqs evaluate` read it, whole or not at all: a weights file, or a `.wf` file where the path ends so. In
 * Node alone; elsewhere keep the bytes of `encodeNetwork`.
 * @param card what the file is to tell beside the weights, all of it optional: `{ hamiltonian, readout, seed, energy }`. A network that was trained knows
 * its problem by its fingerprint alone: without `hamiltonian` a file can be loaded and measured by whoever has the Hamiltonian, but `trainedHamiltonian`
 * cannot build it, and `nqs evaluate` has to be told the problem by flags. One that was loaded is written with the problem, the reading and the seed that
 * its file told, where `card` does not say otherwise.
 * @throws InputError as `encodeNetwork` does, and for a path that cannot be written.
 */
export async function saveNetwork(path: string, network: TrainedNetwork | StoredNetwork, card: NewCard = {}): Promise<void> {
  const [{ writeAtomically }, { reasonOf }, { nodeFiles }] = await Promise.all([
    import("./atomic.ts"),
    import("./read.ts"),
    import("./platformNode.ts"),
  ]);
  const bytes = encodeNetwork(network, { format: path.endsWith(".wf") ? "wf" : "safetensors", ...card });
  nodeFiles(path);
  try {
    writeAtomically(path, bytes);
  } catch (error) {
    throw new InputError(`${path}: expected a file that can be written, got none (${reasonOf(error)}); choose another path`);
  }
}

/**
 * A network that comes with the package, its Hamiltonian and its card, by name: `heisenberg-40`; `nqs models` lists them. In Node alone.
 * @throws InputError for an unknown name, listing the known ones.
 */
export async function loadModel(name: string): Promise<Model> {
  const { shippedModels } = await import("./shipped.ts");
  const cards = shippedModels();
  const card = cards.find((candidate) => candidate.name === name);
  if (!card) {
    return refuseUnknown(
      "loadModel",
      name,
      cards.map((known) => known.name),
    );
  }
  const network = await loadNetwork(`models/${name}`);
  return { network, hamiltonian: await trainedHamiltonian(network), card };
}

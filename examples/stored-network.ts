// A network that comes with the package: its energy, a correlation in the same state, and a copy of it on disk that reads the same.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expression, loadModel, loadNetwork, measure, outcomeOf, saveNetwork } from "nqs";

const { network, hamiltonian, card } = await loadModel("heisenberg-40");
const { energyPerSite } = await outcomeOf(measure({ hamiltonian, network, samples: 8192, seed: 3 }));
console.log(`energy per site: ${energyPerSite.mean.toFixed(6)}`);
console.log(`error: ${energyPerSite.error.toFixed(6)}`);
console.log(`exact: ${card.exact?.energyPerSite.toFixed(6)}`);

const neighbours = await expression(hamiltonian.lattice, "Z(0)*Z(1)");
const correlation = await outcomeOf(measure({ hamiltonian: neighbours, network, samples: 8192, seed: 3 }));
console.log(`<Z0 Z1>: ${correlation.energy.mean.toFixed(4)}`);

const folder = mkdtempSync(join(tmpdir(), "nqs-example-"));
const path = join(folder, "heisenberg.safetensors");
await saveNetwork(path, network, { hamiltonian, readout: "born" });
const again = await outcomeOf(measure({ hamiltonian, network: await loadNetwork(path), samples: 8192, seed: 3 }));
console.log(`difference of the copy: ${again.energy.mean - energyPerSite.mean * hamiltonian.lattice.size}`);
rmSync(folder, { recursive: true });

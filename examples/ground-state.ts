// Trains a complex RBM on the critical Ising ring and compares its energy with the free-fermion result.
import { chain, exactGroundEnergy, groundState, ising, rbm } from "nqs";

const hamiltonian = ising(chain(20), { field: 1 });
const run = groundState({ hamiltonian, ansatz: rbm({ density: 2 }), readout: "born", iterations: 200, seed: 7 });

let next = await run.next();
for (; !next.done; next = await run.next()) {
  const { iteration, energyPerSite } = next.value;
  if (iteration % 40 === 0)
    console.log(`iteration ${iteration}: E/N = ${energyPerSite.mean.toFixed(5)} ± ${energyPerSite.error.toFixed(5)}`);
}

const { final, stopped } = next.value;
const exact = exactGroundEnergy(hamiltonian);
if (final === null || exact === null) throw new Error(`no final energy: ${stopped.reason}`);
console.log(`exact (${exact.method}): ${exact.energyPerSite.toFixed(8)}`);
console.log(`energy per site: ${final.energyPerSite.mean.toFixed(8)}`);
console.log(`error: ${final.energyPerSite.error.toFixed(8)}`);

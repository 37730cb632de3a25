// Trains a complex RBM on the critical Ising ring and compares its energy with the free-fermion result.
import { chain, exactGroundEnergy, groundState, ising, outcomeOf, rbm } from "nqs";

const hamiltonian = ising(chain(20), { field: 1 });
const run = groundState({ hamiltonian, ansatz: rbm({ density: 2 }), readout: "born", iterations: 200, seed: 7 });

const { final, stopped } = await outcomeOf(run, ({ iteration, energyPerSite: { mean, error } }) => {
  if (iteration % 40 === 0) console.log(`iteration ${iteration}: E/N = ${mean.toFixed(5)} ± ${error.toFixed(5)}`);
});

const exact = exactGroundEnergy(hamiltonian);
if (final === null || exact === null) throw new Error(`no final energy: ${stopped.reason}`);
console.log(`exact (${exact.method}): ${exact.energyPerSite.toFixed(8)}`);
console.log(`energy per site: ${final.energyPerSite.mean.toFixed(8)}`);
console.log(`error: ${final.energyPerSite.error.toFixed(8)}`);

// One network, one switch: the Heisenberg ring under the three readings of the same complex RBM, and every network read in every way.
import { chain, compareReadouts, heisenberg, outcomeOf, rbm, readoutNames, rotateMarshall } from "nqs";

const hamiltonian = rotateMarshall(heisenberg(chain(10)));
const { matrix } = await outcomeOf(
  compareReadouts({ hamiltonian, ansatz: rbm({ density: 2 }), iterations: 200, finalSamples: 16384, seed: 1 }),
);

for (const trained of readoutNames) {
  for (const read of readoutNames) {
    const measured = matrix[trained]?.[read];
    if (measured) console.log(`trained ${trained}, read ${read}: ${measured.energyPerSite.mean.toFixed(6)}`);
  }
}

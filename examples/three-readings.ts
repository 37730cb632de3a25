// One network, one switch: the Heisenberg ring under the three readings of the same complex RBM, and every network read in every way.
import { chain, compareReadouts, heisenberg, outcomeOf, rbm, rotateMarshall } from "nqs";

const readouts = ["born", "phaseless", "classical"] as const;
const hamiltonian = rotateMarshall(heisenberg(chain(10)));
const { matrix } = await outcomeOf(
  compareReadouts({ hamiltonian, ansatz: rbm({ density: 2 }), readouts, iterations: 200, finalSamples: 16384, seed: 1 }),
);

for (const trained of readouts) {
  for (const read of readouts) {
    const measured = matrix[trained]?.[read];
    if (measured) console.log(`trained ${trained}, read ${read}: ${measured.energyPerSite.mean.toFixed(6)}`);
  }
}

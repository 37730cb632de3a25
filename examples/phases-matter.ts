// The plain Heisenberg ring needs signs: read as amplitudes the network finds them, read without phases it stops at the Néel state.
// Exact enumeration instead of sampling, so the numbers carry no statistical error, and no noise leads out of a local minimum: a quarter of
// the seeds end in one at -1/2 without phases.
import { chain, groundState, heisenberg, outcomeOf, rbm } from "nqs";

const hamiltonian = heisenberg(chain(8));
for (const readout of ["born", "phaseless", "classical"] as const) {
  const ansatz = rbm({ density: 2 });
  const { final } = await outcomeOf(groundState({ hamiltonian, ansatz, rotate: "none", readout, fullSum: true, seed: 2 }));
  console.log(`${readout}: ${final?.energyPerSite.mean.toFixed(6)}`);
}

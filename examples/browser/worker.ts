// Trains in a worker, where the page stays free to draw and threads may wait for each other.
import { chain, exactGroundEnergy, groundState, ising, rbm } from "nqs";

/** Energies per site, in units of J. */
export type Message =
  | { readonly kind: "problem"; readonly exact: Values; readonly threads: number }
  | { readonly kind: "step"; readonly energy: number }
  | ({ readonly kind: "done"; readonly verdict: string } & Values);

interface Values {
  readonly energy: number;
  /** <Z_i Z_j> of neighbours. */
  readonly zz: number;
  /** <X_i>. */
  readonly x: number;
}

function tell(message: Message): void {
  postMessage(message);
}

async function train(): Promise<void> {
  const hamiltonian = ising(chain(12), { field: 1 });
  const exact = exactGroundEnergy(hamiltonian);
  if (!exact?.observables) throw new Error("nothing exact is known of this problem");
  // Threads share memory, which only a page may do that is cross-origin isolated. The digits are the same either way.
  const workers = crossOriginIsolated ? navigator.hardwareConcurrency : 1;
  tell({ kind: "problem", exact: { energy: exact.energyPerSite, ...exact.observables }, threads: workers });

  const run = groundState({ hamiltonian, ansatz: rbm({ density: 2 }), readout: "born", iterations: 60, starts: 1, seed: 7, workers });
  let next = await run.next();
  for (; !next.done; next = await run.next()) tell({ kind: "step", energy: next.value.energyPerSite.mean });

  const { final, stopped, verdict } = next.value;
  if (final === null) throw new Error(`no final energy: ${stopped.reason}`);
  const { energyPerSite, observables } = final;
  tell({ kind: "done", energy: energyPerSite.mean, zz: observables.zz.mean, x: observables.x.mean, verdict: verdict.text });
}

// An error that nobody catches reaches the page as an event.
train().catch((error) => {
  setTimeout(() => {
    throw error;
  });
});

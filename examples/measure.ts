// Observables of a stored network, each with its error, beside what free fermions say.
import { expression, freeFermionCorrelations, freeFermionEntropy, loadModel, measure, outcomeOf } from "nqs";

const { network, hamiltonian } = await loadModel("ising-40-h1");
const current = await expression(hamiltonian.lattice, "sum(Z(i)*Y(i+1) - Y(i)*Z(i+1))/N");
const { observables } = await outcomeOf(
  measure({ network, hamiltonian, samples: 4096, observables: ["correlations", "renyi2"], operators: { current } }),
);

const exact = freeFermionCorrelations(hamiltonian);
for (const r of [1, 5, 20]) {
  const { mean, error } = observables.correlations?.zz[r] ?? { mean: Number.NaN, error: Number.NaN };
  console.log(`<ZZ>(${r}): ${mean}`);
  console.log(`<ZZ>(${r}) error: ${error}`);
  console.log(`<ZZ>(${r}) exactly: ${exact.zz[0][r]}`);
}
console.log(`S_2 of half the ring: ${observables.renyi2?.[20].mean}`);
console.log(`S_2 error: ${observables.renyi2?.[20].error}`);
console.log(`S_2 exactly: ${freeFermionEntropy(hamiltonian, 20, 2)}`);

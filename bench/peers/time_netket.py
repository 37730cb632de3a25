"""Times an iteration of NetKet on the workloads of bench/problems.ts, for `npm run bench -- --against FILE`.

    python3 -m venv venv && venv/bin/pip install -r bench/peers/requirements.txt
    venv/bin/python bench/peers/time_netket.py > netket.jsonl            # all workloads and settings: some minutes
    venv/bin/python bench/peers/time_netket.py ising-40-rbm1 --settings sr-cg --iterations 10

One line of JSON for each workload and setting: `iteration_s` is the median of the iterations after the first, which compiles and stands apart as
`first_s`. The fastest setting of a workload comes again with "best": true. An energy of null is a run that ended in NaN.
"""

import argparse
import json
import math
import os
import statistics
import sys
import time
import warnings

os.environ.setdefault("JAX_PLATFORMS", "cpu")
warnings.filterwarnings("ignore")
import jax  # noqa: E402
import netket as nk  # noqa: E402

SAMPLES = 1008
FEW, MANY = 16, SAMPLES  # chains: NetKet's default, and one for each sample
LEARNING_RATE, SHIFT = 0.02, 0.01

# Every way NetKet has to the same step: its kernel-trick driver with and without Jacobians in memory, and its older driver, whose conjugate
# gradient is inexact but often its fastest on a CPU.
SETTINGS = {
    "sr": (FEW, lambda **common: nk.driver.VMC_SR(**common, diag_shift=SHIFT)),
    "sr-jacobian": (FEW, lambda **common: nk.driver.VMC_SR(**common, diag_shift=SHIFT, on_the_fly=False)),
    "sr-jacobian-many": (MANY, lambda **common: nk.driver.VMC_SR(**common, diag_shift=SHIFT, on_the_fly=False)),
    "sr-cg": (FEW, lambda **common: nk.driver.VMC(**common, preconditioner=nk.optimizer.SR(diag_shift=SHIFT, holomorphic=True))),
    "sr-cg-many": (MANY, lambda **common: nk.driver.VMC(**common, preconditioner=nk.optimizer.SR(diag_shift=SHIFT, holomorphic=True))),
}


def ising(ring):
    """H = -Σ Z Z - Σ X, single flips."""
    hilbert = nk.hilbert.Spin(0.5, ring.n_nodes)
    return nk.operator.IsingJax(hilbert, ring, h=1.0, J=-1.0), lambda chains: nk.sampler.MetropolisLocal(hilbert, n_chains=chains)


def heisenberg(ring):
    """The Heisenberg ring with Marshall's signs, Σ Z = 0, exchanges of neighbours."""
    hilbert = nk.hilbert.Spin(0.5, ring.n_nodes, total_sz=0)
    hamiltonian = nk.operator.Heisenberg(hilbert, ring).to_jax_operator()
    return hamiltonian, lambda chains: nk.sampler.MetropolisExchange(hilbert, graph=ring, n_chains=chains)


def rbm(ring):
    return nk.models.RBM(alpha=1, param_dtype=complex)


def symmetric_rbm(ring):
    return nk.models.RBMSymm(symmetries=ring.translation_group(), alpha=4, param_dtype=complex)


def mlp(ring):
    layers = {"hidden_dims": (80, 40), "hidden_activations": (nk.nn.log_cosh,) * 2, "output_activation": None}
    return nk.models.MLP(**layers, param_dtype=complex)


# The names of bench/problems.ts.
WORKLOADS = {
    "ising-40-rbm1": (40, ising, rbm),
    "ising-80-rbm1": (80, ising, rbm),
    "ising-80-symm4": (80, ising, symmetric_rbm),
    "heisenberg-40-rbm1": (40, heisenberg, rbm),
    "heisenberg-80-rbm1": (80, heisenberg, rbm),
    "heisenberg-40-symm4": (40, heisenberg, symmetric_rbm),
    "ising-40-mlp": (40, ising, mlp),
}


def measure(workload, setting, iterations):
    sites, model, network = WORKLOADS[workload]
    chains, driver_of = SETTINGS[setting]
    ring = nk.graph.Chain(sites, pbc=True)
    hamiltonian, sampler_of = model(ring)
    state = nk.vqs.MCState(sampler_of(chains), network(ring), n_samples=SAMPLES, n_discard_per_chain=0, seed=1)
    driver = driver_of(hamiltonian=hamiltonian, optimizer=nk.optimizer.Sgd(LEARNING_RATE), variational_state=state)
    stamps = [time.perf_counter()]

    def stamp(*_):
        jax.block_until_ready(state.parameters)  # JAX hands results out before they are computed.
        stamps.append(time.perf_counter())
        return True

    driver.run(iterations + 1, out=None, show_progress=False, callback=stamp)
    first, *others = [after - before for before, after in zip(stamps, stamps[1:])]
    energy = float(state.expect(hamiltonian).mean.real) / sites
    return {
        "peer": f"netket {nk.__version__}",
        "workload": workload,
        "variant": setting,
        "iteration_s": round(statistics.median(others), 5),
        "first_s": round(first, 3),
        "iterations": iterations + 1,
        "samples": SAMPLES,
        "chains": chains,
        "parameters": int(state.n_parameters),
        "energy_per_site": energy if math.isfinite(energy) else None,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workload", nargs="*", help=f"default: all of {', '.join(WORKLOADS)}")
    parser.add_argument("--settings", nargs="+", default=list(SETTINGS), choices=list(SETTINGS))
    parser.add_argument("--iterations", type=int, default=20)
    options = parser.parse_args()
    unknown = set(options.workload) - set(WORKLOADS)
    if unknown:
        parser.error(f"unknown workload {', '.join(sorted(unknown))}; known: {', '.join(WORKLOADS)}")
    for workload in options.workload or WORKLOADS:
        rows = []
        for setting in options.settings:
            try:
                rows.append(measure(workload, setting, options.iterations))
                print(json.dumps(rows[-1]), flush=True)
            except Exception as error:  # Not every setting exists for every network.
                print(f"{workload}, {setting}: {str(error)[:200]}", file=sys.stderr)
        if rows:
            print(json.dumps({**min(rows, key=lambda row: row["iteration_s"]), "best": True}), flush=True)


if __name__ == "__main__":
    main()

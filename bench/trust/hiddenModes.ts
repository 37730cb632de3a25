import {
  chain,
  exactGroundEnergy,
  type Hamiltonian,
  heisenberg,
  rbm,
  readoutOf,
  rotateMarshall,
  type TrainedNetwork,
} from "../../src/index.ts";
import { Metropolis } from "../../src/sampler/metropolis.ts";
import { estimate } from "../../src/statistics/estimate.ts";
import { localEstimates } from "../../src/vmc/measurement/energies.ts";
import { createSimulation } from "../../src/vmc/setup/simulation.ts";
import { say } from "../timing.ts";
import { convergedIn, ended, workers } from "./training.ts";

const RING_SEEDS = 10;

/** Long Heisenberg rings: hidden modes after default training, and chains that begin in a domain state against all others. */
export async function hiddenModes(): Promise<string[]> {
  const lines: string[] = [];
  for (const sites of [60, 80]) {
    const hamiltonian = rotateMarshall(heisenberg(chain(sites)));
    const exact = exactGroundEnergy(hamiltonian)?.energy ?? Number.NaN;
    let hidden = 0;
    let apart = 0;
    let converged = 0;
    for (let seed = 1; seed <= RING_SEEDS; seed++) {
      const outcome = await ended({ hamiltonian, ansatz: rbm({ density: 2 }), seed, exactEnergy: exact });
      const found = outcome.final?.hiddenModes?.found ?? Number.NaN;
      const deviation = await fromDomains(hamiltonian, outcome.network, seed);
      if (found !== 0) hidden++;
      if (!(Math.abs(deviation) < 5)) apart++;
      if (convergedIn(outcome)) converged++;
      const error = ((outcome.final?.energy.mean ?? Number.NaN) - exact) / Math.abs(exact);
      const end = `${outcome.stopped.reason} ${outcome.stopped.detail ?? ""}`;
      say(
        `Heisenberg ${sites} seed ${seed}: ${end}, relative error ${error.toExponential(1)}, ${found} hidden, ${deviation.toFixed(1)} errors apart`,
      );
    }
    lines.push(
      `Heisenberg ${sites}, density 2, ${RING_SEEDS} seeds: hidden modes in ${hidden}, chains from domain states more than 5 errors from the others in ` +
        `${apart}, called converged ${converged}`,
    );
  }
  return lines;
}

/** Chains of both kinds, sweeps before they are compared, and samples of each. */
const CHAINS = 16;
const RELAXATION = 8192;
const SAMPLES = 512;

/** How far chains that began in domain states are from those that began at random and were annealed, in errors. */
async function fromDomains(hamiltonian: Hamiltonian, { ansatz, parameters }: TrainedNetwork, seed: number): Promise<number> {
  const simulation = await createSimulation(hamiltonian, ansatz, { workers });
  try {
    const { network, magnetisation, energyOperator } = simulation;
    network.setParameters(parameters);
    const probes = { kind: "seeded", chains: CHAINS, samples: SAMPLES } as const;
    const plan = { chains: CHAINS, probes, samples: CHAINS * SAMPLES, sweeps: 4 };
    const burnIn = { annealed: true, burnIn: 400, renewal: 0, thermalisation: 0 };
    const born = readoutOf("born");
    const sampler = new Metropolis(network, born, { seed, label: "domains", ...plan, ...burnIn, magnetisation });
    sampler.moved();
    for (let sweeps = 0; sweeps < RELAXATION; sweeps += plan.sweeps * SAMPLES) sampler.draw();
    const samples = sampler.draw();
    const real = localEstimates(network, energyOperator, born, samples).filter((_, index) => index % 2 === 0);
    const [others, domains] = [real.slice(0, samples.measured), real.slice(samples.measured)].map((values) => estimate(values, CHAINS));
    return (domains.mean - others.mean) / Math.sqrt(domains.error * domains.error + others.error * others.error);
  } finally {
    simulation.kernels.close();
  }
}

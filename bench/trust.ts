import { availableParallelism } from "node:os";
import {
  chain,
  exactGroundEnergy,
  type GroundStateOptions,
  groundState,
  type Hamiltonian,
  heisenberg,
  InputError,
  ising,
  measure,
  type Outcome,
  rbm,
  readoutOf,
  refuseUnknown,
  rotateMarshall,
  type Step,
  type TrainedNetwork,
} from "../src/index.ts";
import { Metropolis } from "../src/sampler/metropolis.ts";
import { estimate } from "../src/statistics/estimate.ts";
import { localEstimates } from "../src/vmc/energies.ts";
import { createSimulation } from "../src/vmc/simulation.ts";
import { say } from "./timing.ts";

const SEEDS = 50;
const workers = availableParallelism();

/** Runs a driver to its end: the last step, and what it returns. */
async function ended(options: GroundStateOptions): Promise<{ step: Step | null; outcome: Outcome }> {
  const run = groundState({ workers, ...options });
  let step: Step | null = null;
  let next = await run.next();
  for (; !next.done; next = await run.next()) step = next.value;
  return { step, outcome: next.value };
}

/** An end that the verdict calls converged. */
function convergedIn({ stopped }: Outcome): boolean {
  return ["iterations", "converged"].includes(stopped.reason) && stopped.detail === undefined;
}

/** A converged energy is wrong if it is farther from the exact one than its V-score says, or this part of it, and five errors. */
const WRONG = 1e-3;
/** Initial weights 25 times the usual, and steps ten times. */
const BAD_DEVIATION = 0.5;
const BAD_RATE = 1;

/** A deliberately bad start, seed after seed: what the runs end in, and whether one is called converged at a wrong energy. */
async function badStarts(): Promise<string[]> {
  const models: readonly (readonly [string, Hamiltonian])[] = [
    ["Ising 20", ising(chain(20), { field: 1 })],
    ["Heisenberg 20", rotateMarshall(heisenberg(chain(20)))],
  ];
  const lines: string[] = [];
  for (const [name, hamiltonian] of models) {
    const exact = exactGroundEnergy(hamiltonian)?.energy ?? Number.NaN;
    const ends = new Map<string, number>();
    let wrong = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const ansatz = rbm({ density: 2, deviation: BAD_DEVIATION });
      const { outcome } = await ended({ hamiltonian, ansatz, learningRate: BAD_RATE, seed });
      const { stopped, final } = outcome;
      const good = convergedIn(outcome);
      const end = good
        ? `converged${stopped.recovered ? ", recovered" : ""}`
        : `${stopped.reason}${stopped.detail ? `: ${kindOf(stopped.detail)}` : ""}`;
      ends.set(end, (ends.get(end) ?? 0) + 1);
      const { energy, vScore } = final ?? { energy: { mean: Number.NaN, error: Number.NaN }, vScore: Number.NaN };
      const above = energy.mean - exact;
      if (good && !(Math.abs(above) < Math.max(WRONG, vScore) * Math.abs(exact) + 5 * energy.error)) wrong++;
      say(`${name} seed ${seed}: ${end}, relative error ${(above / Math.abs(exact)).toExponential(1)}, V-score ${vScore.toExponential(1)}`);
    }
    const counted = [...ends].sort(([, a], [, b]) => b - a).map(([end, count]) => `${count} ${end}`);
    lines.push(`bad starts, ${name}: of ${SEEDS} seeds ${counted.join("; ")}; called converged at a wrong energy: ${wrong}`);
  }
  return lines;
}

/** The words of a detail without its numbers. */
function kindOf(detail: string): string {
  return detail.replaceAll(/[-+]?\d[\d.e+-]*/g, "…");
}

/** Short runs whose network can be summed exactly: how far the printed energies are from that, in their own errors. */
async function errorBars(): Promise<string[]> {
  const lines: string[] = [];
  for (const [name, hamiltonian] of [
    ["Ising 12", ising(chain(12), { field: 1 })],
    ["Heisenberg 12", rotateMarshall(heisenberg(chain(12)))],
  ] as const) {
    const deviations: number[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { outcome } = await ended({ hamiltonian, ansatz: rbm(), iterations: 60, finalSamples: 8192, seed });
      const { mean, error } = outcome.final?.energy ?? { mean: Number.NaN, error: Number.NaN };
      deviations.push((mean - (await exactOf(hamiltonian, outcome.network))) / error);
    }
    const within = (errors: number) => deviations.filter((deviation) => Math.abs(deviation) < errors).length;
    const squares = deviations.reduce((sum, deviation) => sum + deviation * deviation, 0) / SEEDS;
    const mean = deviations.reduce((sum, deviation) => sum + deviation, 0) / SEEDS;
    lines.push(
      `error bars, ${name}: of ${SEEDS} energies ${within(1)} within one error, ${within(2)} within two, ${within(3)} within three; ` +
        `mean deviation ${mean.toFixed(2)}, mean square ${squares.toFixed(2)}`,
    );
  }
  return lines;
}

/** The energy of a network by full summation. */
async function exactOf(hamiltonian: Hamiltonian, network: TrainedNetwork): Promise<number> {
  const run = measure({ hamiltonian, network, fullSum: true });
  let next = await run.next();
  while (!next.done) next = await run.next();
  return next.value.energy.mean;
}

const RING_SEEDS = 10;

/** Long Heisenberg rings: hidden modes after default training, and chains that begin in a domain state against all others. */
async function hiddenModes(): Promise<string[]> {
  const lines: string[] = [];
  for (const sites of [60, 80]) {
    const hamiltonian = rotateMarshall(heisenberg(chain(sites)));
    const exact = exactGroundEnergy(hamiltonian)?.energy ?? Number.NaN;
    let hidden = 0;
    let apart = 0;
    let converged = 0;
    for (let seed = 1; seed <= RING_SEEDS; seed++) {
      const { outcome } = await ended({ hamiltonian, ansatz: rbm({ density: 2 }), seed, exactEnergy: exact });
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
    const plan = { chains: CHAINS, sentinels: 0, scouts: CHAINS, sentinelSamples: SAMPLES, samples: CHAINS * SAMPLES, sweeps: 4 };
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

const checks = { "bad-starts": badStarts, "error-bars": errorBars, "hidden-modes": hiddenModes } as const;

try {
  const names = process.argv.slice(2);
  for (const name of names) if (!(name in checks)) refuseUnknown("npm run trust: check", name, Object.keys(checks));
  for (const [name, check] of Object.entries(checks)) {
    if (names.length > 0 && !names.includes(name)) continue;
    for (const line of await check()) process.stdout.write(`${line}\n`);
  }
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  say(error.message);
  process.exitCode = 2;
}

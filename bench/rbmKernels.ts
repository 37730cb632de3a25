import { randomStream } from "../src/core/random.ts";
import type { Hamiltonian } from "../src/index.ts";
import { acceptance, type Fixture, fixtureOf, samplesOf } from "./network.ts";
import { prototype, type Size, sitesAndHidden, sizes } from "./prototype.ts";
import { rounded, secondsPerCall } from "./timing.ts";
import type { Row, Settings, Workload } from "./workload.ts";

/** Flops per hidden unit of one of many ratios of a configuration: z + T and the product over the units, complex. */
const RATIO_FLOPS = 8;
/** Of the squared modulus |p|² |z + T|² that a proposal needs, and the product. */
const WEIGHT_FLOPS = 7;
/** And of moving z and |p|² along when a flip is accepted. */
const MOVE_FLOPS = 11;
const SAMPLES = 1000;
const RANDOM_FLIPS = 4096;

/** Median seconds of a piece of work and the flops in it. */
interface Timing {
  readonly seconds: number;
  readonly flops: number;
  readonly more?: Record<string, number>;
}

type Kernel = "ratio" | "proposal" | "ratios" | "gram";

const timers: Readonly<Record<Kernel, readonly [summary: string, time: (fixture: Fixture, hidden: number, repeat: number) => Timing]>> = {
  ratio: ["one ratio f(s')/f(s) of a flipped spin", timeRatio],
  proposal: ["one Metropolis proposal, look-ups moved along where it is accepted", timeProposal],
  ratios: ["one local energy of the Ising chain: its diagonal and all N ratios", timeRatios],
  gram: [`the factored Gram matrix of ${SAMPLES} samples`, timeGram],
};

export const rbmKernels: readonly Workload[] = (Object.keys(timers) as Kernel[]).flatMap((kernel) => {
  return sizes.map((size) => {
    const run = async (settings: Settings) => [await row(kernel, size, settings)];
    const [sites, hidden] = sitesAndHidden(size);
    return { name: `${kernel}-${size}`, summary: `${timers[kernel][0]}, N = ${sites}, M = ${hidden}`, group: "kernels", alone: false, run };
  });
});

async function row(kernel: Kernel, size: Size, { repeat }: Settings): Promise<Row> {
  const [sites, hidden] = sitesAndHidden(size);
  const { seconds, flops, more } = timers[kernel][1](await fixtureOf(sites, hidden), hidden, repeat);
  return {
    workload: `${kernel}-${size}`,
    seconds: rounded(seconds),
    gflops: rounded(flops / seconds / 1e9, 3),
    of_prototype: rounded(prototype[kernel][size] / seconds, 3),
    sites,
    hidden,
    ...more,
    repeat,
  };
}

/** Many flips of random sites of one configuration, as a proposal meets them: its look-ups stay in the cache, the tables come as they come. */
function timeRatio(fixture: Fixture, hidden: number, repeat: number): Timing {
  const { kernels, network, hamiltonian, load } = fixture;
  const stream = randomStream(1, "bench/flips");
  const groups = Array.from({ length: RANDOM_FLIPS }, () => {
    return { flips: [Math.floor(stream.uniform() * network.sites)], terms: [{ coefficient: [1, 0] as const, signs: [] }] };
  });
  const flips: Hamiltonian = { ...hamiltonian, groups };
  const operator = load(flips);
  const sample = samplesOf(fixture, 1);
  const out = kernels.allocate(16);
  const seconds = secondsPerCall(repeat, () => network.localEstimates(operator, sample, "complex", out)) / RANDOM_FLIPS;
  return { seconds, flops: RATIO_FLOPS * hidden };
}

function timeProposal(fixture: Fixture, hidden: number, repeat: number): Timing {
  const { network, chain } = fixture;
  const plan = { chain, stale: false, halvings: 0, thermalisation: 100, samples: 0, sweeps: 0, bits: 0, states: 0 };
  const seconds = secondsPerCall(repeat, () => network.draw("flip", [plan])) / (plan.thermalisation * network.sites);
  const accepted = acceptance(fixture);
  return { seconds, flops: (WEIGHT_FLOPS + accepted * MOVE_FLOPS) * hidden, more: { acceptance: rounded(accepted, 3) } };
}

function timeRatios(fixture: Fixture, hidden: number, repeat: number): Timing {
  const { kernels, network, operator } = fixture;
  const samples = samplesOf(fixture, SAMPLES);
  const out = kernels.allocate(16 * SAMPLES);
  const seconds = secondsPerCall(repeat, () => network.localEstimates(operator, samples, "complex", out)) / SAMPLES;
  return { seconds, flops: RATIO_FLOPS * hidden * network.sites };
}

function timeGram(fixture: Fixture, hidden: number, repeat: number): Timing {
  const derivatives = fixture.network.logDerivatives(samplesOf(fixture, SAMPLES));
  const seconds = secondsPerCall(repeat, () => derivatives.gram());
  return { seconds, flops: 4 * SAMPLES * SAMPLES * hidden, more: { samples: SAMPLES } };
}

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { chain, ising } from "../src/index.ts";
import type { Simulation } from "../src/vmc/setup/simulation.ts";
import { trainingOf } from "./parts.ts";
import { dense } from "./problems.ts";
import { now, rounded } from "./timing.ts";
import type { Row, Workload } from "./workload.ts";

const MEGABYTE = 1e6;
const ITERATIONS = 2000;
/** Iterations before the first reading: compiled code and reused buffers are in place. */
const SETTLED = 200;
/** MB that a training at N = 100, M = 400 with 2000 samples may take, Node and all. */
const LIMIT = 600;

export const memory: Workload = {
  name: "memory",
  summary: `growth over ${ITERATIONS} iterations of a small training; peak of 2000 samples at N = 100, M = 400, at most ${LIMIT} MB`,
  group: "memory",
  alone: true,
  run: async () => [await growth(), await peak()],
};

async function growth(): Promise<Row> {
  const plan = { samples: 128, chains: 16, warmUp: SETTLED, iterations: ITERATIONS, workers: 1 };
  const sites = 8;
  const { simulation, training } = await trainingOf(ising(chain(sites), { field: 1 }), dense(1), plan);
  const begun = now();
  for (let iteration = 0; iteration < SETTLED; iteration++) training.update({ iteration, stepFraction: 1 });
  const before = reading(simulation);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) training.update({ iteration: SETTLED + iteration, stepFraction: 1 });
  const after = reading(simulation);
  const grown = (part: keyof typeof before) => megabytes(after[part] - before[part]);
  return {
    workload: "memory-growth",
    seconds: rounded(now() - begun),
    resident_growth_mb: grown("resident"),
    heap_growth_mb: grown("heap"),
    wasm_growth_mb: grown("kernels"),
    resident_mb: megabytes(after.resident),
    wasm_mb: megabytes(after.kernels),
    iterations: ITERATIONS,
    sites,
    hidden: sites,
    samples: plan.samples,
    chains: plan.chains,
  };
}

async function peak(): Promise<Row> {
  const plan = { samples: 2000, chains: 100, warmUp: 0, iterations: 3, workers: 1 };
  const [sites, density] = [100, 4];
  const { simulation, training } = await trainingOf(ising(chain(sites), { field: 1 }), dense(density), plan);
  const begun = now();
  for (let iteration = 0; iteration < plan.iterations; iteration++) training.update({ iteration, stepFraction: 1 });
  const bytes = process.resourceUsage().maxRSS * 1024;
  return {
    workload: "memory-peak",
    seconds: rounded(now() - begun),
    peak_resident_mb: megabytes(bytes),
    wasm_mb: megabytes(simulation.kernels.bytes),
    limit_mb: LIMIT,
    within_limit: bytes <= LIMIT * MEGABYTE,
    iterations: plan.iterations,
    sites,
    hidden: sites * density,
    parameters: simulation.network.parameterCount,
    samples: plan.samples,
    chains: plan.chains,
  };
}

/** Bytes after garbage collection. Resident memory holds what the engine keeps in reserve: it grows in steps, also where the heap does not. */
function reading({ kernels }: Simulation) {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { rss, heapUsed } = process.memoryUsage();
  return { resident: rss, heap: heapUsed, kernels: kernels.bytes };
}

function megabytes(bytes: number): number {
  return rounded(bytes / MEGABYTE, 3);
}

import type { Batch } from "../src/ansatz/network.ts";
import type { Pointer } from "../src/kernels/kernels.ts";
import { median } from "../src/statistics/median.ts";
import { acceptance, batchOf, type Fixture, fixtureOf } from "./network.ts";
import { CT_JOB_LIMIT, prototype } from "./prototype.ts";
import { now, rounded } from "./timing.ts";
import type { Row, Settings, Workload } from "./workload.ts";

const SITES = 40;
const HIDDEN = 40;
const THERMALISATION = 1000;
const SAMPLES = 10000;
/** Runs before the timed ones, the first of them reported too. */
const WARM_UP = 3;

/** Seconds of the three parts of one run. */
interface Parts {
  readonly tables: number;
  readonly sampling: number;
  readonly energies: number;
}

/** The sampling job of the code published with Carleo & Troyer 2017, on one thread: its tables, its sweeps, its local energies. */
export const ctJob: Workload = {
  name: "ct-job",
  summary: `the Carleo-Troyer sampling job, N = M = 40: 11000 sweeps and 10000 local energies, at most ${1000 * CT_JOB_LIMIT} ms`,
  group: "kernels",
  alone: true,
  run: runCtJob,
};

async function runCtJob({ repeat }: Settings): Promise<Row[]> {
  const fixture = await fixtureOf(SITES, HIDDEN);
  const batch = batchOf(fixture.network, SAMPLES);
  const out = fixture.kernels.allocate(16 * SAMPLES);
  const warmUp = Array.from({ length: WARM_UP }, () => runOnce(fixture, batch, out));
  const runs = Array.from({ length: repeat }, () => runOnce(fixture, batch, out));
  const seconds = median(runs.map(total));
  return [
    {
      workload: "ct-job",
      seconds: rounded(seconds),
      first_s: rounded(total(warmUp[0])),
      tables_s: rounded(median(runs.map(({ tables }) => tables))),
      sampling_s: rounded(median(runs.map(({ sampling }) => sampling))),
      energies_s: rounded(median(runs.map(({ energies }) => energies))),
      limit_s: CT_JOB_LIMIT,
      within_limit: seconds <= CT_JOB_LIMIT,
      of_prototype: rounded(prototype.ctJob / seconds, 3),
      sites: SITES,
      hidden: HIDDEN,
      sweeps: THERMALISATION + SAMPLES,
      proposals: (THERMALISATION + SAMPLES) * SITES,
      local_energies: SAMPLES,
      acceptance: rounded(acceptance(fixture), 3),
      repeat,
    },
  ];
}

function runOnce({ network, parameters, chain, operator }: Fixture, batch: Batch, out: Pointer): Parts {
  const begun = now();
  network.setParameters(parameters);
  const prepared = now();
  const { bits, states } = batch;
  network.draw("flip", [{ chain, stale: true, halvings: 0, thermalisation: THERMALISATION, samples: SAMPLES, sweeps: 1, bits, states }]);
  const sampled = now();
  network.localEstimates(operator, batch, "complex", out);
  return { tables: prepared - begun, sampling: sampled - prepared, energies: now() - sampled };
}

function total({ tables, sampling, energies }: Parts): number {
  return tables + sampling + energies;
}

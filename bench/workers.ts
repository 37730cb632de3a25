import { chain, ising } from "../src/index.ts";
import type { ProfileSummary } from "../src/vmc/profile.ts";
import { partsOf } from "./parts.ts";
import { dense } from "./problems.ts";
import { rounded } from "./timing.ts";
import type { Row, Settings, Workload } from "./workload.ts";

const SITES = 80;
/** Rounds of one thread and of several, in turn: what else the machine does meets both alike. */
const ROUNDS = 3;

/** Times one thread takes what several take: sampling and local energies of a wide network, and a whole iteration of a narrow one. */
export const workers: Workload = {
  name: "workers",
  summary: `times one thread takes what --workers take: samples and local energies at N = ${SITES}, α = 4; iterations of ising-${SITES}-rbm1`,
  group: "workers",
  alone: true,
  run: async (settings) => [
    await speedUp("workers-samples", 4, settings, (parts) => parts.sampling + parts["local energies"]),
    await speedUp("workers-iteration", 1, settings, (parts) => parts.iteration),
  ],
};

async function speedUp(workload: string, density: number, settings: Settings, seconds: (parts: ProfileSummary) => number): Promise<Row> {
  const { iterations } = settings;
  const time = async (threads: number) => {
    const hamiltonian = ising(chain(SITES), { field: 1 });
    return seconds(await partsOf(hamiltonian, dense(density), { warmUp: 3, iterations, workers: threads }));
  };
  const [alone, shared]: number[][] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(await time(1));
    shared.push(await time(settings.workers));
  }
  return {
    workload,
    seconds: rounded(Math.min(...shared)),
    alone_s: rounded(Math.min(...alone)),
    speed_up: rounded(Math.min(...alone) / Math.min(...shared), 3),
    workers: settings.workers,
    sites: SITES,
    hidden: SITES * density,
    iterations,
  };
}

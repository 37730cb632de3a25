// Refusals of what memory does not hold, before any work, with the largest number that it does.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { InputError, refuse, show } from "../../core/errors.ts";
import { LARGEST_ALLOCATION, MOST_MEMORY } from "../../kernels/kernels.ts";
import type { Held, Sizes } from "./held.ts";

/** What a driver was asked for, as far as memory is concerned: numbers that may be lowered. */
export interface Asked {
  readonly sizes: Sizes;
  /** Of an update or a draw, all chains together: a multiple of them. */
  readonly samples: number;
  readonly chains: number;
}

/** What the numbers are called where they are refused. */
export interface Places {
  readonly samples: string;
  readonly chains: string;
  readonly ansatz: string;
}

/** Bytes that a run may hold, in the kernels and beside them. */
const MOST_HELD = MOST_MEMORY;
const MEGABYTE = 1048576;

/** Whether the kernels and the program have room for it. */
export function isHeld({ kernels, largest, heap }: Held): boolean {
  return largest <= LARGEST_ALLOCATION && kernels + heap <= MOST_HELD;
}

/**
 * Refuses what memory does not hold by the number that is to blame: samples, where fewer would do; else chains, else threads, else the network.
 * @param held what is held where so much is asked for
 * @throws InputError that says the largest number which fits
 */
export function checkMemory(places: Places, asked: Asked, held: (asked: Asked) => Held): void {
  const fits = (changed: Partial<Asked>) => isHeld(held({ ...asked, ...changed }));
  if (fits({})) return;
  const need = held(asked);
  const why = `so that memory holds them (${gigabytes(MOST_HELD)} in all, ${gigabytes(LARGEST_ALLOCATION)} at once)`;
  const got = (value: unknown) => `${show(value)}, which needs ${gigabytes(need.kernels + need.heap)}`;
  const blame = (where: string, expected: string, value: unknown): never => {
    throw new InputError(`${where}: expected ${expected} ${why}, got ${got(value)}`);
  };
  const { samples, chains, sizes } = asked;
  const summed = samples === 0;
  if (!summed && fits({ samples: chains })) {
    const perChain = largest(1, samples / chains, (length) => fits({ samples: length * chains }));
    blame(places.samples, `at most ${perChain * chains}`, samples);
  }
  if (!summed && fits({ samples: 1, chains: 1 })) {
    const most = largest(1, chains, (count) => fits({ samples: count, chains: count }));
    blame(places.chains, `at most ${most}, with as many samples,`, chains);
  }
  const least = summed ? {} : { samples: 1, chains: 1 };
  if (fits({ ...least, sizes: { ...sizes, threads: 1 } })) {
    const most = largest(1, sizes.threads, (threads) => fits({ ...least, sizes: { ...sizes, threads } }));
    blame("workers", `at most ${most}`, sizes.threads);
  }
  const usual = { ...asked, ...least };
  const fitsNetwork = (changed: Partial<Sizes>) => isHeld(held({ ...usual, sizes: { ...sizes, ...changed } }));
  refuseNetwork(places.ansatz, sizes, fitsNetwork, blame);
}

type Blame = (where: string, expected: string, value: unknown) => never;

/** By the size of the network: its hidden units, its widths; or by the sites, where no smaller network would do. */
function refuseNetwork(where: string, sizes: Sizes, fits: (changed: Partial<Sizes>) => boolean, blame: Blame): void {
  const { ansatz, sites, translations } = sizes;
  const within = (smaller: ResolvedAnsatz) => fits({ ansatz: smaller });
  if (ansatz.name === "rbm") {
    const unit = ansatz.symmetric ? translations : 1;
    const of = (features: number) => ({ ...ansatz, density: (features * unit) / sites });
    if (within(of(1)))
      blame(
        `${where}.density`,
        `at most ${Number(of(largest(1, (ansatz.density * sites) / unit, (features) => within(of(features)))).density.toPrecision(6))}`,
        ansatz.density,
      );
  }
  if (ansatz.name === "mlp") {
    const of = (most: number) => ({ ...ansatz, widths: ansatz.widths.map((width) => Math.min(most, width)) });
    if (within(of(1)))
      blame(
        `${where}.widths`,
        `layers of at most ${largest(1, Math.max(...ansatz.widths), (most) => within(of(most)))} units`,
        ansatz.widths,
      );
  }
  const at = (count: number) => {
    const part = count / sites;
    const shrunk = (value: number) => Math.ceil(value * part);
    const { pairs, steps, groups, flips, terms } = sizes;
    const scaled = { pairs: shrunk(pairs), steps: shrunk(steps), groups: shrunk(groups), flips: shrunk(flips), terms: shrunk(terms) };
    return fits({ ...scaled, sites: count, translations: Math.max(1, shrunk(translations)) });
  };
  if (at(1)) blame("lattice", `at most ${largest(1, sites, at)} sites`, sites);
  refuse("memory", `a problem of at most ${gigabytes(MOST_HELD)}`, "a larger one", "use a smaller network or fewer terms");
}

/** The largest integer from `low`, which holds, up to `high` that holds too. */
function largest(low: number, high: number, holds: (value: number) => boolean): number {
  let [good, bad] = [low, Math.ceil(high)];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

function gigabytes(bytes: number): string {
  const megabytes = bytes / MEGABYTE;
  return megabytes < 1024 ? `${Math.ceil(megabytes)} MiB` : `${Number((megabytes / 1024).toPrecision(3))} GiB`;
}

// Where the time of an update goes, kernel by kernel.
import type { Kernels } from "../kernels/kernels.ts";
import { type PartName, partNames, type UpdateProfile } from "./types.ts";

/** Kernels by name. What none of these matches counts as rest. */
const kernelsOf: readonly (readonly [PartName, RegExp])[] = [
  ["sampling", /draw$/i],
  ["local energies", /localEstimates$/i],
  ["solve", /^(cholesky|lu|solve|multiplyHermitian|addHermitian)/],
  ["derivatives", /^(gram|centre|trace|scaleAndShift|real|accumulate|addEstimated|timesRows)|gram$|panels$|adjoint$/i],
  ["update", /prepare$/i],
];

export type ProfileSummary = UpdateProfile;

/** Milliseconds since some moment, as `performance.now` tells them. */
export type Clock = () => number;

/** Clocks the kernels of a simulation. The clock is its user's: no result depends on one. */
export class Profile {
  readonly #spent: Record<PartName, number> = { sampling: 0, "local energies": 0, derivatives: 0, solve: 0, update: 0, rest: 0 };
  #whole = 0;
  #inside = false;
  #iterations = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The same kernels, timed. */
  watch(kernels: Kernels): Kernels {
    const call = { ...kernels.call };
    for (const [name, kernel] of Object.entries(call)) {
      const part = kernelsOf.find(([, pattern]) => pattern.test(name))?.[0];
      if (part && typeof kernel === "function") Object.assign(call, { [name]: this.#timed(part, kernel as Kernel) });
    }
    return kernels.calling(call);
  }

  #timed(part: PartName, kernel: Kernel): Kernel {
    return (...values) => {
      const begun = this.#clock();
      const result = kernel(...values);
      if (this.#inside) this.#spent[part] += this.#clock() - begun;
      return result;
    };
  }

  /** Times one iteration. Kernels that run outside of iterations do not count. */
  iteration<T>(work: () => T): T {
    const begun = this.#clock();
    this.#inside = true;
    const result = work();
    this.#inside = false;
    this.#whole += this.#clock() - begun;
    this.#iterations++;
    return result;
  }

  summary(): ProfileSummary {
    const mean = (milliseconds: number) => milliseconds / 1000 / Math.max(1, this.#iterations);
    const known = partNames.reduce((total, part) => total + this.#spent[part], 0);
    const parts = partNames.map((part) => [part, mean(part === "rest" ? this.#whole - known : this.#spent[part])]);
    return Object.fromEntries([...parts, ["iteration", mean(this.#whole)]]) as ProfileSummary;
  }
}

type Kernel = (...values: number[]) => number | undefined;

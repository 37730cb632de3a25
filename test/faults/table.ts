// Every stage of a calculation × what can break in it → what the user sees.
import { GibbsChains } from "../../src/branches/gibbs.ts";
import { randomStream } from "../../src/core/random.ts";
import { lowestState } from "../../src/exact/lanczos.ts";
import {
  type CompareOptions,
  chain,
  compareReadouts,
  decodeNetwork,
  encodeNetwork,
  exactGroundState,
  type GroundStateOptions,
  groundState,
  ising,
  type LearnOptions,
  learnState,
  type Outcome,
  rbm,
  type Step,
} from "../../src/index.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";
import { type KernelName, spoilParameters, type ValueName, values, type Wrap, wrapKernels } from "./inject.ts";

/** What a calculation with a fault in it came to. */
export interface Seen {
  readonly text: string;
  /** Steps that were told before the fault, and the first one that tells of it; `null` where none does. */
  readonly before: number;
  readonly told: number | null;
  /** Whether the weights that are kept are finite. */
  readonly finite: boolean;
}

/** One row. */
export interface Fault {
  readonly stage: string;
  readonly fault: string;
  /** For the page. */
  readonly seen: string;
  /** What the end says. */
  readonly text: RegExp;
  /** How many steps later than at once the log tells of it; left out where the end does. */
  readonly later?: number;
  /** Whether the weights that are kept may be the ones that were broken from the beginning. */
  readonly broken?: boolean;
  /** @param k at which call, drawn at random */
  readonly happens: (k: number) => Promise<Seen>;
}

/** The steps that were told so far. */
type Steps = readonly { readonly rollbacks?: number; readonly attempt?: number; readonly start: number }[];

/** Follows a driver with a fault installed. */
async function followed<S extends Steps[number], R>(
  driver: () => AsyncGenerator<S, R, void>,
  install: (steps: Steps, happened: () => void) => () => void,
  tell: (result: R) => { readonly text: string; readonly finite: boolean },
): Promise<Seen> {
  const steps: S[] = [];
  let before = -1;
  const remove = install(steps, () => {
    if (before < 0) before = steps.length;
  });
  try {
    const running = driver();
    let next = await running.next();
    for (; !next.done; next = await running.next()) steps.push(next.value);
    const told = steps.findIndex(({ rollbacks = 0, attempt = 0 }) => rollbacks > 0 || attempt > 0);
    return { before, told: told < 0 ? null : told, ...tell(next.value) };
  } finally {
    remove();
  }
}

const textOf = ({ stopped, verdict, network }: Outcome) => ({
  text: `${stopped.reason}: ${verdict.text}`,
  finite: network.parameters.every(Number.isFinite),
});

const hamiltonian = ising(chain(6), { field: 1 });
const FINAL = 1024;
const sampled: GroundStateOptions = {
  hamiltonian,
  ansatz: rbm({ density: 1 }),
  fullSum: false,
  optimizer: "sr",
  samples: 128,
  chains: 16,
  finalSamples: FINAL,
  iterations: 80,
  seed: 1,
};

type Install = (steps: Steps, happened: () => void) => () => void;
const run = (install: Install, options: Partial<GroundStateOptions> = {}) =>
  followed<Step, Outcome>(() => groundState({ ...sampled, ...options }), install, textOf);

/** Spoils what a kernel writes, at its first call after k steps that `is` one of those meant. */
const written =
  (
    kernels: Partial<Record<KernelName, number>>,
    spoil: (out: Float64Array) => void,
    k: number,
    is: (args: readonly number[]) => boolean = () => true,
  ): Install =>
  (steps, happened) => {
    let done = false;
    const wrap =
      (at: number): Wrap =>
      (memory, args, call) => {
        const result = call();
        if (!done && steps.length >= k && is(args)) {
          done = true;
          happened();
          spoil(new Float64Array(memory.call.memory.buffer, args[at]));
        }
        return result;
      };
    return wrapKernels(Object.fromEntries(Object.entries(kernels).map(([name, at]) => [name, wrap(at)])));
  };

/** Where the kernels write; the argument that points there. */
const ENERGIES = { networkLocalEstimates: 7 } as const;
const DERIVATIVES = { networkParameterPanels: 5, networkSamplePanels: 5, rbmFinishGram: 3 } as const;
const ENERGY_DERIVATIVES = { networkEstimatePanels: 7 } as const;
const SOLUTIONS = { solveComplex: 2, solveReal: 2, luSolveComplex: 3 } as const;
const AMPLITUDES = { networkStates: 5 } as const;
/** Their argument that counts configurations. */
const COUNT = { energies: 5, amplitudes: 3 } as const;

const first = (value: number) => (out: Float64Array) => void out.fill(value, 0, 1);
const lowered = (by: number, count: number) => (out: Float64Array) => {
  for (let x = 0; x < count; x++) out[2 * x] -= by;
};
const inMeasurement = (args: readonly number[]) => args[COUNT.energies] >= FINAL;

/** Parameters that a network is given, at the first time after k steps. */
const given =
  (value: number, k: number, is: (length: number, steps: Steps) => boolean = () => true): Install =>
  (steps, happened) => {
    let done = false;
    return spoilParameters(
      (_, length) => !done && steps.length >= k && is(length, steps),
      (parameters) => {
        done = true;
        happened();
        parameters[4] = value;
      },
    );
  };

/** A factorisation that finds its matrix not positive definite, or singular. */
const singular =
  (k: number, always: boolean): Install =>
  (steps, happened) => {
    let done = false;
    const wrap: Wrap = (_, __, call) => {
      const result = call();
      if (steps.length < k || (done && !always)) return result;
      done = true;
      happened();
      return 1;
    };
    return wrapKernels({ choleskyComplex: wrap, choleskyReal: wrap, choleskySingle: wrap, luComplex: wrap });
  };

/** Chains that make no move while `frozen`. */
const still =
  (frozen: (steps: Steps) => boolean): Install =>
  (steps, happened) =>
    wrapKernels({
      networkDraw: (memory: Kernels, args, call) => {
        if (frozen(steps)) {
          happened();
          const plans = memory.int32(args[3], 8 * args[4]);
          for (let index = 0; index < args[4]; index++) plans[8 * index + 2] = plans[8 * index + 4] = 0;
        }
        return call();
      },
    });

/** What the Gibbs chains of a mixture draw. */
const drawnBranches =
  (value: number, k: number): Install =>
  (steps, happened) => {
    const { draw } = GibbsChains.prototype;
    let done = false;
    GibbsChains.prototype.draw = function (this: GibbsChains, ...args: Parameters<GibbsChains["draw"]>) {
      const hidden = draw.apply(this, args);
      if (!done && steps.length >= k) {
        done = true;
        happened();
        hidden[0] = value;
      }
      return hidden;
    };
    return () => {
      GibbsChains.prototype.draw = draw;
    };
  };

const mixture: Partial<GroundStateOptions> = { readout: "branches", hamiltonian: ising(chain(4), { field: 1 }), starts: 1, iterations: 50 };
const branches = (install: Install) => {
  const { optimizer: _, ...options } = { ...sampled, ...mixture };
  return followed<Step, Outcome>(() => groundState(options), install, textOf);
};

const small = ising(chain(4), { field: 1 });
const target = exactGroundState(small);
const learn = (install: Install, options: Partial<LearnOptions> = {}) =>
  followed(
    () => learnState({ feed: { amplitudes: target }, hamiltonian: small, seed: 1, iterations: 60, starts: 2, ...options }),
    install,
    ({ stopped, figures, network }) => ({
      text: `${stopped.reason}: fidelity ${figures.fidelity?.mean.toFixed(6)}`,
      finite: network.parameters.every(Number.isFinite),
    }),
  );

const compare = (install: Install) => {
  const shared: CompareOptions = {
    hamiltonian,
    ansatz: rbm({ density: 1 }),
    fullSum: false,
    optimizer: "sr",
    samples: 128,
    chains: 16,
    finalSamples: FINAL,
    iterations: 40,
    seed: 1,
  };
  return followed(
    async function* () {
      const running = compareReadouts({ ...shared, readouts: ["born", "phaseless"] });
      let next = await running.next();
      for (; !next.done; next = await running.next()) if ("iteration" in next.value) yield next.value;
      return next.value;
    },
    install,
    ({ outcomes }) => ({
      text: Object.entries(outcomes)
        .map(([name, outcome]) => `${name} ${outcome.verdict.text}`)
        .join(" | "),
      finite: Object.values(outcomes).every(({ network }) => network.parameters.every(Number.isFinite)),
    }),
  );
};

/** Something that is refused at once. */
const refused = async (work: () => unknown): Promise<Seen> => {
  try {
    await work();
    return { text: "nothing", before: 0, told: null, finite: true };
  } catch (error) {
    const { name, message } = error as Error;
    return { text: `${name}: ${message}`, before: 0, told: null, finite: true };
  }
};

const ROLLED_BACK = "at once: `rollbacks` in the log, `recovered: rolled back to the best weights` in the verdict";
const NEXT = "by the next update: `rollbacks` in the log, `recovered: rolled back to the best weights` in the verdict";
const rolledBack = { text: /recovered: rolled back to the best weights/, later: 0 } as const;

const names = Object.keys(values) as ValueName[];
const each = (row: (value: number, name: ValueName) => Fault): Fault[] => names.map((name) => row(values[name], name));

export const faults: readonly Fault[] = [
  ...each((value, fault) => ({
    stage: "initial weights",
    fault,
    seen: "`stopped (not finite): energy …: no state has that; the weights that it began with are kept`",
    text: /^not finite: stopped \(not finite\): energy .*: no state has that; the weights that it began with are kept/,
    broken: true,
    happens: () => run(given(value, 0)),
  })),
  ...each((value, fault) => ({
    stage: "weights of a start",
    fault,
    seen: "the start loses: the log has no line of it",
    text: /^(iterations|converged): right/,
    happens: () =>
      run(
        given(value, 10, (_, steps) => steps.length === 10),
        { starts: 3 },
      ),
  })),
  ...each((value, fault) => ({
    stage: "parameters after an update",
    fault,
    seen: NEXT,
    ...rolledBack,
    later: 1,
    happens: (k) => run(given(value, k)),
  })),
  {
    stage: "sampling",
    fault: "chains frozen in the training",
    seen: "after 20 draws: `attempt` in the log, `recovered: began again with new weights` in the verdict",
    text: /recovered: began again with new weights/,
    later: 20,
    happens: (k) => run(still((steps) => steps.length >= k && !steps.some(({ attempt = 0 }) => attempt > 0))),
  },
  {
    stage: "sampling",
    fault: "chains frozen from the training on",
    seen: "`not converged (frozen chains)` or `(chains disagree)`",
    text: /not converged \((frozen chains|chains disagree)\)/,
    happens: (k) => run(still((steps) => steps.length >= k)),
  },
  ...each((value, fault) => ({
    stage: "local energies",
    fault,
    seen: ROLLED_BACK,
    ...rolledBack,
    happens: (k) => run(written(ENERGIES, first(value), k)),
  })),
  {
    stage: "local energies",
    fault: "all 100 lower: below every state",
    seen: ROLLED_BACK,
    ...rolledBack,
    happens: (k) => run(written(ENERGIES, lowered(100, sampled.samples ?? 0), k)),
  },
  {
    stage: "local energies",
    fault: "all 3 lower: below the exact energy",
    seen: "by the next updates, which lie above: `rollbacks`, and `recovered` or `stopped (diverged)`",
    text: /recovered: rolled back to the best weights|stopped \(diverged\)/,
    later: 1,
    happens: (k) => run(written(ENERGIES, lowered(3, sampled.samples ?? 0), k)),
  },
  {
    stage: "local energies",
    fault: "half of them wrong by 1e-9: a thread that computes wrong numbers",
    seen: "by the spot check: `recovered: a thread computed … for a local energy that is …: one thread went on`, with the bits of one thread",
    text: /recovered: a thread computed .* for a local energy that is .*: one thread went on/,
    happens: (k) =>
      run(
        (steps, happened) =>
          wrapKernels({
            networkLocalEstimates: (memory, args, call) => {
              call();
              const count = args[COUNT.energies];
              if (steps.length >= k && count > 1) {
                happened();
                const out = memory.float64(args[ENERGIES.networkLocalEstimates], 2 * count);
                for (let x = count >> 1; x < count; x++) out[2 * x] += 1e-9;
              }
              return undefined;
            },
          }),
        { workers: 2 },
      ),
  },
  ...each((value, fault) => ({
    stage: "derivatives",
    fault,
    seen: ROLLED_BACK,
    ...rolledBack,
    happens: (k) => run(written(DERIVATIVES, first(value), k)),
  })),
  ...each((value, fault) => ({
    stage: "derivatives, Adam",
    fault,
    seen: ROLLED_BACK,
    ...rolledBack,
    happens: (k) => run(written(DERIVATIVES, first(value), k), { optimizer: "adam" }),
  })),
  ...each((value, fault) => ({
    stage: "derivatives of the energy, rgn",
    fault,
    seen: ROLLED_BACK,
    ...rolledBack,
    happens: (k) => run(written(ENERGY_DERIVATIVES, first(value), k), { optimizer: "rgn" }),
  })),
  ...(["sr", "rgn"] as const).flatMap((optimizer): Fault[] => [
    ...each((value, fault) => ({
      stage: `solve, ${optimizer}`,
      fault,
      seen: ROLLED_BACK,
      ...rolledBack,
      happens: (k) => run(written(SOLUTIONS, first(value), k), { optimizer }),
    })),
    {
      stage: `solve, ${optimizer}`,
      fault: "a singular metric, once",
      seen: ROLLED_BACK,
      ...rolledBack,
      happens: (k) => run(singular(k, false), { optimizer }),
    },
    {
      stage: `solve, ${optimizer}`,
      fault: "a singular metric, always",
      seen: "`stopped (not finite): the metric is not positive definite in floating point`",
      text: /^not finite: stopped \(not finite\): the metric is not positive definite in floating point: the last good weights are kept/,
      happens: (k) => run(singular(k, true), { optimizer }),
    },
    {
      stage: `solve, ${optimizer}`,
      fault: "an ill-conditioned metric: a solution of 1e30",
      seen: ROLLED_BACK,
      ...rolledBack,
      happens: (k) => run(written(SOLUTIONS, first(1e30), k), { optimizer }),
    },
  ]),
  ...each((value, fault) => ({
    stage: "growth",
    fault,
    seen: "at once: `attempt` in the log, `recovered: began again with new weights` in the verdict",
    text: /recovered: began again with new weights/,
    later: 0,
    happens: () => {
      let least = Number.POSITIVE_INFINITY;
      const larger = (length: number) => {
        least = Math.min(least, length);
        return length > least;
      };
      const { optimizer: _, ...options } = sampled;
      return followed<Step, Outcome>(
        () => groundState({ ...options, ansatz: rbm(), fullSum: true, starts: 1, accuracy: 1e-9, iterations: 400 }),
        given(value, 0, larger),
        textOf,
      );
    },
  })),
  {
    stage: "final energies",
    fault: "NaN",
    seen: "`stopped (not finite): the final energy is NaN, its variance NaN`",
    text: /^not finite: stopped \(not finite\): the final energy is NaN/,
    happens: () => run(written(ENERGIES, first(Number.NaN), 0, inMeasurement)),
  },
  ...each((value, fault) => ({
    stage: "final energies",
    fault,
    seen: "`annealed again once`: those samples are thrown away",
    text: /right: .*annealed again once/,
    happens: () => run(written(ENERGIES, first(value), 0, inMeasurement)),
  })).slice(1),
  {
    stage: "final energies",
    fault: "all 3 lower: below the exact energy",
    seen: "`not the ground state: … below the exact energy`, or `cannot be trusted: … below the exact`",
    text: /not the ground state: .* below the exact energy|cannot be trusted: .* below the exact/,
    happens: () => run(written(ENERGIES, lowered(3, FINAL), 0, inMeasurement)),
  },
  ...each((value, fault) => ({
    stage: "final observables",
    fault,
    seen: "`not converged (not finite): the final <ZZ> is …`",
    text: /^not finite: not converged \(not finite\): the final <ZZ> is /,
    happens: () => {
      let measured = 0;
      return run(written(ENERGIES, first(value), 0, (args) => inMeasurement(args) && ++measured === 2));
    },
  })),
  {
    stage: "search for hidden modes",
    fault: "NaN",
    seen: "`not converged (not finite): an amplitude met in the search for hidden modes is not a number`",
    text: /^not finite: not converged \(not finite\): an amplitude met in the search for hidden modes is not a number/,
    happens: () => run(written(AMPLITUDES, first(Number.NaN), 0, (args) => args[COUNT.amplitudes] === 200)),
  },
  {
    stage: "search for hidden modes",
    fault: "+Inf",
    seen: "`not converged (hidden mode)`",
    text: /^hidden mode: not converged \(hidden mode\): 1 of 200 /,
    happens: () => run(written(AMPLITUDES, first(Number.POSITIVE_INFINITY), 0, (args) => args[COUNT.amplitudes] === 200)),
  },
  {
    stage: "search for hidden modes",
    fault: "-Inf: a zero amplitude",
    seen: "nothing: it outweighs nothing",
    text: /^(iterations|converged): right: .*no hidden mode found in 200 starts$/,
    happens: () => run(written(AMPLITUDES, first(Number.NEGATIVE_INFINITY), 0, (args) => args[COUNT.amplitudes] === 200)),
  },
  ...each((value, fault) => ({
    stage: "branches, training",
    fault,
    seen: "`stopped (not finite): energy …: the last good weights are kept`",
    text: /^not finite: stopped \(not finite\): energy NaN, variance NaN: the last good weights are kept/,
    happens: (k) => branches(drawnBranches(value, k)),
  })),
  ...each((value, fault) => ({
    stage: "branches, measurement",
    fault,
    seen: "`stopped (not finite): the final energy is …`",
    text: /^not finite: stopped \(not finite\): the final energy is /,
    happens: () => branches(drawnBranches(value, 50)),
  })),
  ...each((value, fault) => ({
    stage: "learn, initial weights",
    fault,
    seen: "the start loses to the others",
    text: /^converged: fidelity 1\.000000/,
    happens: () => learn(given(value, 0)),
  })),
  ...each((value, fault) => ({
    stage: "learn, loss",
    fault,
    seen: "the step is taken back, and made again with a larger λ: `stepNorm` in the log",
    text: /^converged: fidelity 1\.000000/,
    happens: (k) => learn(written(AMPLITUDES, first(value), 1 + (k % 3))),
  })),
  ...each((value, fault) => ({
    stage: "learn, gradient",
    fault,
    seen: "the step is made again with a larger λ: `stepNorm` in the log",
    text: /^converged: fidelity 1\.000000/,
    happens: (k) => learn(written(DERIVATIVES, first(value), 1 + (k % 3))),
  })),
  {
    stage: "learn, gradient",
    fault: "NaN, always",
    seen: "`stopped (not finite)`",
    text: /^not finite: fidelity 0\./,
    happens: () =>
      learn((_, happened) => {
        const spoil =
          (at: number): Wrap =>
          (memory, args, call) => {
            const result = call();
            happened();
            memory.float64(args[at], 1)[0] = Number.NaN;
            return result;
          };
        return wrapKernels({ networkParameterPanels: spoil(5), networkSamplePanels: spoil(5), rbmFinishGram: spoil(3) });
      }),
  },
  ...each((value, fault) => ({
    stage: "learn, solve",
    fault,
    seen: "the step is made again with a larger λ: `stepNorm` in the log",
    text: /^converged: fidelity 1\.000000/,
    happens: (k) => learn(written(SOLUTIONS, first(value), 1 + (k % 3))),
  })),
  ...each((value, fault) => ({
    stage: "compare, parameters after an update",
    fault,
    seen: "as in a run",
    text: /^born .*recovered: rolled back to the best weights once \| phaseless (?!.*recovered)/,
    later: 1,
    happens: (k) => compare(given(value, k % 30)),
  })),
  ...each((value, fault) => ({
    stage: "evaluate, stored weights",
    fault,
    seen: "refused in one line that names the tensor",
    text: /^InputError: network: expected a safetensors file of complex weights, got a broken one: tensor "weights" holds (NaN|-?Infinity) at/,
    happens: () =>
      refused(async () => {
        const driver = groundState({ ...sampled, iterations: 1, finalSamples: 64 });
        let next = await driver.next();
        while (!next.done) next = await driver.next();
        const { network } = next.value;
        network.parameters[4] = value;
        decodeNetwork(encodeNetwork(network));
      }),
  })),
  ...each((value, fault) => ({
    stage: "reference, Lanczos",
    fault,
    seen: "refused in one line: `exact: the Hamiltonian: expected finite matrix elements`",
    text: /^InputError: exact: the Hamiltonian: expected finite matrix elements, got /,
    happens: () =>
      refused(() =>
        lowestState(
          { length: 4, complex: false, apply: (_: Float64Array, out: Float64Array) => void out.fill(value) } as never,
          new Float64Array(4).fill(1),
        ),
      ),
  })),
  ...each((value, fault) => ({
    stage: "reference, free fermions",
    fault,
    seen: "refused in one line: `ising.field: expected a finite number`",
    text: /^InputError: ising\.field: expected a finite number, got /,
    happens: () => refused(() => ising(chain(6), { field: value })),
  })),
];

/** The call of a fault, from a seed. */
export function callOf(seed: number, { stage, fault }: Fault): number {
  return 8 + Math.floor(40 * randomStream(seed, `${stage}/${fault}`).uniform());
}

/** The table of the page: rows that differ in the number alone are one. */
export function tableOf(rows: readonly Fault[]): string {
  const lines: { stage: string; faults: string[]; seen: string }[] = [];
  for (const { stage, fault, seen } of rows) {
    const last = lines.at(-1);
    if (last && last.stage === stage && last.seen === seen) last.faults.push(fault);
    else lines.push({ stage, faults: [fault], seen });
  }
  return [
    "| stage | fault | what is seen |",
    "|---|---|---|",
    ...lines.map(({ stage, faults: all, seen }) => `| ${stage} | ${all.join(", ")} | ${seen} |`),
  ].join("\n");
}

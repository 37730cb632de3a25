// Whether back-propagation is the exact gradient, and what it brings to a hidden unit of places that the unit does not see.
import { chain, dm, type Estimate, type Hamiltonian, ising } from "../../index.ts";
import type { Experiment, Setting } from "../experiment.ts";
import { above, meanOf } from "../support/means.ts";
import { operatorOf } from "../support/operator.ts";
import { randomNumbers } from "../support/random.ts";
import { within } from "../support/words.ts";
import { randomLayers, wavesOf } from "./layers.ts";
import { gradientError, type Knowledge, knowledgeOf, localNetwork, type SignalName, signalNames, stepDown } from "./signals.ts";

/** What the signals of a first-layer unit know of the far half, in nats, means over seeds. */
type Row = {
  readonly layers: number;
  readonly updates: number;
  readonly trained: boolean;
  readonly energyPerSite: Estimate;
  /** I(signal; far half). */
  readonly plain: Readonly<Record<SignalName, Estimate>>;
  /** I(signal; far half | near half). */
  readonly beyond: Readonly<Record<SignalName, Estimate>>;
};

type BackpropagationNumbers = {
  /** Of the chain of transposed layers against finite differences, relative to the largest component. */
  readonly gradientError: number;
  readonly rows: readonly Row[];
};

/** Central differences of step 1e-4: their error is of the order of the step squared, that of rounding 1e-12 over the step. */
const DIFFERENCES = 1e-5;
/** Nats: a hundredth of a bit. What is below is nothing. */
const NEGLIGIBLE = 0.007;

export const backpropagationExperiment: Experiment<BackpropagationNumbers> = {
  name: "backpropagation",
  claim:
    "Back-propagation is the chain of the transposed layers, and what it brings to a hidden unit is global: it knows of the whole chain, where the forward wave of the unit knows of its own sites alone.",
  section: "Eqs. (6) and (7): the gradient",
  method:
    "(1) A complex network of two hidden layers (log-cosh) on a Heisenberg ring with a Dzyaloshinskii-Moriya term: its gradient by transposed layers, for every weight, against central differences of the exact energy. " +
    "(2) Real networks on the Ising ring of 8 sites (quick: 6) at h = 1 with a first layer in which each unit sees three neighbouring sites, with and without a layer above that mixes them, before and after training. For each unit, over the exact " +
    "Born distribution |f|²: the mutual information between the half of the ring that it does not see and its forward value h_j, the transposed layers alone (∂ ln f/∂h_j), and the gradient by its bias in one configuration, " +
    "Re δ_j* (ε - <ε>). Each signal in 8 bins of equal probability; plug-in estimate, which has no bias where every configuration is counted. Information beyond the near half is that given its configuration, I(signal; far | near): " +
    "0 for whatever depends on the near half alone, however the halves are correlated.",
  otherwise: "A gradient off by more than 1e-5, no information beyond the near half in the gradient; or as much in the forward wave.",

  async measure(setting) {
    const { quick, seed } = setting;
    const error = await exactness(setting, quick ? 4 : 6);
    const seeds = Array.from({ length: quick ? 2 : 3 }, (_, k) => seed + 1000 * k);
    const sites = quick ? 6 : 8;
    const updates = quick ? [0, 30] : [0, 10, 20, 30, 40, 50];
    const rows: Row[] = [];
    for (const [n, above] of [[], [4]].entries()) {
      const courses: Course[] = [];
      for (const [k, name] of seeds.entries()) {
        const step = (part: number) => setting.step(0.2 + 0.4 * (n + (k + part) / seeds.length), `${above.length + 1} hidden layers`);
        courses.push(await courseOf(ising(chain(sites), { field: 1 }), { above, updates, seed: name, step }));
      }
      rows.push(
        ...updates.map((at, k) =>
          rowOf(
            above.length + 1,
            at,
            courses.map((course) => course[k]),
          ),
        ),
      );
    }
    const last = Math.max(...updates);
    return {
      numbers: { gradientError: error, rows: rows.filter(({ updates: at }) => at === 0 || at === last) },
      charts: [
        {
          title: `What reaches a hidden unit from the half of the ring of ${sites} sites that it does not see`,
          x: "updates of the weights",
          y: "I(signal; far half | near half) / nats",
          series: [1, 2].flatMap((layers) =>
            signalNames.map((name) => ({
              name: `${words[name]}, ${layers === 1 ? "one hidden layer" : "two"}`,
              points: rows
                .filter((row) => row.layers === layers)
                .map(({ updates: at, beyond }) => [at, beyond[name].mean, beyond[name].error] as const),
            })),
          ),
        },
      ],
      tables: (["plain", "beyond"] as const).map((of) => ({
        title:
          of === "plain" ? "I(signal; far half), in nats" : "Beyond what the near half tells: I(signal; far half | near half), in nats",
        columns: ["hidden layers", "updates", "energy per site", ...signalNames.map((name) => words[name])],
        rows: rows
          .filter(({ updates: at }) => at === 0 || at === last)
          .map((row) => [row.layers, row.updates, row.energyPerSite, ...signalNames.map((name) => row[of][name])]),
      })),
    };
  },

  judge({ gradientError: error, rows }) {
    if (error > DIFFERENCES)
      return {
        verdict: "fails",
        because: `The chain of transposed layers is off the gradient by ${error.toExponential(1)} of its largest component.`,
      };
    const global = (row: Row, name: SignalName) => above(row.beyond[name], Math.max(NEGLIGIBLE, row.beyond.forward.mean));
    const local = rows.find((row) => !global(row, "gradient"));
    if (local)
      return {
        verdict: "fails",
        because: `With ${local.layers} hidden layers after ${local.updates} updates the gradient of a unit knows ${within(local.beyond.gradient)} nats of the far half, its forward wave ${within(local.beyond.forward)}.`,
      };
    const numbers = rows
      .filter(({ trained }) => trained)
      .map(
        ({ layers, beyond }) =>
          `${layers === 1 ? "one hidden layer" : `${layers} hidden layers`}: transposed layers ${within(beyond.transposed, 3)}, gradient ${within(beyond.gradient, 3)}`,
      )
      .join("; ");
    const forward = Math.max(...rows.map(({ beyond }) => beyond.forward.mean));
    const least = Math.min(...rows.filter(({ trained }) => !trained).map(({ beyond }) => beyond.gradient.mean));
    const because =
      `The chain is the gradient to ${error.toExponential(0)}. Nats of the far half beyond the near one, trained: ${numbers}; ` +
      `untrained the gradient has ${least.toFixed(3)} or more; the forward wave at most ${forward.toFixed(3)}.`;
    const carried = rows.filter((row) => global(row, "transposed"));
    if (carried.length === rows.length) return { verdict: "holds", because };
    const rest = `${because} Where the transposed layers bring nothing, what is global in the gradient is the loss, ε - <ε>, which every unit gets alike.`;
    if (carried.length === 0) return { verdict: "holds only if the loss looks at the whole chain", because: rest };
    return { verdict: `holds only if there are at least ${Math.min(...carried.map(({ layers }) => layers))} hidden layers`, because: rest };
  },
};

const words: Readonly<Record<SignalName, string>> = { forward: "forward wave", transposed: "transposed layers", gradient: "gradient" };

/** A complex network and a complex Hamiltonian, so that no part is left out. */
async function exactness(setting: Setting, sites: number): Promise<number> {
  await setting.step(0, "the gradient");
  const network = randomLayers(sites, [sites, 4], "complex", randomNumbers(setting.seed, "backpropagation/gradient"));
  return gradientError(network, wavesOf(network), dm(chain(sites), { d: 0.5 }));
}

type Course = readonly { readonly energyPerSite: number; readonly knowledge: Readonly<Record<SignalName, Knowledge>> }[];

interface Training {
  readonly above: readonly number[];
  readonly updates: readonly number[];
  readonly seed: number;
  readonly step: (part: number) => Promise<void>;
}

async function courseOf(hamiltonian: Hamiltonian, { above: widths, updates, seed, step }: Training): Promise<Course> {
  const operator = operatorOf(hamiltonian);
  const { size } = hamiltonian.lattice;
  const last = Math.max(...updates);
  const course: { energyPerSite: number; knowledge: Record<SignalName, Knowledge> }[] = [];
  let network = localNetwork(size, widths, randomNumbers(seed, `backpropagation/${widths.length}`));
  for (let at = 0; at <= last; at++) {
    if (at % 2 === 0) await step(at / (last + 1));
    const { waves, gradient, next } = stepDown(network, operator);
    if (updates.includes(at))
      course.push({ energyPerSite: gradient.energy / size, knowledge: knowledgeOf(network, { waves, gradient }, operator) });
    network = next;
  }
  return course;
}

function rowOf(layers: number, updates: number, points: readonly Course[number][]): Row {
  const means = (pick: (knowledge: Knowledge) => number) => ({
    forward: meanOf(points.map(({ knowledge }) => pick(knowledge.forward))),
    transposed: meanOf(points.map(({ knowledge }) => pick(knowledge.transposed))),
    gradient: meanOf(points.map(({ knowledge }) => pick(knowledge.gradient))),
  });
  return {
    layers,
    updates,
    trained: updates > 0,
    energyPerSite: meanOf(points.map(({ energyPerSite }) => energyPerSite)),
    plain: means(({ plain }) => plain),
    beyond: means(({ beyond }) => beyond),
  };
}

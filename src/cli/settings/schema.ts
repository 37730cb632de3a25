// Every setting of the command line: its type, its help, its place in a file.
import { z } from "zod";
import { bondsSchema, parameterSchema } from "../../files/entries.ts";
import { boundaryNames, latticeNames } from "../../files/lattices.ts";
import { parameterNames, rotations } from "../../files/problem.ts";
import {
  activationNames,
  ansatzNames,
  mlp,
  type ObservableName,
  observableNames,
  optimizerNames,
  parityNames,
  rbm,
  readoutNames,
} from "../../index.ts";
import {
  learningRates,
  MOST_FOR_TOLERANCE,
  MOST_FULL_SUM_SITES,
  MOST_SITES,
  MOST_STARTS,
  type PresetName,
  type PresetParameterName,
  presetNames,
  presetOf,
  resolveTraining,
} from "../../internal.ts";
import { about, coupling, integer, name, notNegative, positive, type Texts, toggle, toggleOn } from "./fields.ts";

const readings = [...readoutNames, "quantum"] as const;

type Coupling = ReturnType<typeof coupling>;

/** A flag for every parameter of any model, told from the models' own records. */
const couplingShape = Object.fromEntries(
  parameterNames.map((key) => [key, coupling({ group: "Problem", help: parameterHelp(key) })]),
) as Record<PresetParameterName, Coupling>;

function parameterHelp(key: string): string {
  const owners = presetNames.map((model) => ({ model, ...presetOf(model).parameters[key] })).filter(({ help }) => help !== undefined);
  const [first] = owners;
  const alike = owners.every((owner) => owner.default === first.default);
  const values = alike ? `default: ${first.default}` : `default: ${owners.map((owner) => `${owner.default} in ${owner.model}`).join(", ")}`;
  return `${first.help}, in ${owners.map(({ model }) => model).join(", ")} (${values})`;
}

export const DEFAULT_SITES = 20;
const defaults = resolveTraining({});
const byDefault = (value: number) => ` (default: ${value})`;

const size = z
  .string()
  .regex(/^[1-9]\d{0,3}(x[1-9]\d{0,3})?$/)
  .optional();
size.register(about, {
  group: "Problem",
  help: "width x height of a square lattice, or rungs of a ladder",
  expected: 'a size such as "4x4"',
  kind: "text",
  argument: "<size>",
});

const edgeList = bondsSchema.optional();
edgeList.register(about, {
  group: "Problem",
  help: 'bonds of a lattice of your own: a file with a line "0 1" for each, or "0 1 0.35" with its weight, or a list in YAML or JSON; sites are counted from 0',
  expected: "a file, or a list of bonds such as [[0, 1], [1, 2]] or [[0, 1, 0.35]]",
  kind: "edges",
  argument: "<file>",
});

const text = z.string().optional();
text.register(about, {
  group: "Problem",
  help: 'a Hamiltonian of your own instead of a model: "-sum(Z(i)*Z(i+1)) - h*sum(X(i))", or Pauli strings: "0.5 X0 X1 - 2 Z0"',
  expected: "a formula as text",
  kind: "text",
  argument: "<formula>",
});

const hamiltonianFile = z.string().optional();
hamiltonianFile.register(about, {
  group: "Problem",
  help: "a file of Pauli strings, as Qiskit or OpenFermion print them or one term on each line: ZIZI -0.3, 0.17 Z0 Z1",
  expected: "the name of a file",
  kind: "text",
  argument: "<file>",
});

const set = z.record(z.string(), parameterSchema).optional();
set.register(about, {
  group: "Problem",
  help: "a parameter of the model or of your own Hamiltonian, there also a list h=[0.1,0.2] for h(i); may be repeated",
  expected: 'name=value with a finite number or arithmetic such as "sqrt(2)/2", or a list of them such as [0.1, 0.2]',
  kind: "assignments",
  argument: "<name=value>",
});

export const problemShape = {
  model: name(presetNames as readonly [PresetName, ...PresetName[]], {
    group: "Problem",
    help: `the Hamiltonian: ${presetNames.join(", ")}; nqs help models tells their formulas, signs and units (default: ${presetNames[0]}, in run and exact)`,
  }),
  hamiltonian: text,
  hamiltonianFile,
  lattice: name(latticeNames, { group: "Problem", help: `${latticeNames.join(", ")} (default: ${latticeNames[0]})` }),
  sites: integer(1, MOST_SITES, {
    group: "Problem",
    help: `N, sites of the chain (default: ${DEFAULT_SITES}, or as many as a sum of Pauli strings has)`,
  }),
  size,
  edges: edgeList,
  boundary: name(boundaryNames, {
    group: "Problem",
    help: "periodic or open; on a square lattice also periodic,open: along x and y (default: periodic)",
  }),
  ...couplingShape,
  set,
  rotate: name(rotations, {
    group: "Problem",
    help: "basis in which the network is trained: auto (the one with the fewest positive off-diagonal elements), marshall or none (as written); observables stay those of H as written (default: auto)",
  }),
  magnetisation: z.int().min(-MOST_SITES).max(MOST_SITES).optional().register(about, {
    group: "Problem",
    help: "Σ s_i of the configurations, where H conserves it (default: that of the ground state where it is known, else all configurations)",
    expected: "an integer",
    kind: "number",
    argument: "<integer>",
  }),
};

const widths = z.array(z.int().min(1).max(4096)).min(1).max(8).optional();
widths.register(about, {
  group: "Network",
  help: `units of each hidden layer, in mlp (default: ${mlp().widths.join(",")})`,
  expected: "1 to 8 integers from 1 to 4096 such as 40,20",
  kind: "numbers",
  argument: "<counts>",
});

export const networkShape = {
  ansatz: name(ansatzNames, { group: "Network", help: `the network: ${ansatzNames.join(", ")} (default: ${ansatzNames[0]})` }),
  density: positive(256, {
    group: "Network",
    help: `α = M/N, hidden units per site, in rbm (default: ${rbm().density}, doubled while the V-score stays above --accuracy)`,
  }),
  real: toggleOn({ group: "Network", help: "real weights, a positive f, in rbm" }),
  widths,
  activation: name(activationNames, {
    group: "Network",
    help: `${activationNames.join(", ")}, in mlp (default: ${activationNames[0]})`,
  }),
  symmetric: toggle({
    group: "Network",
    help: "make f invariant under translations (default: where the ground state is known to be so; mlp: off)",
  }),
  pointGroup: toggle({
    group: "Network",
    help: "sum f over the rotations and reflections of the lattice, in the last fifth of the training (default: rbm on a square lattice, where the ground state is known to be invariant)",
  }),
  parity: name(parityNames, {
    group: "Network",
    help: "even, odd or none: f(s) + f(-s), f(s) - f(-s) or f(s) (default: even where the ground state is known to be and the mlp by itself is not)",
  }),
  biases: toggle({
    group: "Network",
    help: "terms of single sites and hidden units, which break the symmetry s → -s (default: where the ground state is not known to have it)",
  }),
  deviation: positive(100, {
    group: "Network",
    help: `standard deviation of the initial parameters (default: ${rbm().deviation}; mlp: 1, in units of the variance scaling)`,
  }),
};

export const trainingShape = {
  iterations: integer(1, 1_000_000, {
    group: "Training",
    help: `updates of the weights at most; the training ends earlier where the V-score no longer falls${byDefault(defaults.iterations)}`,
  }),
  samples: integer(2, 100_000_000, {
    group: "Training",
    help: `samples per update, all chains together (default: ${defaults.samples}; branches: 256, of 32 chains)`,
  }),
  chains: integer(1, 65_536, { group: "Training", help: `independent Markov chains${byDefault(defaults.chains)}` }),
  optimizer: name(optimizerNames, {
    group: "Training",
    help: `sr (stochastic reconfiguration), rgn (Rayleigh-Gauss-Newton, for few parameters) or adam (default: ${defaults.optimizer})`,
  }),
  learningRate: positive(Number.MAX_VALUE, {
    group: "Training",
    help: `γ in θ ← θ - γ δ at the first update; for rgn the largest time step τ, in units of 1/s (default: ${learningRates.sr}/s in sr, 0.2/s under branches, ${learningRates.adam} in adam, ${learningRates.rgn} in rgn; s = √(Σ c²/N) over the coefficients c of the terms of H)`,
  }),
  shift: notNegative({ group: "Training", help: `λ in (S + λ) δ = F, the diagonal shift of the metric${byDefault(defaults.shift)}` }),
  seed: integer(0, Number.MAX_SAFE_INTEGER, { group: "Training", help: `all randomness follows from it${byDefault(defaults.seed)}` }),
  finalSamples: integer(2, 1_000_000_000, {
    group: "Training",
    help: `samples of the measurement after training${byDefault(defaults.finalSamples)}`,
  }),
  fullSum: toggle({
    group: "Training",
    help: `exact enumeration instead of sampling, at most ${MOST_FULL_SUM_SITES} sites, under branches hidden units (default: where the sector has at most 4096 configurations, 1024 for mlp, or 4096 branches, and neither samples nor chains are asked for)`,
  }),
  starts: integer(1, MOST_STARTS, {
    group: "Training",
    help: "short trainings from different initial weights, of which the best is carried on (default: 4 where positive off-diagonal elements remain, an mlp is summed, or branches are read, 2 where everything is summed, 6 where both parities are tried, else 1)",
  }),
  accuracy: positive(1, {
    group: "Training",
    help: `a network grows until its V-score is below this; an energy counts as right within this part of the exact one${byDefault(defaults.accuracy)}`,
  }),
};

const readoutHelp = "how the network is read: born (or quantum), phaseless, classical, branches (of an rbm)";
const readout = name(readings, { group: "Training", help: `${readoutHelp} (default: born)` });
const listed = { kind: "names", names: readings, argument: "<names>", expected: "a list of readings such as born,classical" } as const;
const readouts = z.array(z.enum(readings)).min(1).optional();
readouts.register(about, {
  ...listed,
  group: "Training",
  help: `readings to compare (default: ${readoutNames.join(",")}, without branches where the network is no rbm or projected)`,
});

const feed = z.union([z.string(), z.array(z.string()).min(1).max(2)]).optional();
feed.register(about, {
  group: "Feed",
  help: "what the network is taught: amplitudes, probabilities, or configurations <file>: measured rows of 0 and 1, or of 1 and -1",
  expected: "amplitudes, probabilities, or configurations and a file",
  kind: "text",
  argument: "<what...>",
});

function file(texts: Texts) {
  return z
    .string()
    .optional()
    .register(about, { expected: "the name of a file", kind: "text", argument: "<file>", ...texts });
}

export const learnShape = {
  feed,
  bases: file({ group: "Feed", help: "the basis of each measured row, X Z or XZ (default: Z everywhere)" }),
  target: file({
    group: "Feed",
    argument: "<state>",
    help: "the state itself: ground (the exact ground state of the problem), a weights file, or a file of 2^N rows `re im`; beside measured rows it tells the fidelity (default: ground, and none for measured rows)",
  }),
  holdOut: z.number().min(0).max(0.5).optional().register(about, {
    group: "Feed",
    help: "the part of the measured rows that say when to stop and what to keep (default: 0.1)",
    expected: "a number from 0 to 0.5",
    kind: "number",
    argument: "<part>",
  }),
  ...problemShape,
  ...networkShape,
  readout: name(["born", "phaseless", "classical", "quantum"], {
    group: "Training",
    help: "for which reading the network is taught: |f|² is the probability in born (or quantum) and phaseless, |f| in classical (default: born)",
  }),
  iterations: integer(1, 1_000_000, { group: "Training", help: "steps of each start at most (default: 400)" }),
  starts: integer(1, MOST_STARTS, {
    group: "Training",
    help: "trainings from different initial weights, of which the best is kept (default: 3)",
  }),
  samples: integer(2, 1_000_000, {
    group: "Training",
    help: "samples of the network for each step, where it is too large to be summed (default: 1024)",
  }),
  seed: integer(0, Number.MAX_SAFE_INTEGER, { group: "Training", help: `all randomness follows from it${byDefault(defaults.seed)}` }),
};

const measured = { group: "Measurement" } as const;

const observables = z.array(z.enum(observableNames as [ObservableName, ...ObservableName[]])).optional();
observables.register(about, {
  ...measured,
  help: `what is measured beside the energy: ${observableNames.join(", ")}; nqs help observables tells their formulas`,
  expected: "a list of observables such as x,correlations",
  kind: "names",
  names: observableNames,
  argument: "<names>",
});

const observe = z.record(z.string(), z.string()).optional();
observe.register(about, {
  ...measured,
  help: 'an operator of your own, in the language of --hamiltonian: "chirality=sum(X(i)*Y(i+1)*Z(i+2))/N"; may be repeated',
  expected: "name=formula",
  kind: "formulas",
  argument: "<name=formula>",
});

const site = z
  .int()
  .min(0)
  .max(MOST_SITES - 1);
const pairs = z.array(z.tuple([site, site])).optional();
pairs.register(about, {
  ...measured,
  help: "pairs of sites for chsh, density and mutual-information, such as 0-1,0-5 (default: neighbours)",
  expected: "pairs of sites such as 0-1,0-5",
  kind: "pairs",
  argument: "<pairs>",
});

export const observablesShape = { observables, observe, pairs };

export const runShape = { ...problemShape, ...networkShape, readout, ...trainingShape, ...observablesShape };
export const compareShape = { ...problemShape, ...networkShape, readouts, ...trainingShape };
export const exactShape = { ...problemShape, ...observablesShape };

export const evaluateShape = {
  ...problemShape,
  readout: name(readings, { ...measured, help: `${readoutHelp} (default: the one it was trained under)` }),
  samples: integer(2, 1_000_000_000, { ...measured, help: `samples, all chains together${byDefault(defaults.finalSamples)}` }),
  tolerance: positive(Number.MAX_VALUE, {
    ...measured,
    help: `go on until the error of the energy per site is at most this, up to ${MOST_FOR_TOLERANCE} samples`,
  }),
  chains: integer(1, 65_536, { ...measured, help: `independent Markov chains${byDefault(defaults.chains)}` }),
  seed: integer(0, Number.MAX_SAFE_INTEGER, { ...measured, help: `all randomness follows from it${byDefault(defaults.seed)}` }),
  fullSum: toggleOn({
    ...measured,
    help: `exact enumeration instead of sampling (at most ${MOST_FULL_SUM_SITES} sites, under branches hidden units)`,
  }),
  ...observablesShape,
};

/** What a folder of measured values keeps: the settings, and the weights that they are of. */
export const measuredShape = {
  weights: file({ ...measured, help: "the weights that are measured" }),
  ...evaluateShape,
};

const basis = z.string().optional();
basis.register(about, {
  ...measured,
  help: "the axis along which each site is measured: a letter for each, or one letter for all (default: Z); at most 12 sites across the network's own axis",
  expected: "letters X, Y and Z such as XZZY",
  kind: "text",
  argument: "<letters>",
});

export const sampleShape = {
  basis,
  count: integer(1, 10_000_000, { ...measured, help: "rows (default: 1000)" }),
  readout: name(readings, { ...measured, help: `${readoutHelp} (default: the one it was trained under)` }),
  seed: integer(0, Number.MAX_SAFE_INTEGER, { ...measured, help: `all randomness follows from it${byDefault(defaults.seed)}` }),
};

const rows = z.array(z.string()).min(1).optional();
rows.register(about, {
  ...measured,
  help: "names of rows of the table",
  expected: "a list of rows of the table",
  kind: "names",
  argument: "<names>",
});

const seeds = z.array(z.int().min(0)).min(1).optional();
seeds.register(about, {
  group: "Training",
  help: `seeds, each a line of its own (default: ${defaults.seed})`,
  expected: "integers >= 0 such as 1,2,3",
  kind: "numbers",
  argument: "<seeds>",
});

export const benchmarkShape = { rows, seeds };

export type Shape = Readonly<Record<string, z.ZodType>>;
export type SettingsOf<S extends Shape> = z.infer<z.ZodObject<S>>;
export type ProblemSettings = SettingsOf<typeof problemShape>;
export type NetworkSettings = SettingsOf<typeof networkShape>;
export type TrainingSettings = SettingsOf<typeof trainingShape>;
export type RunSettings = SettingsOf<typeof runShape>;
export type CompareSettings = SettingsOf<typeof compareShape>;
export type ObservableSettings = SettingsOf<typeof observablesShape>;
export type LearnSettings = SettingsOf<typeof learnShape>;
export type EvaluateSettings = SettingsOf<typeof evaluateShape>;

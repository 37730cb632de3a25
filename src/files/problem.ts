import { z } from "zod";
import { refuse, refuseUnknown } from "../core/errors.ts";
import { fingerprintOf } from "../hamiltonian/fingerprint.ts";
import { type Hamiltonian, hamiltonianText, sum } from "../hamiltonian/hamiltonian.ts";
import { type PresetName, type PresetParameterName, presetHamiltonian, presetNames, presetOf } from "../hamiltonian/presets/presets.ts";
import { rotateMarshall, unrotated } from "../hamiltonian/rotate.ts";
import { inMagnetisation } from "../hamiltonian/sector.ts";
import { expression } from "../hamiltonian/text/expression.ts";
import type { FormulaParameter } from "../hamiltonian/text/expressionEvaluator.ts";
import { isPauliText, parsePauliSum, placeIn } from "../hamiltonian/text/pauliText.ts";
import { bondsSchema, parameterSchema } from "./entries.ts";
import { boundaryNames, choiceOf, type LatticeChoice, latticeNames, latticeOf } from "./lattices.ts";

/** `marshall` was rotated by π about Z on one sublattice before anything else; `auto` leaves the basis to the training. */
export const rotations = ["auto", "marshall", "none"] as const;

/** The parameters of the model, and only those. */
type Couplings = Readonly<Partial<Record<PresetParameterName, number>>>;

/** A Hamiltonian on its lattice as plain data, nothing left open: what `config.yaml` and a weights file keep. */
export interface Problem extends LatticeChoice, Couplings {
  /** Absent where `hamiltonian` tells the formula. */
  readonly model?: PresetName;
  /** A formula or a sum of Pauli strings, as `expression` reads them. */
  readonly hamiltonian?: string;
  /** The parameters of the formula. */
  readonly set?: Readonly<Record<string, FormulaParameter>>;
  readonly rotate: (typeof rotations)[number];
  /** Σ s_i of the configurations, where somebody chose. */
  readonly magnetisation?: number;
}

/** Names a part of a problem in an error message. */
type Where = (key: string) => string;
const inProblem: Where = (key) => `problem.${key}`;

/** Every parameter of any model. */
export const parameterNames = [
  ...new Set(presetNames.flatMap((model) => Object.keys(presetOf(model).parameters))),
] as PresetParameterName[];

/** The Hamiltonian that the data tell. @throws InputError beginning with `where` of the part that is wrong. */
export async function hamiltonianOf(problem: Problem, where: Where = inProblem): Promise<Hamiltonian> {
  const { hamiltonian = "", set = {} } = problem;
  const known = plainly(problem, where);
  return finished(
    known ?? (await expression(latticeOf(problem), hamiltonian, { parameters: set, where: where("hamiltonian") })),
    problem,
    where,
  );
}

/** The same at once; `null` for a formula, whose reader is loaded when it is needed. */
export function hamiltonianAtOnce(problem: Problem, where: Where = inProblem): Hamiltonian | null {
  const known = plainly(problem, where);
  return known && finished(known, problem, where);
}

function plainly(problem: Problem, where: Where): Hamiltonian | null {
  const { model = presetNames[0], hamiltonian, set = {} } = problem;
  if (hamiltonian === undefined) return presetHamiltonian(model, latticeOf(problem), couplingsIn(problem));
  if (!isPauliText(hamiltonian) || Object.keys(set).length > 0) return null;
  const place = placeIn(hamiltonian, where("hamiltonian"));
  return sum("expression", latticeOf(problem), parsePauliSum(hamiltonian, { where: place, sites: problem.sites }).strings);
}

function finished(plain: Hamiltonian, { rotate, magnetisation }: Problem, where: Where): Hamiltonian {
  const rotated = rotate === "marshall" ? rotateMarshall(plain) : plain;
  return magnetisation === undefined ? rotated : inMagnetisation(rotated, magnetisation, where("magnetisation"));
}

/** The couplings among the data of a problem. */
export function couplingsIn(problem: Couplings): Record<string, number> {
  return Object.fromEntries(parameterNames.flatMap((key) => (problem[key] === undefined ? [] : [[key, problem[key]]])));
}

/** The data of a Hamiltonian, as it was written, whoever made it: a model with its couplings, else its Pauli strings. */
export function describeHamiltonian(given: Hamiltonian): Problem {
  const { magnetisation, ...own } = unrotated(given);
  const choice = choiceOf(own.lattice);
  const chosen = magnetisation === undefined ? {} : { magnetisation };
  return { ...(modelOf(own) ?? { hamiltonian: hamiltonianText(own) }), ...choice, rotate: "auto", ...chosen };
}

function modelOf(own: Hamiltonian): (Couplings & { readonly model: PresetName }) | null {
  const model = presetNames.find((name) => name === own.name);
  if (model === undefined) return null;
  const { parameters } = presetOf(model);
  const couplings = Object.fromEntries(Object.keys(parameters).map((key) => [key, own.parameters[key] ?? parameters[key].default]));
  // Somebody may have changed the strings and left the name.
  return fingerprintOf(presetHamiltonian(model, own.lattice, couplings)) === fingerprintOf(own) ? { model, ...couplings } : null;
}

const schema = z.strictObject({
  model: z.enum(presetNames as readonly [PresetName, ...PresetName[]]).optional(),
  hamiltonian: z.string().optional(),
  set: z.record(z.string(), parameterSchema).optional(),
  lattice: z.enum(latticeNames),
  sites: z.int().positive(),
  size: z.string().optional(),
  boundary: z.enum(boundaryNames).optional(),
  edges: bondsSchema.optional(),
  rotate: z.enum(rotations),
  magnetisation: z.int().optional(),
  ...Object.fromEntries(parameterNames.map((key) => [key, z.number().optional()])),
});

/** Data from a file as a problem. @throws InputError beginning with `where` of the first part that is none. */
export function readProblem(data: Readonly<Record<string, unknown>>, where: Where): Problem {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data as Problem;
  const [issue] = parsed.error.issues;
  if (issue.code === "unrecognized_keys") refuseUnknown(where(issue.keys[0]), issue.keys[0], Object.keys(schema.shape));
  const key = String(issue.path[0]);
  return refuse(where(key), `a part of a problem (${issue.message})`, data[key]);
}

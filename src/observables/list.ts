// The list of all observables with a name: a new one is registered here.
import { refuse, refuseUnknown } from "../core/errors.ts";
import { MOST_SITES_STATE } from "../exact/state/state.ts";
import type { Hamiltonian } from "../hamiltonian/hamiltonian.ts";
import { operatorText, type Pauli, type PauliString, pauli } from "../hamiltonian/pauli.ts";
import { unrotated } from "../hamiltonian/rotate.ts";
import type { Lattice } from "../lattice/lattice.ts";
import { correlationMatrix, correlations, structureFactor } from "./correlations.ts";
import { magnetisation, parity, sites, x, y, z } from "./magnetisations.ts";
import type { Evaluation, Observable, ObservableOptions } from "./observable.ts";
import { chsh, density, mutualInformation } from "./pairs.ts";

const paulis = {
  x,
  y,
  z,
  sites,
  correlations,
  "correlation-matrix": correlationMatrix,
  "structure-factor": structureFactor,
  magnetisation,
  parity,
  chsh,
  density,
  "mutual-information": mutualInformation,
} satisfies Readonly<Record<string, Observable>>;

/** Observables of the whole state, exactly, where it can be listed. */
const ofState = {
  entropy: "of up to 16 sites, exactly: the von Neumann entropy S = -tr ρ ln ρ of the first l sites, l = 0, 1, …, in nats",
  schmidt: "of up to 16 sites, exactly: the Schmidt coefficients of the first half",
  negativity:
    "of up to 16 sites (a mixture: 8), exactly: the negativity over the cut in the middle, Σ |λ| over the negative eigenvalues of the partial transpose",
  coherence: "of up to 16 sites, exactly: the l1 coherence Σ |ρ_ss'| over s ≠ s' in the basis of Z",
  "block-chsh":
    "of up to 16 sites, exactly: the CHSH value of the first half and the rest, 2 √(1 + K²), K = 2 Σ c_{2i-1} c_{2i} over the Schmidt coefficients",
  "block-information": "of up to 16 sites, exactly: the mutual information of Z measured on the first half and on the rest, in nats",
} as const;

const swapped = {
  renyi2:
    "the Rényi entropy S_2 = -ln Tr ρ_A² of the first l sites, l = 0, 1, …, by the swap estimator or, where every configuration is summed, exactly",
} as const;
const others = { ...swapped, ...ofState };

/** One of the observables of the whole state. */
export type StateObservableName = keyof typeof ofState;

type PauliObservableName = keyof typeof paulis;

/** Every observable with a name. */
export const observableNames = [...Object.keys(paulis), ...Object.keys(others)] as (PauliObservableName | keyof typeof others)[];
/** One of {@link observableNames}. */
export type ObservableName = (typeof observableNames)[number];

/** One sentence for the help text. */
export function observableHelp(name: ObservableName): string {
  return isPauliObservable(name) ? paulis[name].help : others[name];
}

function isPauliObservable(name: ObservableName): name is PauliObservableName {
  return Object.hasOwn(paulis, name);
}

/** What is asked for. */
export interface ObservableRequest {
  readonly names: readonly ObservableName[];
  /** Operators by the names under which a result keeps their expectation values. */
  readonly operators: Readonly<Record<string, Hamiltonian>>;
  /** For what is told pair by pair; neighbours if left out. */
  readonly pairs?: readonly (readonly [number, number])[] | undefined;
}

/** A request made ready: which expectation values it needs, and what becomes of them. */
export interface ObservablePlan {
  /** Products of Pauli matrices with coefficient 1, in the basis in which the user writes, each once. */
  readonly strings: readonly PauliString[];
  readonly evaluations: readonly Evaluation[];
  readonly renyi2: boolean;
  readonly ofState: readonly StateObservableName[];
}

/** The key of a result for an observable of the whole state: `block-chsh` becomes `blockChsh`. */
const stateKey = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** The names under which results keep numbers, `zz` of every measurement among them: none of them may be that of an operator of the user. */
export const resultKeys: readonly string[] = [
  "zz",
  ...Object.values(paulis).flatMap(({ keys }) => keys),
  ...Object.keys(others).map(stateKey),
];

/** @throws InputError for an unknown name, a pair or a lattice that is none, and an operator on another lattice. */
export function planObservables(lattice: Lattice, { names, operators, pairs }: ObservableRequest): ObservablePlan {
  for (const name of names) if (!observableNames.includes(name)) refuseUnknown("observables", String(name), observableNames);
  const whole = names.find((name) => Object.hasOwn(ofState, name));
  if (whole && lattice.size > MOST_SITES_STATE) {
    refuse(
      "observables",
      `at most ${MOST_SITES_STATE} sites for ${whole}, which needs the whole state`,
      lattice.size,
      "renyi2 is to be had of any",
    );
  }
  const options: ObservableOptions = { pairs: checkedPairs(lattice, pairs) };
  const places = new Map<string, number>();
  const strings: PauliString[] = [];
  const add = (string: PauliString) => {
    const text = operatorText(string);
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, strings.length);
    strings.push({ ...string, coefficient: [1, 0] });
    return strings.length - 1;
  };
  const use = (factors: Readonly<Record<number, Pauli>>) => add(pauli(1, factors));
  const named = [...new Set(names)].filter(isPauliObservable).map((name) => paulis[name].prepare(lattice, use, options));
  const own = Object.entries(operators).map(([name, operator]) => {
    checkOperatorName("observables.operators", name);
    if (operator.lattice.size !== lattice.size) {
      refuse(`observables.operators.${name}`, `an operator on ${lattice.size} sites`, `one on ${operator.lattice.size}`);
    }
    const terms = unrotated(operator).strings.map((string) => ({ place: add(string), coefficient: string.coefficient[0] }));
    return (means: ArrayLike<number>) => ({
      [name]: terms.reduce((total, { place, coefficient }) => total + coefficient * means[place], 0),
    });
  });
  return {
    strings,
    evaluations: [...named, ...own],
    renyi2: names.includes("renyi2"),
    ofState: (Object.keys(ofState) as StateObservableName[]).filter((name) => names.includes(name)),
  };
}

/** @throws InputError beginning with `where` for a name that is none, or one under which a result keeps something else. */
export function checkOperatorName(where: string, name: string): void {
  if (/^[A-Za-z_]\w*$/.test(name) && !resultKeys.includes(name)) return;
  refuse(where, "a name of your own, letters and digits", name, `taken are ${resultKeys.join(", ")}`);
}

function checkedPairs({ bonds, size }: Lattice, pairs: ObservableRequest["pairs"]): readonly (readonly [number, number])[] {
  if (pairs === undefined) return bonds;
  for (const [i, j] of pairs) {
    const fine = Number.isInteger(i) && Number.isInteger(j) && i >= 0 && j >= 0 && i < size && j < size && i !== j;
    if (!fine) refuse("observables.pairs", `two different sites from 0 to ${size - 1}`, `${i}-${j}`);
  }
  return pairs;
}

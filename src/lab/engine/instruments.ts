// What the instruments show of a network: correlations, entropies, probabilities, weights, sampled configurations.
import {
  freeFermionCorrelations,
  type Hamiltonian,
  InputError,
  type Lattice,
  measure,
  type ObservableName,
  type ObservableValues,
  observablesOfState,
  outcomeOf,
  parameterTensors,
  probabilitiesOf,
  type State,
  shots,
  type TrainedNetwork,
} from "../../index.ts";
import { listedGround, listedState } from "./listed.ts";
import { hamiltonianOf } from "./problem.ts";
import type { InspectInput, Instruments, Matrix, Reading, Task } from "./tasks.ts";

/** Samples of correlations where the state is not listed: enough for a plot, within a fraction of a second. */
const SAMPLES = 4096;
const SHOTS = 32;
/** Configurations of the sorted distribution. */
const MOST_CONFIGURATIONS = 64;
/** Entropies of a mixture need its whole spectrum. */
const MOST_SITES_SPECTRUM = 6;

export const instruments: Task<"instruments"> = async ({ settings, reading, network }) => {
  const hamiltonian = await hamiltonianOf(settings);
  const { lattice } = hamiltonian;
  const [own, ground] = [await listedState(network, settings.sites, reading), await listedGround(settings)];
  const values = own ? valuesOf(own, lattice) : await measured(hamiltonian, { reading, network });
  const exact = ground ? valuesOf(ground, lattice) : {};
  const zz = exact.correlations?.zz.map(({ mean }) => mean) ?? fermionCorrelations(hamiltonian);
  return {
    correlations: readings(values.correlations?.zz ?? [], zz ?? [], 1),
    entropy: readings(values.entropy ?? [], exact.entropy?.map(({ mean }) => mean) ?? [], 1, settings.sites),
    negativity: values.negativity ? { mean: values.negativity.mean, exact: exact.negativity?.mean ?? null } : null,
    distribution: own ? distribution(own, ground) : [],
    weights: matricesOf(network, lattice),
    shots: own ? evenly(probabilitiesOf(own), settings.sites) : await shots({ network, lattice, readout: reading, count: SHOTS }),
  };
};

/** A state that is listed, beside another one: correlations by distance and probabilities. */
export function compared(own: State, other: State | null, lattice: Lattice): Pick<Instruments, "correlations" | "distribution"> {
  const zz = (state: State) => observablesOfState(state, lattice, { names: ["correlations"], operators: {} }).correlations?.zz ?? [];
  const exact = other ? zz(other).map(({ mean }) => mean) : [];
  return { correlations: readings(zz(own), exact, 1), distribution: distribution(own, other) };
}

function valuesOf(state: State, lattice: Lattice): ObservableValues {
  const whole: readonly ObservableName[] = state.kind === "density" && state.sites > MOST_SITES_SPECTRUM ? [] : ["entropy", "negativity"];
  return observablesOfState(state, lattice, { names: ["correlations", ...whole], operators: {} });
}

/** With statistical errors. */
async function measured(
  hamiltonian: Hamiltonian,
  { reading, network }: Pick<InspectInput, "reading" | "network">,
): Promise<ObservableValues> {
  const { observables } = await outcomeOf(
    measure({ hamiltonian, network, readout: reading, samples: SAMPLES, observables: ["correlations"] }),
  );
  return observables;
}

/** <Z_i Z_j> of an Ising chain by distance from site 0; `null` for any other problem. */
function fermionCorrelations(hamiltonian: Hamiltonian): readonly number[] | null {
  // On an open chain the mean over all pairs of a distance is meant.
  try {
    const { zz } = freeFermionCorrelations(hamiltonian);
    const { size, periodic } = hamiltonian.lattice;
    const farthest = periodic ? Math.floor(size / 2) : size - 1;
    return Array.from({ length: farthest + 1 }, (_, r) => {
      const pairs = Array.from({ length: periodic ? size : size - r }, (_, i) => zz[i][(i + r) % size]);
      return pairs.reduce((total, value) => total + value, 0) / pairs.length;
    });
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** From index `first` on, up to before index `end`. */
function readings(
  values: readonly { readonly mean: number; readonly error: number }[],
  exact: readonly number[],
  first: number,
  end = values.length,
): Reading[] {
  return values.slice(first, end).map(({ mean, error }, k) => ({ at: first + k, mean, error, exact: exact[first + k] ?? null }));
}

/** In the order of the exact probabilities, or of the network's own. */
function distribution(own: State, ground: State | null): Reading[] {
  const probabilities = probabilitiesOf(own);
  const exact = ground && probabilitiesOf(ground);
  const order = Array.from((exact ?? probabilities).keys()).sort((a, b) => (exact ?? probabilities)[b] - (exact ?? probabilities)[a]);
  return order
    .slice(0, MOST_CONFIGURATIONS)
    .map((s, k) => ({ at: k + 1, mean: probabilities[s], error: 0, exact: exact ? exact[s] : null }));
}

/** Configurations in proportion to their probabilities: at even steps of the cumulated distribution. */
function evenly(probabilities: Float64Array, sites: number): Int8Array[] {
  const rows: Int8Array[] = [];
  let cumulated = 0;
  for (const [s, probability] of probabilities.entries()) {
    cumulated += probability;
    const spins = Int8Array.from({ length: sites }, (_, i) => ((s >> i) & 1 ? -1 : 1));
    while (rows.length < SHOTS && (rows.length + 0.5) / SHOTS < cumulated) rows.push(spins);
  }
  return rows;
}

/** The parameters by their names; vectors as one row. */
function matricesOf({ ansatz, parameters }: TrainedNetwork, lattice: Lattice): Matrix[] {
  let offset = 0;
  return parameterTensors(ansatz, lattice).map(({ name, shape }) => {
    const [rows, columns] = shape.length > 1 ? shape : [1, shape[0]];
    const part = (k: 0 | 1) => Float64Array.from({ length: rows * columns }, (_, n) => parameters[2 * (offset + n) + k]);
    const matrix = { name, rows, columns, real: part(0), imaginary: part(1) };
    offset += rows * columns;
    return matrix;
  });
}

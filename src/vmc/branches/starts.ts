// The initial weights of the starts that are compared.
import type { ResolvedAnsatz } from "../../ansatz/ansatz.ts";
import { randomParameters } from "../../ansatz/create.ts";
import { blochVectors } from "../../branches/blochVectors.ts";
import { productOperator, productValues } from "../../branches/energy.ts";
import { type ParameterMap, spreadOut } from "../../branches/network.ts";
import { randomStream } from "../../core/random.ts";
import type { Hamiltonian } from "../../hamiltonian/hamiltonian.ts";
import type { Kernels } from "../../kernels/kernels.ts";

/** |Re a| of the ordered starts: spins at 57 degrees from the z axis. */
const ORDER = 0.3;
/** Of four starts the second and the third are ordered; the last is rough, its deviation so many times the usual one. */
const KINDS = 4;
const ORDERED = [1, 2];
const ROUGH = 15;
/** Directions in the plane of the first spin of an ordered start, in quarter turns. */
const QUARTERS = 4;

/**
 * Initial parameters of a start: small random ones; the same around each of the two ordered product states of lowest energy, see {@link orderedFields}; rough
 * random ones. Order that grows from noise alone would leave domain walls in a chain of some dozen sites, or a spiral of another number of turns.
 */
export function initialParameters(
  kernels: Kernels,
  ansatz: ResolvedAnsatz,
  hamiltonian: Hamiltonian,
  seed: number,
  start: number,
): Float64Array {
  const { lattice } = hamiltonian;
  const stream = randomStream(seed, start === 0 ? "parameters" : `parameters/start/${start}`);
  const kind = start % KINDS;
  const deviation = ansatz.deviation * (kind === KINDS - 1 ? ROUGH : 1);
  const parameters = randomParameters(kernels, { ...ansatz, deviation }, lattice, stream);
  if ((ansatz.name === "rbm" && !ansatz.biases) || !ORDERED.includes(kind)) return parameters;
  const orders = orderedFields(ansatz, hamiltonian);
  const order = orders[Math.min(ORDERED.indexOf(kind), orders.length - 1)];
  return parameters.map((value, k) => value + (order[k] ?? 0));
}

/**
 * The fields a_i of ordered product states, the lowest in energy first: all spins at one angle to z, or alternating from sublattice to sublattice, and turning
 * about z by a whole number of turns from the first to the last site. One field where it is shared, and no turns where it is real.
 */
function orderedFields(ansatz: ResolvedAnsatz, { lattice, strings }: Hamiltonian): Float64Array[] {
  const { size, sublattices } = lattice;
  const operator = productOperator({ lattice, strings });
  const real = ansatz.name === "rbm" && ansatz.real;
  const orders: { readonly fields: Float64Array; readonly energy: number }[] = [];
  for (const alternates of sublattices !== null && !ansatz.symmetric ? [false, true] : [false]) {
    for (let turns = 0; turns < (real || ansatz.symmetric ? 1 : size); turns++) {
      for (let quarter = 0; quarter < (real ? 1 : QUARTERS); quarter++) {
        const fields = new Float64Array(2 * size);
        for (let i = 0; i < size; i++) {
          fields[2 * i] = alternates && sublattices?.[i] === 1 ? -ORDER : ORDER;
          fields[2 * i + 1] = Math.PI * ((turns * i) / size + quarter / QUARTERS);
        }
        const one = { sites: size, hidden: 0, fields, biases: new Float64Array(0), weights: new Float64Array(0) };
        const [energy] = productValues(operator, blochVectors(one, new Float64Array(0), 1));
        orders.push({ fields: ansatz.symmetric ? fields.subarray(0, 2) : fields, energy });
      }
    }
  }
  return orders.sort((before, after) => before.energy - after.energy).map(({ fields }) => fields);
}

/** The largest Re ξ of a nudged spin: z = tanh 1, 50 degrees from the equator. */
const NUDGED = 0.5;

/**
 * The same phases with all spins off the poles: Re a and Re W scaled down until the largest field is small. Spins along ±z leave no force on
 * their phases, so a state like that may be a saddle, from which a copy with the spins turned away from z falls to a lower energy.
 */
export function nudged({ sites, hidden, sources }: ParameterMap, parameters: Float64Array): Float64Array {
  const { fields, weights } = spreadOut({ sites, hidden, sources }, parameters);
  let steepest = 0;
  for (let i = 0; i < sites; i++) {
    let xi = Math.abs(fields[2 * i]);
    for (let j = 0; j < hidden; j++) xi += Math.abs(weights[2 * (i * hidden + j)]);
    steepest = Math.max(steepest, xi);
  }
  const scale = Math.min(1, NUDGED / Math.max(steepest, Number.MIN_VALUE));
  const biases = new Set(sources.subarray(sites, sites + hidden));
  return parameters.map((value, k) => (k % 2 === 0 && !biases.has(k >> 1) ? scale * value : value));
}

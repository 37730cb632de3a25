// A unitary network: layers of rotations about Pauli strings, exact on the state vector, its gradient by the adjoint method.
import type { Hamiltonian, PauliString } from "../../index.ts";
import { type Amplitudes, operatorOf, overlap } from "../support/operator.ts";
import type { RandomNumbers } from "../support/random.ts";

/** |ψ(θ)> = Π_k exp(-i θ_k P_k/2) |start>, the first gate first. */
export interface Circuit {
  readonly sites: number;
  /** P_k, coefficients left aside; those of one and two sites are gates that a machine has. */
  readonly gates: readonly PauliString[];
  /** Gates of a layer. */
  readonly layer: number;
  readonly start: Amplitudes;
}

/** Deviations of the first angles, in radians. */
export interface FirstAngles {
  /** Of the part that the terms of one kind share in a layer. */
  readonly common: number;
  /** Of the part that each has for itself. */
  readonly own: number;
}

/** Normal angles to begin with. */
export function firstAngles({ gates, layer }: Circuit, { common, own }: FirstAngles, random: RandomNumbers): Float64Array {
  const shared = new Map<string, number>();
  return Float64Array.from(gates, ({ factors }, k) => {
    const kind = `${Math.floor(k / layer)} ${factors.map(([, matrix]) => matrix).join("")}`;
    const angle = shared.get(kind) ?? common * random.normal();
    shared.set(kind, angle);
    return angle + own * random.normal();
  });
}

/** A Pauli string as what it does to configurations: P|s> = i^y (-1)^(s·signs) |s ^ flip>, y the number of its Y's. */
interface Compiled {
  readonly flip: number;
  readonly signs: number;
  /** i^y. */
  readonly phase: readonly [number, number];
}

/** How the two-site gates of a layer follow each other: those that begin at odd sites and then the others; or around the ring, from site 1 on. */
export type Order = "brickwork" | "around";

/**
 * Layers of the terms of a Hamiltonian on a ring, an angle of its own for each term of each layer (Wecker, Hastings & Troyer, Phys. Rev. A 92, 042303 (2015));
 * single sites come last in a layer.
 */
export function layersOf({ strings, lattice }: Hamiltonian, layers: number, start: Amplitudes, order: Order = "brickwork"): Circuit {
  const { size } = lattice;
  const turn = ({ factors }: PauliString) => {
    if (factors.length !== 2) return size;
    const [[a], [b]] = factors;
    const first = b - a === 1 ? a : b;
    return order === "brickwork" ? (first + 1) % 2 : (first - 1 + size) % size;
  };
  const layer = [...strings].sort((a, b) => turn(a) - turn(b));
  return { sites: size, gates: Array.from({ length: layers }, () => layer).flat(), layer: layer.length, start };
}

/** All spins along +X. */
export function alongX(sites: number): Amplitudes {
  const dimension = 1 << sites;
  return { real: new Float64Array(dimension).fill(1 / Math.sqrt(dimension)), imaginary: new Float64Array(dimension) };
}

/** Singlets (|↑↓> - |↓↑>)/√2 on the pairs (0, 1), (2, 3) …: product states of pairs, which a layer of two-site gates makes of up and down. */
export function singlets(sites: number): Amplitudes {
  const real = new Float64Array(1 << sites);
  const norm = Math.sqrt(1 / (1 << (sites / 2)));
  for (let choice = 0; choice < 1 << (sites / 2); choice++) {
    let [state, sign] = [0, 1];
    for (let pair = 0; pair < sites / 2; pair++) {
      const turned = (choice >> pair) & 1;
      state |= 1 << (2 * pair + 1 - turned);
      if (turned) sign = -sign;
    }
    real[state] = sign * norm;
  }
  return { real, imaginary: new Float64Array(real.length) };
}

export function compile({ factors }: PauliString): Compiled {
  const bits = (those: readonly string[]) => factors.reduce((mask, [site, name]) => (those.includes(name) ? mask | (1 << site) : mask), 0);
  const turns = factors.filter(([, name]) => name === "Y").length % 4;
  return {
    flip: bits(["X", "Y"]),
    signs: bits(["Y", "Z"]),
    phase: (
      [
        [1, 0],
        [0, 1],
        [-1, 0],
        [0, -1],
      ] as const
    )[turns],
  };
}

const odd = (bits: number) => {
  let parity = bits ^ (bits >> 8);
  parity ^= parity >> 4;
  return (0x6996 >> (parity & 15)) & 1;
};

/** P|ψ>. */
function applied({ flip, signs, phase: [re, im] }: Compiled, { real, imaginary }: Amplitudes): Amplitudes {
  const image = { real: new Float64Array(real.length), imaginary: new Float64Array(real.length) };
  for (let s = 0; s < real.length; s++) {
    const sign = odd(s & signs) ? -1 : 1;
    image.real[s ^ flip] = sign * (re * real[s] - im * imaginary[s]);
    image.imaginary[s ^ flip] = sign * (re * imaginary[s] + im * real[s]);
  }
  return image;
}

/** exp(-i θ P/2)|ψ> = cos(θ/2)|ψ> - i sin(θ/2) P|ψ>, in place. */
export function rotate(gate: Compiled, angle: number, state: Amplitudes): void {
  const image = applied(gate, state);
  const [c, s] = [Math.cos(angle / 2), Math.sin(angle / 2)];
  for (let k = 0; k < image.real.length; k++) {
    state.real[k] = c * state.real[k] + s * image.imaginary[k];
    state.imaginary[k] = c * state.imaginary[k] - s * image.real[k];
  }
}

/** |ψ(θ)>. */
export function run({ gates, start }: Circuit, angles: ArrayLike<number>): Amplitudes {
  const state = { real: start.real.slice(), imaginary: start.imaginary.slice() };
  for (const [k, gate] of gates.entries()) rotate(compile(gate), angles[k], state);
  return state;
}

/** <H> and its gradient. */
export interface Slope {
  readonly energy: number;
  readonly gradient: Float64Array;
}

/**
 * The adjoint method (Jones & Gacon, arXiv:2009.02823): |λ> = H|ψ> and |ψ> are taken back gate by gate, ∂E/∂θ_k = Im <λ|P_k|ψ> behind gate k; the cost is that of
 * three runs, however many angles there are.
 */
export function slopeOf(circuit: Circuit, hamiltonian: Hamiltonian): (angles: ArrayLike<number>) => Slope {
  const operator = operatorOf(hamiltonian);
  const gates = circuit.gates.map(compile);
  return (angles) => {
    const state = run(circuit, angles);
    const back = operator(state);
    const [energy] = overlap(state, back);
    const gradient = new Float64Array(gates.length);
    for (let k = gates.length - 1; k >= 0; k--) {
      gradient[k] = overlap(back, applied(gates[k], state))[1];
      rotate(gates[k], -angles[k], state);
      rotate(gates[k], -angles[k], back);
    }
    return { energy, gradient };
  };
}

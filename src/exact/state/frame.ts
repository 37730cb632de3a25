// A state of another basis in the basis of the user.
import { type Axes, type Frame, toFrame } from "../../hamiltonian/frame.ts";
import { type Pauli, pauli } from "../../hamiltonian/pauli.ts";
import type { PureState } from "./state.ts";

type Entry = readonly [re: number, im: number];
/** 2 × 2, row by row, spin up first. */
type Gate = readonly [Entry, Entry, Entry, Entry];

/**
 * The state in the user's basis of which `state` is what a frame makes of it. An operator O is U O U† in the frame, U = Π_turned Z · C ⊗ … ⊗ C, C the rotation
 * that permutes the axes; so |ψ> = U† |ψ_frame>: first the signs, Π_turned s_i, then C† on every site.
 */
export function fromBasis(state: PureState, { axes, turned }: Frame): PureState {
  const signs = turned.reduce((mask, site) => mask | (1 << site), 0);
  const real = state.real.map((value, s) => (odd(s & signs) ? -value : value));
  const imaginary = state.imaginary.map((value, s) => (odd(s & signs) ? -value : value));
  if (axes !== "XYZ") {
    const gate = adjoint(rotationOf(axes));
    for (let site = 0; site < state.sites; site++) applyTo(gate, site, real, imaginary);
  }
  return { ...state, real, imaginary };
}

function odd(bits: number): boolean {
  let parity = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) parity ^= 1;
  return parity === 1;
}

function applyTo([a, b, c, d]: Gate, site: number, real: Float64Array, imaginary: Float64Array): void {
  const bit = 1 << site;
  for (let up = 0; up < real.length; up++) {
    if (up & bit) continue;
    const down = up | bit;
    const [ur, ui, dr, di] = [real[up], imaginary[up], real[down], imaginary[down]];
    real[up] = a[0] * ur - a[1] * ui + b[0] * dr - b[1] * di;
    imaginary[up] = a[0] * ui + a[1] * ur + b[0] * di + b[1] * dr;
    real[down] = c[0] * ur - c[1] * ui + d[0] * dr - d[1] * di;
    imaginary[down] = c[0] * ui + c[1] * ur + d[0] * di + d[1] * dr;
  }
}

const gates: Readonly<Record<Pauli, Gate>> = {
  X: [
    [0, 0],
    [1, 0],
    [1, 0],
    [0, 0],
  ],
  Y: [
    [0, 0],
    [0, -1],
    [0, 1],
    [0, 0],
  ],
  Z: [
    [1, 0],
    [0, 0],
    [0, 0],
    [-1, 0],
  ],
};

/** ± a Pauli matrix: what C P C† is, by the rule that rotates operators. */
function imageOf(axes: Axes, matrix: Pauli): Gate {
  const [{ coefficient, factors }] = toFrame([pauli(1, { 0: matrix })], { axes, turned: [] });
  return gates[factors[0][1]].map(([re, im]): Entry => [coefficient[0] * re, coefficient[0] * im]) as unknown as Gate;
}

/** C up to a phase. Its first column is the eigenvector g of C Z C† for +1; the second is C|↓> = C X C† C|↑> = (C X C†) g. */
function rotationOf(axes: Axes): Gate {
  const z = imageOf(axes, "Z");
  const x = imageOf(axes, "X");
  // (1 + C Z C†)/2 projects on g: apply it to a basis vector that it does not take to 0.
  const ofUp: readonly [Entry, Entry] = [[1 + z[0][0], z[0][1]], z[2]];
  const ofDown: readonly [Entry, Entry] = [z[1], [1 + z[3][0], z[3][1]]];
  const [up, down] = normOf(ofUp) >= normOf(ofDown) ? ofUp : ofDown;
  const scale = 1 / normOf([up, down]);
  const g: readonly [Entry, Entry] = [
    [scale * up[0], scale * up[1]],
    [scale * down[0], scale * down[1]],
  ];
  const second = [plus(times(x[0], g[0]), times(x[1], g[1])), plus(times(x[2], g[0]), times(x[3], g[1]))] as const;
  return [g[0], second[0], g[1], second[1]];
}

function adjoint([a, b, c, d]: Gate): Gate {
  return [
    [a[0], -a[1]],
    [c[0], -c[1]],
    [b[0], -b[1]],
    [d[0], -d[1]],
  ];
}

function normOf([a, b]: readonly [Entry, Entry]): number {
  return Math.sqrt(a[0] * a[0] + a[1] * a[1] + b[0] * b[0] + b[1] * b[1]);
}

function times(a: Entry, b: Entry): Entry {
  return [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
}

function plus(a: Entry, b: Entry): Entry {
  return [a[0] + b[0], a[1] + b[1]];
}

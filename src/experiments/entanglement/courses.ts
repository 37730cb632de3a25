// How the entanglement of a small network moves as its weights are changed, by its gradient or without one.
import { blockEntropy, type Hamiltonian, type PureState } from "../../index.ts";
import { evaluatedMachine, logsOf, type Machine } from "../support/machine.ts";
import { naturalGradient, stateOfLogs } from "../support/naturalGradient.ts";
import { operatorOf, overlap } from "../support/operator.ts";
import type { RandomNumbers } from "../support/random.ts";

/** A network on its way. */
export type Point = {
  /** Updates, or energies that were looked at. */
  readonly at: number;
  readonly energyPerSite: number;
  /** Of half of the chain, in nats. */
  readonly entropy: number;
};

/** The sites of the first half. */
export const halfOf = (sites: number) => Array.from({ length: sites / 2 }, (_, site) => site);

/** γ of θ ← θ - γ δ, and λ: the network of 8 sites is at rest after some 80 updates. */
const RATE = 0.1;
const SHIFT = 1e-3;
/** The longest step: random weights of deviation 0.5 begin far from any ground state. */
const LONGEST = 0.5;

/** Trains the parameters that are named by their numbers along the natural gradient, and keeps every `every`-th point and the last. */
export async function descend(
  start: Machine,
  hamiltonian: Hamiltonian,
  { trained, updates, every, step }: { trained: readonly number[]; updates: number; every: number; step: (done: number) => Promise<void> },
): Promise<Point[]> {
  const operator = operatorOf(hamiltonian);
  const points: Point[] = [];
  let machine = start;
  for (let at = 0; at <= updates; at++) {
    const { state, energy, direction } = naturalGradient(evaluatedMachine(machine), operator, { trained, shift: SHIFT });
    if (at % every === 0 || at === updates) points.push(pointOf(at, energy, state));
    const norm = Math.sqrt(direction.reduce((sum, part) => sum + part * part, 0));
    const rate = Math.min(RATE, LONGEST / norm);
    machine = { ...machine, parameters: machine.parameters.map((value, k) => value - rate * direction[k]) };
    if (at % 10 === 0) await step(at / updates);
  }
  return points;
}

/**
 * Lowers the energy without any gradient: one normal change of all weights at a time, kept where the energy falls, its size made larger by e^(1/3) on success and
 * smaller by e^(-1/12) on failure, which balances at one success in five (Rechenberg 1973).
 */
export async function search(
  start: Machine,
  hamiltonian: Hamiltonian,
  { tries, every, step, random }: { tries: number; every: number; step: (done: number) => Promise<void>; random: RandomNumbers },
): Promise<Point[]> {
  const operator = operatorOf(hamiltonian);
  const look = (machine: Machine) => {
    const state = stateOfLogs(logsOf(machine));
    return { machine, state, energy: overlap(state, operator(state))[0] };
  };
  let best = look(start);
  let size = 0.05;
  const points = [pointOf(0, best.energy, best.state)];
  for (let at = 1; at <= tries; at++) {
    const parameters = best.machine.parameters.map((value) => value + size * random.normal());
    const next = look({ ...best.machine, parameters });
    const better = next.energy < best.energy;
    if (better) best = next;
    size *= Math.exp(better ? 1 / 3 : -1 / 12);
    if (at % every === 0 || at === tries) points.push(pointOf(at, best.energy, best.state));
    if (at % 100 === 0) await step(at / tries);
  }
  return points;
}

function pointOf(at: number, energy: number, state: PureState): Point {
  return { at, energyPerSite: energy / state.sites, entropy: blockEntropy(state, halfOf(state.sites)) };
}

// The double slit: one hidden unit, two branches, and a spin that may know which one was taken.

import type { Estimate } from "../../index.ts";
import {
  chain,
  expectation,
  ising,
  networkProblem,
  pauli,
  type ReadoutName,
  rbm,
  readoutNames,
  shots,
  stateOf,
  sum,
  type TrainedNetwork,
} from "../../index.ts";
import type { Experiment } from "../experiment.ts";
import { within } from "../support/words.ts";

/** Of one network, the phase between its branches turned once around. */
type Visibility = {
  /** w: how well the second spin knows the branch. */
  readonly marking: number;
  /** D = tanh 2w: the best guess of the branch from the second spin is right with probability (1 + D)/2. */
  readonly distinguishability: number;
  /** V of <X_0> under each reading, by enumeration. */
  readonly visibility: Readonly<Record<ReadoutName, number>>;
};

type InterferenceNumbers = {
  readonly rows: readonly Visibility[];
  /** The amplitude of cos φ in single shots along X, without marking. */
  readonly shots: Readonly<Record<"born" | "branches", Estimate>>;
};

/** Of numbers that are summed. */
const ROUNDING = 1e-9;
const SEEN = 0.01;
/** Standard errors. */
const SIGMAS = 4;

export const interferenceExperiment: Experiment<InterferenceNumbers> = {
  name: "interference",
  claim: "The branches of one network interfere when they are read as amplitudes, and never when they are read as probabilities.",
  section: "The double slit",
  method:
    "An RBM of two spins and one hidden unit h = ±1, ψ = Σ_h e^{ihφ/2} e^{iπ h s_0/4} e^{w h s_1}: two branches with phase φ between them, orthogonal on spin 0; spin 1 tells them apart " +
    "by D = tanh 2w. Seen is X of spin 0, over φ from 0 to 2π, by enumeration and in single shots; V = (max - min)/2 of <X_0>. Quantum mechanics: V² + D² = 1 (Englert, Phys. Rev. Lett. 77, 2154 (1996)).",
  otherwise: "A visibility of 0 under born without marking, one above 0 under branches or classical, or V² + D² other than 1.",

  async measure(setting) {
    const markings = setting.quick ? [0, 0.3, 1] : [0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1, 1.5];
    const phases = Array.from({ length: setting.quick ? 9 : 17 }, (_, k, last = setting.quick ? 8 : 16) => (2 * Math.PI * k) / last);
    const rows: Visibility[] = [];
    for (const [n, marking] of markings.entries()) {
      await setting.step((0.4 * n) / markings.length, `marking ${marking}`);
      const visibility = { born: 0, phaseless: 0, classical: 0, branches: 0 };
      for (const readout of readoutNames) {
        const values = await Promise.all(phases.map((phase) => screen(slit(phase, marking), readout)));
        visibility[readout] = (Math.max(...values) - Math.min(...values)) / 2;
      }
      rows.push({ marking, distinguishability: Math.tanh(2 * marking), visibility });
    }
    const count = setting.quick ? 400 : 4000;
    const seen: Record<"born" | "branches", [number, number, number][]> = { born: [], branches: [] };
    for (const [n, phase] of phases.entries()) {
      await setting.step(0.4 + (0.6 * n) / phases.length, `single shots at φ = ${phase.toFixed(2)}`);
      for (const readout of ["born", "branches"] as const) {
        const drawn = await shots({ network: slit(phase, 0), readout, basis: "XZ", count, seed: 1000 * setting.seed + n });
        const mean = drawn.reduce((total, row) => total + row[0], 0) / count;
        seen[readout].push([phase, mean, Math.sqrt(Math.max(1 - mean * mean, 1 / count) / count)]);
      }
    }
    const curve = async (readout: ReadoutName) => {
      const fine = Array.from({ length: 41 }, (_, k) => (2 * Math.PI * k) / 40);
      return await Promise.all(
        fine.map(async (phase): Promise<[number, number, number]> => [phase, await screen(slit(phase, 0), readout), 0]),
      );
    };
    return {
      numbers: { rows, shots: { born: fringe(seen.born), branches: fringe(seen.branches) } },
      charts: [
        {
          title: `Fringes of two branches, ${count} single shots at each phase`,
          x: "phase φ between the branches / rad",
          y: "<X> of spin 0",
          series: [
            { name: "born, single shots", points: seen.born, mark: "dots" },
            { name: "branches, single shots", points: seen.branches, mark: "dots" },
            { name: "born, exact", points: await curve("born") },
            { name: "branches, exact", points: await curve("branches") },
          ],
        },
        {
          title: "Fringes against knowledge of the branch",
          x: "distinguishability D",
          y: "visibility V",
          series: [
            ...readoutNames.map((name) => ({
              name,
              points: rows.map((row): [number, number, number] => [row.distinguishability, row.visibility[name], 0]),
              mark: "dots" as const,
            })),
            {
              name: "√(1 - D²)",
              points: Array.from({ length: 51 }, (_, k): [number, number, number] => [k / 50, Math.sqrt(1 - (k / 50) ** 2), 0]),
            },
          ],
        },
      ],
      tables: [
        {
          title: "Visibility",
          columns: ["D", ...readoutNames],
          rows: rows.map(({ distinguishability, visibility }) => [distinguishability, ...readoutNames.map((name) => visibility[name])]),
        },
      ],
    };
  },

  judge({ rows, shots: drawn }) {
    const apart = rows.find(({ visibility }) => Math.max(visibility.branches, visibility.classical) > ROUNDING);
    if (apart || Math.abs(drawn.branches.mean) > SIGMAS * drawn.branches.error)
      return { verdict: "fails", because: "Branches whose probabilities are added show fringes too." };
    const most = Math.max(...rows.map(({ visibility }) => visibility.born));
    if (most < SEEN || drawn.born.mean < SIGMAS * drawn.born.error)
      return { verdict: "fails", because: "Branches whose amplitudes are added show no fringes." };
    const off = Math.max(...rows.map(({ distinguishability: d, visibility: { born } }) => Math.abs(born * born + d * d - 1)));
    if (off > SEEN) return { verdict: "fails", because: `V² + D² leaves 1 by ${off.toFixed(3)} under born.` };
    return {
      verdict: "holds",
      because: `Amplitudes: visibility ${within(drawn.born)} in single shots, V² + D² = 1 for every marking. Probabilities: ${within(drawn.branches)}, exactly 0 when summed.`,
    };
  },
};

/** The network: a = 0, b = iφ/2, W = (iπ/4, w). */
export function slit(phase: number, marking: number): TrainedNetwork {
  const ansatz = { ...rbm({ density: 0.5 }), symmetric: false, pointGroup: false, parity: "none", biases: true } as const;
  const parameters = Float64Array.of(0, 0, 0, 0, 0, phase / 2, 0, Math.PI / 4, marking, 0);
  return { ansatz, parameters, problem: networkProblem(ising(chain(2, "open"), { field: 1 }), null) };
}

async function screen(network: TrainedNetwork, readout: ReadoutName): Promise<number> {
  return expectation(await stateOf(network, { readout }), sum("X of spin 0", chain(2, "open"), [pauli(1, { 0: "X" })]));
}

/** The amplitude of cos φ by least squares over a whole turn, whose last point repeats the first, and its error from those of the points. */
function fringe(points: readonly (readonly [number, number, number])[]): Estimate {
  const turn = points.slice(0, -1);
  const mean = (2 / turn.length) * turn.reduce((total, [phase, value]) => total + value * Math.cos(phase), 0);
  const variance = turn.reduce((total, [phase, , error]) => total + (error * Math.cos(phase)) ** 2, 0);
  return { mean, error: (2 / turn.length) * Math.sqrt(variance) };
}

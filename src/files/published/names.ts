// The names of the networks that Carleo & Troyer published, and the problems they tell of.
import { checkFinite } from "../../core/check.ts";
import { refuse } from "../../core/errors.ts";
import type { Problem } from "../problem.ts";
import type { WfNetwork } from "./wf.ts";

/** What the name of a published network tells. */
export interface Published {
  readonly problem: Problem;
  /** Σ s_i of the network's configurations, or `null` for all of them. */
  readonly magnetisation: number | null;
  /** α, hidden units per site. */
  readonly density: number;
  /** Of a state after a quench: the time since. The problem is that of the Hamiltonian that drives it. */
  readonly time?: number;
}

export const PUBLISHED_NAMES = "Ising1d_40_1_2.wf, Heisenberg1d_40_1_1.wf or Heisenberg2d_100_1_1.wf";

const number = String.raw`[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?`;
const pattern = new RegExp(String.raw`^([A-Z][a-z]+[12]d)_([1-9]\d*)_(${number})_(${number})(?:\.time_(${number}))?\.wf$`);

/**
 * The problem that a file of Carleo & Troyer (Science 355, 602 (2017), supplementary package) is named after: `Ising1d_N_h_α.wf`,
 * H = -Σ ZZ - h Σ X; `Heisenberg1d_N_Jz_α.wf`, the Marshall-rotated H = Σ (Jz ZZ - XX - YY), and `Heisenberg2d_N_Jz_α.wf`, the same on a square
 * lattice; all periodic. The Heisenberg networks are of Σ s_i = 0. `.time_t` before the ending says that the state is at time t after a quench to that H.
 * @returns `null` for any other name.
 * @throws InputError for a name that tells a number that is not finite.
 */
export function publishedProblem(path: string): Published | null {
  const [, model, sites, coupling, density, time] = pattern.exec(path.slice(lastSlash(path) + 1)) ?? [];
  if (model === undefined) return null;
  for (const [key, value] of Object.entries({ coupling, α: density, time: time ?? "0" })) checkFinite(inName(path, key), Number(value));
  const problem = problemNamed(model, Number(sites), Number(coupling));
  const magnetisation = problem?.model === "ising" ? null : Number(sites) % 2;
  return problem && { problem, magnetisation, density: Number(density), ...(time === undefined ? {} : { time: Number(time) }) };
}

/** @throws InputError for a network of another N or α than the name of its file tells. */
export function checkUnits(
  { problem, density }: Published,
  { visible, hidden }: Pick<WfNetwork, "visible" | "hidden">,
  path: string,
): void {
  if (problem.sites !== visible) refuse(inName(path, "sites"), `${visible} sites, as the network has`, problem.sites);
  if (density * visible !== hidden) refuse(inName(path, "α"), `${hidden / visible}, as the network has`, density);
}

function inName(path: string, key: string): string {
  return `${path}: ${key} in its name`;
}

function lastSlash(path: string): number {
  return Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
}

function problemNamed(model: string, sites: number, coupling: number): Problem | null {
  const ring = { lattice: "chain", sites, boundary: "periodic" } as const;
  if (model === "Ising1d") return { model: "ising", field: coupling, coupling: 1, longitudinalField: 0, ...ring, rotate: "none" };
  if (model === "Heisenberg1d") return { ...ring, ...exchange(coupling) };
  const width = Math.sqrt(sites);
  if (model !== "Heisenberg2d" || !Number.isInteger(width)) return null;
  return { lattice: "square", sites, size: `${width}x${width}`, boundary: "periodic", ...exchange(coupling) };
}

function exchange(anisotropy: number) {
  const rotate = "marshall" as const;
  const coupling = 1;
  return anisotropy === 1
    ? ({ model: "heisenberg", coupling, rotate } as const)
    : ({ model: "xxz", anisotropy, coupling, rotate } as const);
}

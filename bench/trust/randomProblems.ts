import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drawFrom } from "./draw.ts";
import { type Drawn, kinds } from "./kinds.ts";
import type { Bond, Term } from "./terms.ts";

/** A Hamiltonian of a kind that people bring, told twice: as arguments of `nqs run`, and as Pauli strings that owe nothing to the project's parser. */
export interface Problem {
  readonly index: number;
  readonly name: string;
  readonly kind: string;
  /** All but the seed. */
  readonly args: readonly string[];
  readonly sites: number;
  readonly judge: readonly Term[];
}

export const kindNames: readonly string[] = Object.keys(kinds);

/** The kinds take turns. */
export function kindOf(index: number): string {
  return kindNames[index % kindNames.length];
}

/** The problem of that number, the same every time. Bonds of a graph are written to a file in `folder`, called by what it holds. */
export function randomProblem(index: number, folder = join(tmpdir(), "nqs-trust")): Problem {
  const kind = kindOf(index);
  const { name, args, sites, terms, edges }: Drawn = kinds[kind](drawFrom(`nqs/trust/${index}`));
  const graph = edges === undefined ? [] : ["--edges", written(edges, folder)];
  return { index, name: `${name}, ${sites} sites`, kind, args: [...args, ...graph], sites, judge: terms };
}

function written(edges: readonly Bond[], folder: string): string {
  const file = join(folder, `${edges.map(([i, j]) => `${i}-${j}`).join("_")}.txt`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, edges.map(([i, j]) => `${i} ${j}\n`).join(""));
  return file;
}

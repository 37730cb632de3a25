import { readFileSync } from "node:fs";
import { InputError } from "../src/index.ts";
import { rounded } from "./timing.ts";
import type { Row } from "./workload.ts";

/** One line of the peer: a workload under one of its variants. */
interface PeerLine {
  readonly peer: string;
  readonly workload: string;
  readonly variant: string;
  readonly iteration_s: number;
  readonly best: boolean;
  /** Whether it reached a finite energy. */
  readonly finite: boolean;
}

export interface Peer {
  /** The fastest variant of each workload: those that the peer marked "best". */
  readonly best: ReadonlyMap<string, PeerLine>;
  readonly variants: readonly PeerLine[];
}

const EXAMPLE = '{"peer":"netket 3.23","workload":"ising-40-rbm1","variant":"auto","iteration_s":0.48,"best":true}';

/** Reads the peer's JSON lines; other lines are its own talk. @throws InputError if there is no file, or no best line in it. */
export function readPeer(path: string): Peer {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new InputError(`--against: ${path} cannot be read (${error instanceof Error && "code" in error ? error.code : error})`);
  }
  const lines = text.split("\n").flatMap(peerLine);
  const best = new Map(lines.filter((line) => line.best).map((line) => [line.workload, line]));
  if (best.size === 0) {
    const found = lines.length === 0 ? "no JSON line with workload and iteration_s" : `${lines.length} lines, none with "best": true`;
    throw new InputError(`--against: ${path} holds ${found}; expected lines such as ${EXAMPLE}`);
  }
  return { best, variants: lines.filter((line) => !line.best) };
}

function peerLine(line: string): PeerLine[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return [];
  }
  if (typeof value !== "object" || value === null) return [];
  const { peer, workload, variant, iteration_s, best, energy_per_site } = value as Partial<Record<string, unknown>>;
  if (typeof workload !== "string" || typeof iteration_s !== "number" || !(iteration_s > 0)) return [];
  const finite = energy_per_site !== null;
  return [{ peer: String(peer ?? "peer"), workload, variant: String(variant ?? ""), iteration_s, best: best === true, finite }];
}

/** Our row with the peer's best beside it; the ratio is the peer's time over ours. */
export function beside(row: Row, peer: Peer): Row {
  const line = peer.best.get(row.workload);
  if (!line || typeof row.iteration_s !== "number") return row;
  return {
    ...row,
    peer: line.peer,
    peer_variant: line.variant,
    peer_iteration_s: line.iteration_s,
    peer_finite: line.finite,
    ratio: rounded(line.iteration_s / row.iteration_s, 3),
  };
}

/** Geometric mean of the ratios of rows that have one. */
export function summary(rows: readonly Row[]): Row {
  const ratios = rows.flatMap(({ ratio }) => (typeof ratio === "number" ? [ratio] : []));
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  return { workload: "geometric-mean", ratio: ratios.length === 0 ? null : rounded(mean, 3), workloads: ratios.length };
}

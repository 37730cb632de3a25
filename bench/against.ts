import { readBytes } from "../src/files/read.ts";
import { InputError } from "../src/index.ts";
import { oneLine } from "../src/internal.ts";
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
  const text = new TextDecoder().decode(readBytes(path, "a file with the JSON lines of a peer", LARGEST_BYTES));
  const lines = jsonLines(text, path).flatMap(peerLine);
  const best = new Map(lines.filter((line) => line.best).map((line) => [line.workload, line]));
  if (best.size === 0) {
    const found = lines.length === 0 ? "no JSON line with workload and iteration_s" : `${lines.length} lines, none with "best": true`;
    throw new InputError(`--against: ${path} holds ${found}; expected lines such as ${EXAMPLE}`);
  }
  return { best, variants: lines.filter((line) => !line.best) };
}

const LARGEST_BYTES = 1 << 22;
const MOST_LINES = 10_000;
const LONGEST_LINE = 1 << 14;

function jsonLines(text: string, path: string): string[] {
  const found = text.split("\n").filter((line) => line.startsWith("{") && line.length <= LONGEST_LINE);
  if (found.length > MOST_LINES)
    throw new InputError(`--against: ${path} holds ${found.length} JSON lines; expected at most ${MOST_LINES}`);
  return found;
}

/** One line that a terminal can show. */
function word(value: unknown, usual: string): string {
  return typeof value === "string" ? oneLine(value.slice(0, LONGEST_WORD)) : usual;
}

const LONGEST_WORD = 60;

function peerLine(line: string): PeerLine[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return [];
  }
  if (typeof value !== "object" || value === null) return [];
  const { peer, workload, variant, iteration_s, best, energy_per_site } = value as Partial<Record<string, unknown>>;
  if (typeof workload !== "string" || typeof iteration_s !== "number") return [];
  if (!(iteration_s > 0 && Number.isFinite(iteration_s))) return [];
  const finite = energy_per_site !== null;
  return [{ peer: word(peer, "peer"), workload: word(workload, ""), variant: word(variant, ""), iteration_s, best: best === true, finite }];
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

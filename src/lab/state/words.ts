// What the page says of what it shows: the sentence under the switch, numbers as text.
import type { ReadingName, References } from "../engine/tasks.ts";

/** What the page calls a reading, and what it means. */
export interface ReadingWords {
  readonly name: ReadingName;
  /** What the output f(s) is taken for. */
  readonly meaning: string;
  readonly rule: string;
}

export const readingWords: Readonly<Record<ReadingName, ReadingWords>> = {
  born: { name: "born", meaning: "f is an amplitude", rule: "p = |f|², phases interfere" },
  phaseless: { name: "phaseless", meaning: "|f| is an amplitude", rule: "p = |f|², phases dropped" },
  branches: { name: "branches", meaning: "hidden units are a mixture", rule: "p(h) product states" },
  classical: { name: "classical", meaning: "|f| is a probability", rule: "p = |f|, no interference" },
};

/** An energy per site as the page shows it. @param exact digits where there is no error */
export function energyText(value: number, error = 0, exact = 6): string {
  if (!Number.isFinite(value)) return "–";
  const digits = error > 0 ? Math.min(9, Math.max(2, 1 - Math.floor(Math.log10(error)))) : exact;
  const text = value.toFixed(digits).replace("-", "−");
  return error > 0 ? `${text} ± ${error.toExponential(0).replace("-", "−")}` : text;
}

/** |E - E0| / |E0|; `null` where the exact energy is not known or zero. */
export function relativeError(value: number, exact: number | null): number | null {
  return exact === null || exact === 0 ? null : Math.abs((value - exact) / exact);
}

export function scientific(value: number): string {
  return value.toExponential(1).replace("-", "−");
}

/** What is known of one lane. */
export interface Told {
  readonly reading: ReadingName;
  readonly energy: number | null;
  readonly done: boolean;
  /** Whether the problem or the network cannot be read so. */
  readonly refused?: boolean;
}

/** An energy this near to a line, relative to it, lies on it. */
const NEAR = 2e-3;

/** One sentence about all lanes: where each of them is going, or has come to. */
export function sentenceOf(lanes: readonly Told[], known: References | null): string {
  if (lanes.length === 0) return "";
  const it = lanes.length > 1 ? "it" : "the network";
  const parts = lanes.map(({ reading, energy, done, refused = false }) => {
    if (refused) return `read as ${reading} ${it} cannot be trained, for the reason below`;
    const way = `read as ${reading} (${readingWords[reading].meaning}) ${it}`;
    if (energy === null) return `${way} is about to begin`;
    const line = lineAt(energy, reading, known);
    if (line !== null) return `${way} ${done ? "has come to" : "is at"} ${line}`;
    return `${way} ${done ? "stopped" : "is"} at ${energyText(energy)}${goalOf(reading, known)}`;
  });
  const text = `${parts.join("; ")}.`;
  return lanes.length > 1 ? `One network, one Hamiltonian, one seed: ${text}` : `${text[0].toUpperCase()}${text.slice(1)}`;
}

/** The line that an energy lies on, the lowest first. */
function lineAt(energy: number, reading: ReadingName, known: References | null): string | null {
  if (known === null) return null;
  const lines = [
    { value: known.exact, name: "the exact quantum energy" },
    ...(reading === "classical" ? [] : [{ value: known.product, name: "the best product state" }]),
    { value: known.diagonal, name: "the minimum of the diagonal, its classical floor" },
  ];
  const found = lines.find(({ value }) => value !== null && Math.abs(energy - value) <= NEAR * Math.abs(value));
  return found ? `${found.name}, ${energyText(found.value ?? energy)}` : null;
}

/** How low a reading can go, where that is one of the lines: without phases it depends on the basis. */
function goalOf(reading: ReadingName, known: References | null): string {
  const goals = { born: known?.exact, phaseless: null, branches: known?.product, classical: known?.diagonal } as const;
  const goal = goals[reading];
  return goal === null || goal === undefined ? "" : `, ${energyText(goal)} would be its lowest`;
}

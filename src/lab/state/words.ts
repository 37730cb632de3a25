// What the page says of what it shows: the sentence under the switch, numbers as text.
import type { ReadingName, References, StepEvent } from "../engine/tasks.ts";

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

/** Options of the library as the page calls them. */
const labels: Readonly<Record<string, string>> = {
  "training.samples": "Samples",
  "training.iterations": "Updates at most",
  "training.starts": "Starts",
  "training.optimizer": "Method",
  "training.initial": "Weights",
  "groundState.ansatz": "Network",
  "groundState.hamiltonian": "Model",
};

/** A message of the library in the words of the page: its labels, and advice that can be followed there. */
export function ownWords(message: string): string {
  return message
    .replace(/^[\w.]+(?=: )/, (place) => labels[place] ?? (place.startsWith("hamiltonian.") ? "Model" : place))
    .replace(/give it a value, --set .* in a program\./, "write a number in its place: this page has one of its own, h, the slider.")
    .replace(/as an expression$/, "as a Formula");
}

/** Updates of a training as the page shows them. @param all on the curve @param starts that were compared, 1 where there is but one */
export function updatesText(
  { iteration, iterations, starts }: Pick<StepEvent, "iteration" | "iterations" | "starts">,
  all: number,
  compared: number,
): string {
  if (compared === 1) return `${iteration + 1} of ${iterations}`;
  return starts > 1
    ? `${all}, comparing ${compared} starts`
    : `${all}, the last ${iteration + 1} of them after comparing ${compared} starts`;
}

/** What is known of one lane. */
export interface Told {
  readonly reading: ReadingName;
  /** Per site. */
  readonly energy: number | null;
  /** Of the energy; 0 where everything is summed. */
  readonly error?: number;
  readonly done: boolean;
  /** Whether the problem or the network cannot be read so. */
  readonly refused?: boolean;
}

/** An energy this near to a line, in units of the largest of them, may lie on it. */
const NEAR = 1e-3;
/** Lines that are closer than this are not told apart: trainings end some millionths above theirs. */
const TOLD_APART = 1e-5;
/** And an energy lies on a line only within this part of the way to the next. */
const PART_OF_GAP = 1 / 3;

/** One sentence about all lanes: where each of them is going, or has come to. */
export function sentenceOf(lanes: readonly Told[], known: References | null): string {
  if (lanes.length === 0) return "";
  const it = lanes.length > 1 ? "it" : "the network";
  const parts = lanes.map((lane) => {
    const { reading, energy, error = 0, done, refused = false } = lane;
    if (refused) return `read as ${reading} ${it} cannot be trained, for the reason below`;
    const way = `read as ${reading} (${readingWords[reading].meaning}) ${it}`;
    if (energy === null) return `${way} is about to begin`;
    const line = known === null ? null : lineAt(energy, error, reading, known);
    if (line !== null) return `${way} ${done ? "has come to" : "is at"} ${line}`;
    return `${way} ${done ? "stopped" : "is"} at ${energyText(energy, error)}${goalOf(reading, known)}`;
  });
  const text = `${parts.join("; ")}.`;
  return lanes.length > 1 ? `One network, one Hamiltonian, one seed: ${text}` : `${text[0].toUpperCase()}${text.slice(1)}`;
}

type LineName = "exact" | "product" | "diagonal";

/** The lines that a reading can reach, its own first: a mixture of branches none below the best product state, a diagonal one none but the diagonal. */
const reached: Readonly<Record<ReadingName, readonly LineName[]>> = {
  born: ["exact", "product", "diagonal"],
  phaseless: ["exact", "diagonal", "product"],
  branches: ["product", "diagonal"],
  classical: ["diagonal"],
};

const lineNames: Readonly<Record<LineName, string>> = {
  exact: "the exact quantum energy",
  product: "the best product state",
  diagonal: "the minimum of the diagonal",
};

/** The line that an energy lies on: one that the reading can reach, nearer than all others that can be told from it. */
function lineAt(energy: number, error: number, reading: ReadingName, known: References): string | null {
  const lines = (Object.keys(lineNames) as LineName[]).flatMap((name) => {
    const value = known[name];
    return value === null ? [] : [{ name, value }];
  });
  const scale = Math.max(...lines.map(({ value }) => Math.abs(value)));
  for (const name of reached[reading]) {
    const value = known[name];
    if (value === null) continue;
    const others = lines.filter((line) => line.name !== name);
    const isClose = (line: { readonly value: number }) => Math.abs(line.value - value) <= Math.max(TOLD_APART * scale, 2 * error);
    const gap = Math.min(...others.filter((line) => !isClose(line)).map((line) => Math.abs(line.value - value)));
    if (Math.abs(energy - value) > Math.min(NEAR * scale, PART_OF_GAP * gap)) continue;
    const close = others.filter(isClose).map((line) => lineNames[line.name]);
    const called = reading === "classical" ? `${lineNames[name]}, its classical floor` : lineNames[name];
    return `${called}, ${energyText(value)}${close.length === 0 ? "" : ` (too close to ${close.join(" and ")} to be told apart)`}`;
  }
  return null;
}

/** How low a reading can go: one of the lines, but without phases it depends on the basis. */
function goalOf(reading: ReadingName, known: References | null): string {
  if (known === null) return "";
  const goal = known[reached[reading][0]];
  if (reading === "phaseless")
    return `, its lowest${goal === null ? "" : ` is ${energyText(goal)} at best, and`} depends on the signs of the ground state`;
  return goal === null ? "" : `, ${energyText(goal)} would be its lowest`;
}

// Terms as Qiskit writes them, labels in quotes beside coefficients.
import type { PauliCollector } from "./pauliCollector.ts";
import { numberOf, realNumber } from "./pauliTerms.ts";

/** Words that Qiskit and NumPy print around labels and coefficients. */
const words = new Set([
  ...["SparsePauliOp", "PauliList", "Pauli", "from_list", "coeffs", "array", "np", "numpy", "dtype"],
  ...["complex", "complex64", "complex128", "float", "float64"],
]);

const token = new RegExp(
  String.raw`([\s,:=]|\.(?!\d)|#[^\n]*)|(["'])(.*?)\2|((?:[-+]\s*)?${realNumber})(j)?(?:\s*([-+]\s*${realNumber})j)?|([A-Za-z_]\w*)|([[\](){}])`,
  "y",
);
const partner: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

interface Label {
  readonly letters: string;
  readonly at: number;
}

interface Coefficient {
  readonly re: number;
  readonly im: number;
  readonly at: number;
}

/** Reads labels in quotes and their coefficients, side by side or in two lists. @throws InputError with its place. */
export function readLabelList(text: string, collector: PauliCollector): void {
  const labels: Label[] = [];
  const coefficients: Coefficient[] = [];
  const open: { readonly bracket: string; readonly at: number }[] = [];
  for (let at = 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at;
    const [found, , , label, number, j, imaginary, word, bracket] = token.exec(text) ?? [];
    if (found === undefined) collector.refuse(at, "labels in quotes and numbers", text[at]);
    if (label !== undefined) {
      if (!/^[IXYZ]+$/.test(label)) collector.refuse(at, "a label of the letters I, X, Y and Z", label);
      labels.push({ letters: label, at });
    }
    if (number !== undefined) {
      const value = numberOf(number);
      coefficients.push(j ? { re: 0, im: value, at } : { re: value, im: imaginary === undefined ? 0 : numberOf(imaginary), at });
    }
    if (word !== undefined && !words.has(word)) collector.refuse(at, "labels in quotes and finite numbers", word);
    if (bracket === undefined) continue;
    if (!Object.hasOwn(partner, bracket)) open.push({ bracket, at });
    else if (open.pop()?.bracket !== partner[bracket]) collector.refuse(at, `a "${partner[bracket]}" before it`, bracket);
  }
  const [unclosed] = open;
  if (unclosed) collector.refuse(unclosed.at, `an end of this "${unclosed.bracket}"`, null, "is the text whole?");
  if (labels.length !== coefficients.length) {
    const got = `${labels.length} labels and ${coefficients.length} coefficients`;
    collector.refuse(labels[Math.min(labels.length, coefficients.length)]?.at ?? 0, "a coefficient for every label", got);
  }
  if (!isPaired(labels, coefficients)) collector.refuse(labels[0].at, "labels and coefficients in turn, or first all labels", "a mixture");
  for (const [k, { letters, at }] of labels.entries()) {
    const { re, im } = coefficients[k];
    collector.add(re, im, collector.label(letters, at), at);
  }
}

/** Whether it is label, number, label, number, … or number, label, … or all labels before all numbers. */
function isPaired(labels: readonly Label[], coefficients: readonly Coefficient[]): boolean {
  const before = (a: readonly { at: number }[], b: readonly { at: number }[]) =>
    a.every(({ at }, k) => at < b[k].at && (k === 0 || b[k - 1].at < at));
  const apart = labels[labels.length - 1].at < coefficients[0].at;
  return apart || before(labels, coefficients) || before(coefficients, labels);
}

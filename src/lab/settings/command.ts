// The command line of `nqs` that gives the same digits as the page.
import { modelOf } from "./models.ts";
import { formulaHasField, type LabSettings } from "./settings.ts";

/** `nqs run …` for one reading. */
export function commandOf(settings: LabSettings, reading: string): string {
  const { basis, network, density, method, iterations, samples, starts, seed } = settings;
  const words = [
    ...["nqs", "run", ...problemWords(settings)],
    ...(basis === "auto" ? [] : ["--rotate", basis]),
    ...(network === "rbm" ? ["--density", density] : ["--ansatz", network]),
    ...(method === "auto" ? [] : ["--optimizer", method]),
    ...["--iterations", iterations],
    ...(samples === 0 ? [] : ["--samples", samples]),
    ...(starts === 0 ? [] : ["--starts", starts]),
    ...["--seed", seed, "--readout", reading],
  ];
  return words.join(" ");
}

/** `nqs evaluate …` for a network that nobody trained, saved by the page under the name that it gives. */
export function evaluationOf({ model, sites }: LabSettings, reading: string): string {
  return `nqs evaluate ${model}-${sites}-${reading}.safetensors`;
}

/** `nqs learn …` for what the feeding panel does with the ground state. */
export function learnCommandOf(settings: LabSettings, feed: "amplitudes" | "probabilities"): string {
  return ["nqs", "learn", "--feed", feed, ...problemWords(settings), "--rotate", "none", "--seed", settings.seed].join(" ");
}

function problemWords({ model, formula, couplings, sites, boundary }: LabSettings): readonly (string | number)[] {
  const named =
    model === "formula"
      ? ["--hamiltonian", quoted(formula), ...(formulaHasField(formula) ? ["--set", `h=${couplings["h"]}`] : [])]
      : ["--model", model, ...modelOf(model).sliders.flatMap(({ key, default: usual }) => flag(key, couplings[key] ?? usual, usual))];
  return [...named, "--sites", sites, ...(boundary === "periodic" ? [] : ["--boundary", boundary])];
}

function flag(key: string, value: number, usual: number): readonly (string | number)[] {
  // The field is what the page is about: it is always told.
  if (value === usual && key !== "field") return [];
  return [`--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, value];
}

/** Between double quotes, as POSIX shells read them. */
function quoted(text: string): string {
  return `"${text.replace(/["\\$`]/g, (character) => `\\${character}`)}"`;
}

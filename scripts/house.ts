// Writes docs/house.md, a line for every file of src/: its opening comment or, where it has none, what the docstring of its first export says.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** The folders in the order in which data flows, inner ones after their own. */
const rooms: readonly (readonly [folder: string, purpose: string])[] = [
  ["core", "What everything stands on"],
  ["lattice", "Sites and the bonds between them"],
  ["hamiltonian", "Operators as sums of Pauli strings"],
  ["hamiltonian/presets", "The models that have a name"],
  ["hamiltonian/text", "Operators from formulas and files"],
  ["exact", "The judges: energies that no network and no kernel touches"],
  ["exact/linear", "Small matrices, whole"],
  ["exact/state", "States of a few spins, whole, and what can be asked of them"],
  ["ansatz", "The networks"],
  ["readout", "The switch: how the output of a network is read"],
  ["sampler", "Configurations drawn from the network"],
  ["statistics", "Means, errors, and what speaks against them"],
  ["branches", "A mixture of product states, read from the hidden layer"],
  ["observables", "What is measured beside the energy"],
  ["optimizer", "From local energies to a step of the parameters"],
  ["vmc", "The drivers"],
  ["vmc/state", "Where a run is, as data"],
  ["vmc/setup", "What is decided before any work begins"],
  ["vmc/memory", "What is held at once, told before anything is built"],
  ["vmc/measurement", "Samples of frozen weights, and what they say"],
  ["vmc/training", "The loop that changes the weights"],
  ["vmc/training/schedules", "How long a training is, and how large its steps and its shift are"],
  ["vmc/branches", "The training and the measurement of a mixture of branches"],
  ["learn", "The feeding end: a network taught a state"],
  ["learn/objectives", "Losses and their gradients"],
  ["learn/setup", "What is fed, and to which networks"],
  ["learn/summed", "Steps, stages and starts where the model is summed"],
  ["learn/sampled", "The same where it is sampled"],
  ["experiments", "The statements of the paper, each with its verdict"],
  ["experiments/readings", "What the reading of the output decides"],
  ["experiments/entanglement", "Where the entanglement of a network comes from"],
  ["experiments/learning", "What the paper says of learning itself"],
  ["experiments/qlearning", "Action values learnt by networks, and exactly"],
  ["experiments/support", "What several experiments share"],
  ["files", "Runs and networks on disk"],
  ["files/published", "The networks that Carleo & Troyer published, and their format"],
  ["files/run", "The folder of a run: who may write in it, and what it goes on from"],
  ["files/measurements", "Measured rows and amplitudes on disk"],
  ["cli", "The command line"],
  ["cli/commands", "A file for each command"],
  ["cli/commands/benchmark", "What is trained for the table of accuracy"],
  ["lab", "The page: a network trained and watched in a browser tab"],
  ["lab/settings", "What a run of the page follows from, its address, its command"],
  ["lab/engine", "Workers of the page: tasks asked of the public API"],
  ["lab/state", "What the page knows, and says"],
  ["lab/charts", "Plots as SVG, and files of them"],
  ["lab/panels", "The parts of the page"],
  ["report", "Charts for files and pages"],
  ["report/paper", "The report on the statements of the paper"],
  ["cli/help", "Help on a subject"],
  ["cli/documents", "YAML and JSON as plain data"],
  ["cli/settings", "From flags and configuration files to a problem"],
  ["cli/process", "The thread of a command, and the one that hears signals"],
  ["cli/terminal", "What is printed"],
  ["kernels", "The typed face of the hot loops"],
  ["kernels/assembly", "The hot loops, in AssemblyScript"],
  ["kernels/assembly/runtime", "Memory, threads, random numbers"],
  ["kernels/assembly/math", "Functions of one number, or of a vector of them"],
  ["kernels/assembly/linalg", "Products and factorisations of matrices"],
  ["kernels/assembly/spins", "Configurations, operators and chains, and what they ask of a network"],
  ["kernels/assembly/jastrow", "The pair network"],
  ["kernels/assembly/mlp", "The multilayer perceptron"],
  ["kernels/assembly/rbm", "The restricted Boltzmann machine"],
  ["kernels/assembly/symmetrised", "Any network summed over the images of a configuration"],
];

/** The first sentence of a comment, on one line, without tags; links by their name. */
export function firstSentence(comment: string): string {
  const text = comment
    .replace(/^\s*(\/\*\*?|\*\/|\*(?!\/)|\/\/)[ \t]?/gm, "")
    .replace(/\*\/\s*$/, "")
    .split(/(?:^|\s)@\w+/)[0]
    .replace(/\{@link\s+(\S+?)\}/g, "`$1`")
    .replace(/\s+/g, " ")
    .trim();
  // A sentence ends with a full stop before a capital, but not between brackets: (Higham, SIAM J. Matrix Anal.).
  const ends = [...text.matchAll(/[.](?=\s+["'`([]?[A-Z]|$)/g)].map(({ index }) => text.slice(0, index));
  return (ends.find((part) => part.split("(").length === part.split(")").length) ?? text).replace(/[.:]$/, "");
}

/**
 * What a file says that it is, or `null`: the comment it opens with; else the docstring after its imports that stands by itself; else that of its first export.
 */
export function lineOf(source: string): string | null {
  const code = source.replace(/^#!.*\n/, "");
  const opening = /^\s*(\/\*[\s\S]*?\*\/|(?:\/\/.*\n)+)/.exec(code)?.[1];
  // Decorators and the comments that excuse them may stand between a docstring and its export.
  const first = /^((?:\/\/.*\n|@\w+.*\n)*)export\b/m.exec(code);
  const before = code.slice(0, first?.index ?? code.length);
  const alone = /\/\*\*(?:(?!\*\/)[\s\S])*\*\/(?=\s*\n\s*\n)/.exec(before)?.[0];
  const docstring = first && /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/.exec(before)?.[0];
  const sentence = firstSentence(opening ?? alone ?? docstring ?? "");
  return sentence === "" ? null : sentence;
}

/** Text in which nothing but code between backticks is markup. */
function escaped(text: string): string {
  return text
    .split("`")
    .map((part, index) => (index % 2 === 0 ? part.replace(/[*<\\]/g, "\\$&") : part))
    .join("`");
}

/** The list as text. @throws Error that names the files without a line and the folders without a row above. */
export function house(
  read: (path: string) => string = (path) => readFileSync(join(root, "src", path), "utf8"),
  files: readonly string[] = filesOf(),
): string {
  const lines = new Map(files.map((path) => [path, lineOf(read(path)) ?? ""]));
  const silent = files.filter((path) => lines.get(path) === "");
  if (silent.length > 0) throw new Error(`house: expected an opening comment in every file, got none in src/${silent.join(", src/")}`);
  const folders = new Set(files.map((path) => dirname(path)));
  const known = new Set([".", ...rooms.map(([folder]) => folder)]);
  const strange = [...folders].filter((folder) => !known.has(folder));
  if (strange.length > 0)
    throw new Error(`house: expected a row for every folder, got none for ${strange.join(", ")}; add it to scripts/house.ts`);
  const sections = [[".", "What a program imports"], ...rooms]
    .filter(([folder]) => folders.has(folder))
    .map(([folder, purpose]) => {
      const list = files.filter((path) => dirname(path) === folder);
      const heading = folder === "." ? "src" : `src/${folder}`;
      const items = list.map((path) => `- [${path.split("/").pop()}](../src/${path}): ${escaped(lines.get(path) ?? "")}`);
      return [`## \`${heading}\``, "", `${purpose}.`, "", ...items].join("\n");
    });
  return [
    "# The plan of the house",
    "",
    "Every file of `src/` by what it says of itself, folder by folder, in the order in which data flows. `npm run docs` writes this page.",
    "",
    sections.join("\n\n"),
    "",
  ].join("\n");
}

/** All files of src/, relative to it, sorted. */
function filesOf(): string[] {
  return readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts"))
    .sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(join(root, "docs/house.md"), house());

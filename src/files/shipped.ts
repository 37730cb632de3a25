// The trained networks that come with the package, and their cards.
import { InputError, nearestName } from "../core/errors.ts";
import { nodeFiles } from "./platformNode.ts";

/** The folder of trained networks that comes with the package. By a name of its own: bundlers take `new URL` of it for a file to include. */
const here = import.meta.url;

function inFolder(file: string): URL {
  return new URL(`../../models/${file}`, here);
}

/** What is known of a shipped network beside its weights: the JSON next to them, written when it was trained. Energies in J. */
export interface ModelCard {
  readonly name: string;
  /** That trained it. */
  readonly command: string;
  readonly exact: { readonly energy: number; readonly energyPerSite: number; readonly method: string } | null;
  readonly energy: { readonly mean: number; readonly error: number };
  readonly energyPerSite: { readonly mean: number; readonly error: number };
  readonly relativeError: number | null;
  readonly vScore: number;
  readonly hiddenModes: { readonly starts: number; readonly found: number } | null;
  readonly parameters: number;
  readonly seconds: number;
}

/** The cards of the networks that come with the package, by name. @throws InputError anywhere but in Node. */
export function shippedModels(): ModelCard[] {
  const { fs } = nodeFiles("models");
  const cards = fs.readdirSync(inFolder("")).filter((file) => file.endsWith(".json"));
  return cards.sort().map((file) => JSON.parse(fs.readFileSync(inFolder(file), "utf8")) as ModelCard);
}

/**
 * The file that `path` means: itself, the weights in it where it is the folder of a run, or if there is none and it names a shipped network,
 * `NAME` or `models/NAME`, that one's.
 * @throws InputError for a folder without weights or with several, and for a name that is nearly a shipped network's.
 */
export function shippedOr(path: string): string {
  const { fs } = nodeFiles(path);
  if (fs.existsSync(path)) return fs.statSync(path).isDirectory() ? weightsIn(path) : path;
  const name = /^(?:models\/)?([\w.-]+?)(?:\.safetensors)?$/.exec(path)?.[1];
  if (name === undefined) return path;
  const shipped = inFolder(`${name}.safetensors`);
  if (fs.existsSync(shipped)) return fs.realpathSync(shipped);
  const known = shippedModels().map((card) => card.name);
  const nearest = nearestName(name, known) ?? begunLike(name, known);
  if (nearest === undefined && !path.startsWith("models/")) return path;
  const mend = nearest === undefined ? "nqs models lists them" : `did you mean ${nearest}?`;
  throw new InputError(`${path}: expected a file, or the name of a network that comes with the package, got neither; ${mend}`);
}

/** The name of which `start` is nearly the beginning. */
function begunLike(start: string, known: readonly string[]): string | undefined {
  const begun = known.map((name) => name.slice(0, start.length));
  const nearest = nearestName(start, begun);
  return nearest === undefined ? undefined : known[begun.indexOf(nearest)];
}

/** The one weights file in the folder of a run. */
function weightsIn(folder: string): string {
  const { fs } = nodeFiles(folder);
  const base = folder.replace(/[\\/]+$/, "");
  const files = fs
    .readdirSync(folder)
    .filter((file) => /^weights.*\.safetensors$/.test(file))
    .sort()
    .map((file) => `${base}/${file}`);
  if (files.length === 1) return files[0];
  if (files.length === 0) throw new InputError(`${folder}: expected a file, or the folder of a run with its weights, got a folder without`);
  throw new InputError(`${folder}: expected the weights of one network, got ${files.length}; name one of ${files.join(", ")}`);
}

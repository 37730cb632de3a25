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
 * The file that `path` means: itself, or if there is none and it names a shipped network, `NAME` or `models/NAME`, that one's.
 * @throws InputError where neither a file nor a shipped network has a name that is close to one's.
 */
export function shippedOr(path: string): string {
  const { fs } = nodeFiles(path);
  if (fs.existsSync(path)) return path;
  const name = /^(?:models\/)?([\w.-]+?)(?:\.safetensors)?$/.exec(path)?.[1];
  if (name === undefined) return path;
  const shipped = inFolder(`${name}.safetensors`);
  if (fs.existsSync(shipped)) return fs.realpathSync(shipped);
  const nearest = nearestName(
    name,
    shippedModels().map((card) => card.name),
  );
  if (nearest === undefined) return path;
  throw new InputError(
    `${path}: expected a file, or the name of a network that comes with the package, got neither; did you mean ${nearest}?`,
  );
}

// The trained networks that come with the package, and their cards.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of trained networks that comes with the package. */
const folder = join(dirname(fileURLToPath(import.meta.url)), "../../models");

/** What is known of a shipped network beside its weights: the JSON next to them, written when it was trained. */
export interface ModelCard {
  readonly name: string;
  readonly command: string;
  readonly exact: { readonly energyPerSite: number; readonly method: string } | null;
  readonly energyPerSite: { readonly mean: number; readonly error: number };
  readonly relativeError: number | null;
  readonly vScore: number;
  readonly hiddenModes: { readonly starts: number; readonly found: number } | null;
  readonly parameters: number;
  readonly seconds: number;
}

/** The cards of the networks that come with the package, by name. */
export function shippedModels(): ModelCard[] {
  const cards = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return cards.sort().map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as ModelCard);
}

/** The file that `path` means: itself, or if there is none and it names a shipped network, `NAME` or `models/NAME`, that one's. */
export function shippedOr(path: string): string {
  if (existsSync(path)) return path;
  const name = /^(?:models\/)?([\w.-]+?)(?:\.safetensors)?$/.exec(path)?.[1];
  const shipped = name === undefined ? path : join(folder, `${basename(name)}.safetensors`);
  return existsSync(shipped) ? shipped : path;
}

// The settings in the address of the page: what differs from first sight, or from the story that is told, after the #. A link is a run.
import { modelNames, modelOf, usualCouplings } from "./models.ts";
import {
  basisNames,
  boundaryNames,
  firstSight,
  inOrder,
  type LabSettings,
  methodNames,
  networkNames,
  type Range,
  ranges,
  readingNames,
} from "./settings.ts";
import { type StoryName, stories, storyNames } from "./stories.ts";

const choices = { boundary: boundaryNames, basis: basisNames, network: networkNames, method: methodNames } as const;
const numbers = Object.keys(ranges) as (keyof typeof ranges)[];

/** The part of an address after the #, `model=heisenberg&sites=10`; empty at first sight. */
export function addressOf(settings: LabSettings, story: StoryName | null = null): string {
  const { model, formula, couplings, readings } = settings;
  const base = baseOf(story);
  const usual = couplingsAt(base, model);
  const entries: [string, string][] = story === null ? [] : [["story", story]];
  const add = (key: string, value: string | number, unlessIt: string | number) => {
    if (value !== unlessIt) entries.push([key, String(value)]);
  };
  add("model", model, base.model);
  if (model === "formula") add("formula", formula, base.formula);
  for (const { key } of modelOf(model).sliders) add(key, couplings[key] ?? usual[key], usual[key]);
  for (const key of Object.keys(choices) as (keyof typeof choices)[]) add(key, settings[key], base[key]);
  for (const key of numbers) add(key, settings[key], base[key]);
  add("readings", readings.join(","), base.readings.join(","));
  return entries.map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll("%2C", ",")}`).join("&");
}

/** What the address differs from. */
function baseOf(story: StoryName | null): LabSettings {
  return story === null ? firstSight : stories[story].settings;
}

function couplingsAt(base: LabSettings, model: LabSettings["model"]): LabSettings["couplings"] {
  return base.model === model ? base.couplings : usualCouplings(model);
}

/** Settings from an address, and what in it was not understood, each in one line; what is not understood is left as at first sight. */
export interface FromAddress {
  readonly settings: LabSettings;
  readonly story: StoryName | null;
  readonly mistakes: readonly string[];
}

/** @param text with or without its # */
export function settingsFrom(text: string): FromAddress {
  const written = text.replace(/^#/, "");
  const given = new Map(new URLSearchParams(written));
  const mistakes = [...mistakesInText(written)];
  const take = (key: string) => {
    const value = given.get(key);
    given.delete(key);
    return value;
  };
  const oneOf = <Name extends string>(key: string, names: readonly Name[], usual: Name): Name => {
    const value = take(key);
    if (value === undefined) return usual;
    const found = names.find((name) => name === value);
    if (found === undefined) mistakes.push(`${key}: expected ${names.join(", ")}, got ${value}`);
    return found ?? usual;
  };
  const number = (key: string, range: Range | null, usual: number): number => {
    const value = take(key);
    if (value === undefined) return usual;
    const mistake = mistakeIn(key, value, range);
    if (mistake !== null) mistakes.push(mistake);
    return mistake === null ? Number(value) : usual;
  };
  const story = given.has("story") ? oneOf<StoryName | "">("story", storyNames, "") || null : null;
  const base = baseOf(story);
  const model = oneOf("model", modelNames, base.model);
  const usual = couplingsAt(base, model);
  const formula = take("formula") ?? base.formula;
  const couplings = Object.fromEntries(Object.keys(usual).map((key) => [key, number(key, null, usual[key])]));
  const readings = take("readings");
  const asked = readings === undefined ? base.readings : inOrder(readings.split(","));
  const strange = readings?.split(",").filter((name) => !(readingNames as readonly string[]).includes(name)) ?? [];
  if (strange.length > 0) mistakes.push(`readings: expected ${readingNames.join(", ")}, got ${strange.join(", ")}`);
  const settings: LabSettings = {
    model,
    formula,
    couplings,
    boundary: oneOf("boundary", boundaryNames, base.boundary),
    basis: oneOf("basis", basisNames, base.basis),
    network: oneOf("network", networkNames, base.network),
    method: oneOf("method", methodNames, base.method),
    sites: number("sites", ranges.sites, base.sites),
    density: number("density", ranges.density, base.density),
    iterations: number("iterations", ranges.iterations, base.iterations),
    samples: number("samples", ranges.samples, base.samples),
    starts: number("starts", ranges.starts, base.starts),
    seed: number("seed", ranges.seed, base.seed),
    pace: number("pace", ranges.pace, base.pace),
    readings: asked.length > 0 ? asked : base.readings,
  };
  for (const key of given.keys()) mistakes.push(`${key}: the address has a setting that this page does not know`);
  return { settings, story, mistakes };
}

/** What is wrong with an address before its values are looked at. */
function mistakesInText(written: string): readonly string[] {
  const keys = [...new URLSearchParams(written).keys()];
  const twice = [...new Set(keys.filter((key, k) => keys.indexOf(key) !== k))];
  const broken = written.split("&").filter((entry) => !isDecoded(entry));
  return [
    ...twice.map(
      (key) => `${key}: expected once in the address, got ${keys.filter((other) => other === key).length} times; the last one counts`,
    ),
    ...broken.map(
      (entry) => `${entry.replace(/=.*/s, "")}: expected text after percent-encoding, got ${entry.replace(/^[^=]*=/, "")}; write % as %25`,
    ),
  ];
}

/** A % without its two digits stays as it is, bytes that are no text become U+FFFD. */
function isDecoded(entry: string): boolean {
  const isReplaced = new URLSearchParams(entry).toString().includes("%EF%BF%BD") && !/%EF%BF%BD|\uFFFD/i.test(entry);
  return !isReplaced && !/%(?![0-9a-f]{2})/i.test(entry);
}

/** What is wrong with a number as text, in one line; `null` if nothing is. No range: any finite number. */
export function mistakeIn(key: string, text: string, range: Range | null): string | null {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (range === null) return Number.isFinite(value) ? null : `${key}: expected a number, got ${text.trim() || "nothing"}`;
  const { least, most, whole } = range;
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return null;
  const kind = whole ? "a whole number" : "a number";
  const upTo = most === Number.MAX_SAFE_INTEGER ? `${kind} from ${least}` : `${kind} from ${least} to ${most}`;
  return `${key}: expected ${upTo}, got ${text.trim() || "nothing"}`;
}

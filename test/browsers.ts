import { existsSync } from "node:fs";

const first = (...paths: readonly (string | undefined)[]) => paths.find((path) => path && existsSync(path));

/** The browser of the machine: Debian's `chromium`, or one that CHROMIUM names; undefined where there is none. */
export const chromiumPath = first(process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

/** Debian's `firefox-esr`, or one that FIREFOX names; undefined where there is none. */
export const firefoxPath = first(process.env["FIREFOX"], "/usr/bin/firefox-esr", "/usr/bin/firefox");

/** Says loudly what is left untested. */
export function skippedWithoutChromium(what: string): string {
  console.warn(`SKIPPED: ${what}. No Chromium was found; \`apt-get install chromium\`, or name one in CHROMIUM.`);
  return "no Chromium";
}

export function skippedWithoutFirefox(what: string): string {
  console.warn(`SKIPPED: ${what}. No Firefox was found; \`apt-get install firefox-esr\`, or name one in FIREFOX.`);
  return "no Firefox";
}

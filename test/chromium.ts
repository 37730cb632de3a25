import { existsSync } from "node:fs";

/** The browser of the machine: Debian's `chromium`, or one that CHROMIUM names; undefined where there is none. */
export const chromiumPath = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => path && existsSync(path),
);

/** Says loudly what is left untested. */
export function skippedWithoutChromium(what: string): string {
  console.warn(`SKIPPED: ${what}. No Chromium was found; \`apt-get install chromium\`, or name one in CHROMIUM.`);
  return "no Chromium";
}

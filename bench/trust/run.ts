import { InputError, refuseUnknown } from "../../src/index.ts";
import { say } from "../timing.ts";
import { badStarts } from "./badStarts.ts";
import { errorBars } from "./errorBars.ts";
import { hiddenModes } from "./hiddenModes.ts";

const checks = { "bad-starts": badStarts, "error-bars": errorBars, "hidden-modes": hiddenModes } as const;

try {
  const names = process.argv.slice(2);
  for (const name of names) if (!(name in checks)) refuseUnknown("npm run trust: check", name, Object.keys(checks));
  for (const [name, check] of Object.entries(checks)) {
    if (names.length > 0 && !names.includes(name)) continue;
    for (const line of await check()) process.stdout.write(`${line}\n`);
  }
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  say(error.message);
  process.exitCode = 2;
}

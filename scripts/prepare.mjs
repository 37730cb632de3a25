// Builds after an install, unless dist/ is newer than everything it is made from: `npx nqs` in a checkout links the package and would build it again.
import { execSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const built = "dist/cli/nqs.js";
const inputs = [
  "package.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "vite.config.ts",
  "scripts/build-kernels.mjs",
  "scripts/notices.ts",
  ...filesIn("src"),
];

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path))
    .filter((path) => !path.endsWith("generated.ts"));
}

const fresh = existsSync(built) && inputs.every((path) => statSync(path).mtimeMs <= statSync(built).mtimeMs);
if (!fresh) execSync("npm run build", { stdio: "inherit" });

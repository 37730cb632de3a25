// Builds and packs two copies of this checkout, in folders, at times, in time zones and under a NODE_ENV that differ:
// `npx tsx scripts/reproducible.ts`. Both packages have to have the same bytes. No install script runs.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const scratch = mkdtempSync(join(tmpdir(), "nqs-reproducible-"));

const shell = (folder: string, command: string, env: Readonly<Record<string, string>>) =>
  execFileSync("sh", ["-c", command], {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });

/** The files that git knows or would add, packed in a folder of their own; what the package contains, by path, and the hash of its tarball. */
function packedIn(folder: string, env: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  mkdirSync(folder, { recursive: true });
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  for (const file of files.split("\0").filter((path) => path !== "")) cpSync(join(root, file), join(folder, file));
  // A package keeps who may read its files, which is 022 nearly everywhere.
  shell(folder, "umask 022; npm ci --ignore-scripts --silent && npm run build --silent && npm pack --ignore-scripts --silent", env);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  const hashes = new Map([[tarball, hashOf(join(folder, tarball))]]);
  shell(folder, `mkdir unpacked && tar -xzf ${tarball} -C unpacked`, env);
  for (const path of readdirSync(join(folder, "unpacked"), { recursive: true, encoding: "utf8" }).sort())
    if (statSync(join(folder, "unpacked", path)).isFile()) hashes.set(path, hashOf(join(folder, "unpacked", path)));
  return hashes;
}

const hashOf = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");

try {
  const first = packedIn(join(scratch, "a"), { TZ: "UTC", LC_ALL: "C" });
  const second = packedIn(join(scratch, "another/folder with a longer name"), {
    TZ: "Asia/Kathmandu",
    LC_ALL: "C.UTF-8",
    NODE_ENV: "test",
  });
  const differing = [...new Set([...first.keys(), ...second.keys()])].filter((path) => first.get(path) !== second.get(path));
  const [[tarball, hash] = []] = first;
  if (differing.length > 0) throw new Error(`reproducible: expected the same bytes of two builds, got others in\n${differing.join("\n")}`);
  console.log(`${hash}  ${tarball}: the same bytes twice, ${first.size - 1} files`);
} finally {
  rmSync(scratch, { recursive: true });
}

// `nqs lab`: serves the page of the package on this machine, and opens it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import type { Command } from "commander";
import { InputError } from "../../index.ts";
import { checkInteger } from "../../internal.ts";
import { addExamples, addNote } from "../command.ts";
import { print } from "../terminal/output.ts";

interface LabFlags {
  readonly port?: string;
  readonly open: boolean;
}

/** Where the page is looked for at first, so that a link works again tomorrow. */
const USUAL_PORT = 4747;
const HOST = "127.0.0.1";

/** `npm run build` leaves the page beside the program. */
const folder = join(import.meta.dirname, "../../lab");

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
};

/** With the first two a page may share memory between threads; the policy is that of the page itself, for its workers; its service worker fetches its files. */
const headers: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; img-src 'self' blob:; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-cache",
};

export function define(command: Command): void {
  command
    .option("--port <number>", `the port on ${HOST} (default: ${USUAL_PORT}, or a free one)`)
    .option("--no-open", "open no browser")
    .action(lab);
  addNote(command, "Prints the address alone on a line. The page computes in its own tab; Ctrl-C ends the server.");
  addExamples(command, ["nqs lab", "nqs lab --port 8080 --no-open"]);
}

async function lab({ port, open }: LabFlags): Promise<void> {
  if (port !== undefined) checkInteger("--port", /^\d+$/.test(port) ? Number(port) : (port as unknown as number), 0, 65_535);
  if (!existsSync(join(folder, "index.html")))
    throw new InputError(`nqs lab: expected the built page in ${folder}, got none; npm run build makes it`);
  const server = port === undefined ? await listening(USUAL_PORT, 0) : await listening(Number(port));
  const address = `http://${HOST}:${(server.address() as AddressInfo).port}/`;
  print(address);
  if (open) openBrowser(address);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  server.closeAllConnections();
  server.close();
}

/** A server on the first of the ports that is free; 0 is any. @throws InputError where none is. */
async function listening(...ports: readonly number[]): Promise<Server> {
  for (const port of ports) {
    const server = createServer(({ method, url = "/" }, response) => {
      void found(method, url).then(({ status, type, body }) => response.writeHead(status, { ...headers, "Content-Type": type }).end(body));
    });
    const fault = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      server.once("error", resolve).listen(port, HOST, () => resolve(null));
    });
    if (fault === null) return server;
    if (fault.code !== "EADDRINUSE" && fault.code !== "EACCES") throw fault;
  }
  throw new InputError(`--port: expected a free port, got ${ports[0]}, which is taken; choose another, or leave it out`);
}

interface Found {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer | string;
}

/** A file of the page, and nothing above its folder. */
async function found(method: string | undefined, url: string): Promise<Found> {
  const refused = (status: number, body: string): Found => ({ status, type: "text/plain; charset=utf-8", body: `${body}\n` });
  if (method !== "GET" && method !== "HEAD") return refused(405, "only GET");
  try {
    const path = normalize(decodeURIComponent(new URL(url, `http://${HOST}`).pathname));
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    return { status: 200, type: types[extname(file)] ?? "application/octet-stream", body: await readFile(file) };
  } catch {
    return refused(404, "not here");
  }
}

/** With the system's own opener; that there is none, on a server say, is no mistake: the address was printed. */
function openBrowser(address: string): void {
  const [program, ...args] =
    process.platform === "darwin" ? ["open"] : process.platform === "win32" ? ["cmd", "/c", "start", ""] : ["xdg-open"];
  spawn(program, [...args, address], { stdio: "ignore", detached: true })
    .on("error", () => {})
    .unref();
}

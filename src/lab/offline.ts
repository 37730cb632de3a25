// Once the page has been seen it works without a network: a service worker keeps its files. What the host still answers always goes first.

/** Of a service worker's global scope, whose types exclude those of a page. */
interface Scope {
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(name: "install" | "activate" | "fetch", listener: (event: Happening) => void): void;
}

interface Happening {
  readonly request: Request;
  waitUntil(done: Promise<unknown>): void;
  respondWith(response: Promise<Response>): void;
}

/** The files of the page and a hash of their contents, written here once they are built (vite.config.ts). */
declare const FILES: readonly string[];
declare const BUILD: string;

/** The page itself, under whatever name it is asked for. */
const PAGE = "./";
const PREFIX = "nqs-lab-";
const name = PREFIX + BUILD;
const scope = globalThis as unknown as Scope;

async function keep(): Promise<void> {
  const cache = await caches.open(name);
  await cache.addAll([PAGE, ...FILES]);
  await scope.skipWaiting();
}

/** An older build is dropped: its page has long been fetched anew. */
async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((other) => other.startsWith(PREFIX) && other !== name).map((other) => caches.delete(other)));
  await scope.clients.claim();
}

async function answer(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(name);
    const kept = (await cache.match(request)) ?? (request.mode === "navigate" ? await cache.match(PAGE) : undefined);
    if (!kept) throw error;
    return kept;
  }
}

scope.addEventListener("install", (event) => event.waitUntil(keep()));
scope.addEventListener("activate", (event) => event.waitUntil(dropOthers()));
scope.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && new URL(event.request.url).origin === location.origin) event.respondWith(answer(event.request));
});

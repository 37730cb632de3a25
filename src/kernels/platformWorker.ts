// Worker threads, in Node and in a page.

/** A thread that was started. */
export interface Thread {
  /** Fulfilled when it has called its `ready`, or has ended. */
  readonly ready: Promise<void>;
  end(): void;
}

/**
 * Starts a thread that runs `code`, the text of a function (data, ready) => …, once, with Node's worker threads or a page's workers. The code
 * is handed over as text, so that no bundler or server has to know of another file. The thread does not keep a program from ending.
 * @param lost called with a reason if the thread ends before it is told to
 */
export function startWorker(code: string, data: unknown, lost: (reason: string) => void): Thread {
  const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
  return node ? startNode(node.Worker, code, data, lost) : startBrowser(code, data, lost);
}

function startNode(
  NodeWorker: typeof import("node:worker_threads").Worker,
  code: string,
  data: unknown,
  lost: (reason: string) => void,
): Thread {
  const source = `const { parentPort, workerData } = require("node:worker_threads");
    (${code})(workerData, () => parentPort.postMessage("ready")).catch((error) => { setImmediate(() => { throw error; }); });`;
  const worker = new NodeWorker(source, { eval: true, workerData: data });
  let told = false;
  const ready = new Promise<void>((resolve) => {
    worker.once("message", () => resolve());
    worker.once("error", (error) => lost(error instanceof Error ? error.message : String(error)));
    worker.once("exit", (status) => {
      if (!told) lost(`it ended with status ${status}`);
      resolve();
    });
  });
  return {
    ready: ready.then(() => worker.unref()),
    end() {
      told = true;
      void worker.terminate();
    },
  };
}

function startBrowser(code: string, data: unknown, lost: (reason: string) => void): Thread {
  const source = `onmessage = ({ data }) => (${code})(data, () => postMessage("ready")).catch((error) => { setTimeout(() => { throw error; }); });`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url);
  worker.postMessage(data);
  const ready = new Promise<void>((resolve) => {
    worker.onmessage = () => resolve();
    worker.onerror = ({ message }) => {
      lost(message);
      resolve();
    };
  });
  return { ready: ready.then(() => URL.revokeObjectURL(url)), end: () => worker.terminate() };
}

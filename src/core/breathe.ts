/**
 * Lets the event loop run once: signals, timers, a page's drawing. A long computation awaits it between its steps. Unlike a timer it does
 * not wait for the clock.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

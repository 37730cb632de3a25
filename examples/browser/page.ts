// Draws what the worker tells: the energy of every update against the exact one, then the final measurement.
import type { Message } from "./worker.ts";

const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
const energies: number[] = [];
let exact = 0;

worker.onmessage = ({ data }: MessageEvent<Message>) => {
  if (data.kind === "problem") {
    exact = data.exact.energy;
    show("exact-energy", data.exact.energy.toFixed(8));
    show("exact-zz", data.exact.zz.toFixed(6));
    show("exact-x", data.exact.x.toFixed(6));
    show("threads", String(data.threads));
  } else if (data.kind === "step") {
    energies.push(data.energy);
    show("state", `Update ${energies.length}.`);
    show("energy", data.energy.toFixed(8));
    draw();
  } else {
    show("energy", data.energy.toFixed(8));
    show("zz", data.zz.toFixed(6));
    show("x", data.x.toFixed(6));
    show("state", `Done after ${energies.length} updates; ${data.verdict}.`);
  }
};
worker.onerror = ({ message }) => show("state", `Stopped: ${message}`);

function show(id: string, text: string): void {
  const element = document.getElementById(id);
  if (element) element.textContent = text;
}

/** The distance to the exact energy on a logarithmic scale, 1 at the top (y = 10) and 1e-8 at the bottom (y = 230). */
function draw(): void {
  const right = Math.max(20, energies.length);
  const points = energies.map((energy, index) => {
    const decades = Math.min(8, -Math.log10(Math.max(Math.abs(energy - exact), 1e-8)));
    return `${(60 + (570 * index) / right).toFixed(1)},${(10 + (220 * decades) / 8).toFixed(1)}`;
  });
  document.getElementById("energies")?.setAttribute("points", points.join(" "));
}

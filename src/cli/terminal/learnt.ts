// What a learning came to, as tables and in words.
import type { LearnOutcome, ReadEnergy } from "../../index.ts";
import { duration, exactNumber, fixed, scientific, withError } from "./numbers.ts";
import { drawTable } from "./table.ts";

/** An exact target is learnt below this loss, in nats. */
const LEARNT = 1e-3;
/** Rows whose state is known are learnt where the fidelity with it is above this. */
const FAITHFUL = 0.9;

/** Whether the network knows what it was fed, and one line in words. */
export function learntVerdict({ figures, settings, stopped, network }: LearnOutcome): { readonly learnt: boolean; readonly text: string } {
  const { fidelity, loss, heldOut, rows } = figures;
  if (stopped.reason === "interrupted") return { learnt: false, text: "interrupted: the best weights so far are kept" };
  if (stopped.reason === "not finite") {
    return {
      learnt: false,
      text: "stopped (not finite): the loss or a step is not finite, as where the network excludes what was fed; try a smaller --deviation, or no --parity",
    };
  }
  const with_ = fidelity ? `fidelity ${fixed(fidelity.mean, 6)}` : null;
  const phases = settings.phases ? "" : "; phases were not taught and are 0";
  if (settings.feed !== "configurations") {
    const learnt = loss !== null && loss < LEARNT;
    const what = learnt
      ? `learnt: ${settings.feed} to ${scientific(loss)} nats`
      : `not learnt: ${scientific(loss ?? Number.NaN)} nats are left of the loss; try a larger --density or more --starts`;
    return { learnt, text: [what, ...(with_ ? [with_] : [])].join(", ") + phases };
  }
  const learnt = fidelity === null || fidelity.mean >= FAITHFUL;
  const judged = heldOut === null ? "no rows were held out" : `held-out rows cost ${fixed(heldOut, 4)} nats each`;
  const parameters = network.parameters.length / 2;
  const few = rows < parameters ? `; only ${rows} rows for ${parameters} parameters: they hardly tell the state` : "";
  return { learnt, text: `${learnt ? "learnt" : "not the target"}: ${[judged, ...(with_ ? [with_] : [])].join(", ")}${few}${phases}` };
}

/** One quantity on each line. */
export function figuresTable({ figures, settings, stopped }: LearnOutcome, parameters: number, seconds: number): string {
  const { fidelity, divergence, entropy, loss, heldOut, rows, heldOutRows } = figures;
  const measured = settings.feed === "configurations";
  const lines: (readonly [string, string])[] = [
    ["fidelity with the target", fidelity ? withError(fidelity.mean, fidelity.error) : "–"],
    ["KL(target || network)", divergence ? scientific(divergence.mean) : "–"],
    [settings.phases && !measured ? "-ln fidelity" : "KL(fed || network)", scientific(loss ?? Number.NaN)],
    [measured ? "entropy of the rows" : "entropy of |φ|²", fixed(entropy, 5)],
    ...(measured ? ([["-<ln P> of held-out rows", heldOut === null ? "–" : fixed(heldOut, 5)]] as const) : []),
    ...(measured ? ([["rows, held out at first", `${rows}, ${heldOutRows}`]] as const) : []),
    ["parameters", String(parameters)],
    ["stopped", stopped.reason],
    ["seconds", duration(seconds)],
  ];
  return drawTable(["fed", settings.feed], lines);
}

/** The energy under every reading beside the exact one. */
export function energiesTable(energies: readonly ReadEnergy[], exact: number | null): string {
  const rows = energies.map(({ readout, measurement }) => {
    const value = measurement?.energyPerSite;
    const difference = value && exact !== null ? scientific(value.mean - exact) : "–";
    return [readout, value ? withError(value.mean, value.error) : "–", difference];
  });
  const table = drawTable(
    ["reading", "energy per site", "above the exact one"],
    [...rows, ["exact", exact === null ? "–" : exactNumber(exact), ""]],
  );
  const reasons = energies.flatMap(({ readout, reason }) => (reason === undefined ? [] : [`no energy under ${readout}: ${reason}`]));
  return [table, ...reasons].join("\n");
}

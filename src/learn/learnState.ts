// The driver that teaches a network a state instead of minimising its energy.
import { figuresOf } from "./figures.ts";
import { readEnergies } from "./readEnergies.ts";
import { resumed } from "./resumed.ts";
import { learnFromSamples } from "./sampled/learnSampled.ts";
import { planLearning, startsOf } from "./setup/plan.ts";
import { learnExactly } from "./summed/learnExactly.ts";
import { learnRows } from "./summed/learnRows.ts";
import type { LearnOptions, LearnOutcome, LearnStep } from "./types.ts";

/**
 * Teaches a network a state, with the natural gradient that `groundState` minimises energies by:
 * - amplitudes φ: L = -ln F, F = |<f|φ>|² / (<f|f> <φ|φ>);
 * - probabilities p: L = KL(p || |f|^q / Z), which leaves the phases of f at 0;
 * - measured configurations σ, each in a basis b of its own: L = -<ln p_b(σ)>, p_b(σ) = |<σ|U_b|f>|² / <f|f>, the rows along X and Y the only ones that teach phases.
 *   A part of the rows is held out: it says when to stop, and which weights are kept.
 * Several starts are made and the best kept. Yields once per step; returns the network, how well it knows what it was taught, and with a Hamiltonian its energy
 * under every reading. Sectors of at most 16384 configurations are summed, larger ones sampled.
 * @throws InputError for anything wrong in the options, before any work.
 */
export async function* learnState(options: LearnOptions): AsyncGenerator<LearnStep, LearnOutcome, void> {
  const plan = await planLearning(options);
  const { settings, candidates, problem } = plan;
  const interrupted = () => options.signal?.aborted === true;
  const { told, resumable } = resumed(plan, options);
  if (!settings.fullSum) return yield* learnFromSamples(plan, options, { resumable, told });
  const driver = plan.rows === null ? learnExactly(plan, interrupted, resumable) : learnRows(plan, interrupted, resumable);
  const iterations = candidates.reduce((total, candidate) => total + startsOf(plan, candidate).most, 0) * settings.iterations;
  let next = await driver.next();
  for (; !next.done; next = await driver.next()) yield { iteration: told.made++, iterations, ...next.value };
  const { ansatz, summation, taught, reason } = next.value;
  if (!interrupted()) resumable.end(ansatz, taught.parameters);
  const network = { ansatz, parameters: taught.parameters, problem };
  summation.network.setParameters(taught.parameters);
  const figures = figuresOf(plan, summation, taught);
  const finite = Number.isFinite(taught.loss) && (figures.fidelity === null || Number.isFinite(figures.fidelity.mean));
  const ended = finite ? reason : "not finite";
  return {
    stopped: { reason: interrupted() ? "interrupted" : ended, iteration: told.made },
    network,
    figures,
    energies: await readEnergies(plan, network, options),
    settings,
  };
}

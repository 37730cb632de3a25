// One network in training under one reading: steps as they come, its weights whenever they are asked for.
import { groundState, type RunState } from "../../index.ts";
import { hamiltonianOf, optionsOf } from "./problem.ts";
import type { Task } from "./tasks.ts";

/** Trains to the end, or until it is told to stop: the weights so far are then its result. @throws InputError for settings that cannot be. */
export const train: Task<"train"> = async ({ settings, reading, threads, initial }, tell, control) => {
  const hamiltonian = await hamiltonianOf(settings);
  let take: (() => RunState) | null = null;
  const run = groundState({
    ...optionsOf(settings, reading, hamiltonian),
    workers: threads,
    signal: control,
    checkpoint: (state) => {
      take = state;
    },
    ...(initial ? { initial } : {}),
  });
  const network = () => take?.().network;
  let next = await run.next();
  for (; !next.done; next = await run.next()) {
    const { iteration, iterations, parameters, starts, energyPerSite } = next.value;
    tell({ kind: "step", iteration, iterations, parameters, starts, mean: energyPerSite.mean, error: energyPerSite.error });
    const shown = take && control.takeLook() ? network() : undefined;
    if (shown) tell({ kind: "network", network: shown });
    await control.unpaused();
    if (settings.pace > 0 && !control.aborted) await new Promise((resolve) => setTimeout(resolve, settings.pace));
  }
  const { stopped, verdict, final, network: trained } = next.value;
  const told = final && { energy: final.energy, energyPerSite: final.energyPerSite, vScore: final.vScore, summed: final.summed };
  return { reason: stopped.reason, verdict, network: trained, final: told };
};

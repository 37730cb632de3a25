// Learning an exact target: starts, and networks of growing density until one knows it.
import { initialParameters, objectiveOfTarget, summationOf } from "../setup/objectivesOf.ts";
import type { LearnPlan } from "../setup/plan.ts";
import type { Resumable } from "../setup/resumable.ts";
import type { SummedStage } from "../state.ts";
import type { LearnStopReason } from "../types.ts";
import type { Learnt, StartStep } from "./learnRows.ts";
import { finiteOr } from "./stages.ts";
import { type Taught, type TaughtStep, teachExactly } from "./teach.ts";

/** A target is known well enough below this loss, in nats: no further start is made, and no larger network. */
const GOOD_ENOUGH = 1e-7;

export async function* learnExactly(
  plan: LearnPlan,
  interrupted: () => boolean,
  resumable: Resumable,
): AsyncGenerator<StartStep, Learnt, void> {
  const { starts, iterations } = plan.settings;
  let best: Learnt | null = null;
  let made = 0;
  for (const { ansatz } of plan.candidates) {
    const summation = await summationOf(plan, ansatz);
    const objective = objectiveOfTarget(plan, summation);
    for (let start = 0; start < starts; start++) {
      summation.network.setParameters(initialParameters(plan, ansatz, summation.network, start));
      const driver = resumable.stage<TaughtStep, SummedStage, Taught & { readonly reason: LearnStopReason }>(
        ansatz,
        summation.network,
        (from, offer) => teachExactly(summation, objective, { iterations, interrupted, from, offer }),
      );
      let next = await driver.next();
      for (; !next.done; next = await driver.next()) yield { ...next.value, start: made };
      made++;
      const { reason, ...taught } = next.value;
      if (best === null || finiteOr(taught.loss) < finiteOr(best.taught.loss)) best = { ansatz, summation, taught, reason };
      if (interrupted() || best.taught.loss < GOOD_ENOUGH) return best;
    }
  }
  if (best === null) throw new Error("learnState: no start was made");
  return best;
}

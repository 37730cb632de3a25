// The statements of arXiv:2206.00005 as experiments, in the order of its argument.

import { trainingExperiment } from "./entanglement/training.ts";
import { unitaryExperiment } from "./entanglement/unitary.ts";
import { untrainedExperiment } from "./entanglement/untrained.ts";
import type { Experiment } from "./experiment.ts";
import { backpropagationExperiment } from "./learning/backpropagation.ts";
import { ballExperiment } from "./learning/ball.ts";
import { depthExperiment } from "./learning/depth.ts";
import { qLearningExperiment } from "./qlearning/qLearning.ts";
import { bellExperiment } from "./readings/bell.ts";
import { branchesExperiment } from "./readings/branches.ts";
import { complementarityExperiment } from "./readings/complementarity.ts";
import { dephasingExperiment } from "./readings/dephasing.ts";
import { feedExperiment } from "./readings/feed.ts";
import { interferenceExperiment } from "./readings/interference.ts";
import { linearReadingExperiment } from "./readings/linearReading.ts";
import { phasesExperiment } from "./readings/phases.ts";
import { switchExperiment } from "./readings/switch.ts";

export type { Datum, Decision, Experiment, Measured, Numbers, Ruling, Setting, Table } from "./experiment.ts";
export { Interrupted } from "./experiment.ts";
export { type ExperimentResult, type RunOptions, runExperiment } from "./run.ts";

/** Every experiment; `runExperiment` runs one. */
export const experiments: readonly Experiment[] = [
  switchExperiment,
  feedExperiment,
  branchesExperiment,
  dephasingExperiment,
  interferenceExperiment,
  trainingExperiment,
  untrainedExperiment,
  bellExperiment,
  complementarityExperiment,
  phasesExperiment,
  linearReadingExperiment,
  depthExperiment,
  ballExperiment,
  qLearningExperiment,
  backpropagationExperiment,
  unitaryExperiment,
];

// How the outputs of a network are read as action values, and what they are taught: plain, dueling, distributional.

/** Outputs as values of the actions, and the loss of one transition. */
export interface Head {
  /** Outputs of the network. */
  readonly outputs: number;
  /** Q(s, a) of all actions. */
  values(outputs: Float64Array): Float64Array;
  /** What the outputs of an action should say after a reward, given the outputs in the next state, `null` at the end, and the action taken there. */
  target(reward: number, next: Float64Array | null, action: number): Float64Array;
  /** Adds ∂loss/∂outputs for one action and its target. */
  addSlope(outputs: Float64Array, action: number, target: Float64Array, slope: Float64Array): void;
}

export type HeadName = "plain" | "dueling" | "distributional";

/** What a head is built for. */
export interface HeadOptions {
  readonly actions: number;
  readonly discount: number;
  /** Of the returns: the ends of the atoms. */
  readonly returns: readonly [lowest: number, highest: number];
}

export const heads: Readonly<Record<HeadName, (options: HeadOptions) => Head>> = { plain, dueling, distributional };

/** Q_a = o_a, loss ½ (Q_a - y)², y = r + γ Q'. */
function plain({ actions, discount }: HeadOptions): Head {
  return {
    outputs: actions,
    values: (outputs) => outputs,
    target: (reward, next, action) => Float64Array.of(next === null ? reward : reward + discount * next[action]),
    addSlope(outputs, action, [aim], slope) {
      slope[action] += outputs[action] - aim;
    },
  };
}

/** Q_a = o_0 + o_(a+1) - <o_(b+1)>_b: a value of the state and advantages of mean 0 (Wang et al. 2016); loss as above. */
function dueling({ actions, discount }: HeadOptions): Head {
  const base = (outputs: Float64Array) => {
    let sum = 0;
    for (let b = 1; b <= actions; b++) sum += outputs[b];
    return outputs[0] - sum / actions;
  };
  return {
    outputs: actions + 1,
    values(outputs) {
      const values = outputs.slice(1);
      const common = base(outputs);
      for (let a = 0; a < actions; a++) values[a] += common;
      return values;
    },
    target: (reward, next, action) => Float64Array.of(next === null ? reward : reward + discount * (base(next) + next[action + 1])),
    addSlope(outputs, action, [aim], slope) {
      const error = base(outputs) + outputs[action + 1] - aim;
      slope[0] += error;
      slope[action + 1] += error;
      for (let b = 1; b <= actions; b++) slope[b] -= error / actions;
    },
  };
}

const ATOMS = 51;

/**
 * C51 (Bellemare, Dabney & Munos 2017): each action has a distribution over 51 returns z_k, evenly spaced, p = softmax(o), and Q_a = Σ p_k z_k. The target is the
 * distribution of r + γ z', each atom shared between its two neighbours, those beyond an end put on it; loss -Σ target ln p, slope p - target.
 */
function distributional({ actions, discount, returns: [lowest, highest] }: HeadOptions): Head {
  const spacing = (highest - lowest) / (ATOMS - 1);
  const atoms = Float64Array.from({ length: ATOMS }, (_, k) => lowest + k * spacing);
  const share = (target: Float64Array, value: number, probability: number) => {
    const place = (Math.min(highest, Math.max(lowest, value)) - lowest) / spacing;
    const below = Math.min(ATOMS - 2, Math.floor(place));
    target[below] += probability * (below + 1 - place);
    target[below + 1] += probability * (place - below);
  };
  /** p_k of one action. */
  const softmax = (outputs: Float64Array, action: number) => {
    const powers = new Float64Array(ATOMS);
    const first = ATOMS * action;
    let largest = outputs[first];
    for (let k = 1; k < ATOMS; k++) largest = Math.max(largest, outputs[first + k]);
    let sum = 0;
    for (let k = 0; k < ATOMS; k++) {
      powers[k] = Math.exp(outputs[first + k] - largest);
      sum += powers[k];
    }
    for (let k = 0; k < ATOMS; k++) powers[k] /= sum;
    return powers;
  };
  return {
    outputs: ATOMS * actions,
    values(outputs) {
      const values = new Float64Array(actions);
      for (let a = 0; a < actions; a++) {
        const probabilities = softmax(outputs, a);
        for (let k = 0; k < ATOMS; k++) values[a] += probabilities[k] * atoms[k];
      }
      return values;
    },
    target(reward, next, action) {
      const target = new Float64Array(ATOMS);
      if (next === null) share(target, reward, 1);
      else {
        const probabilities = softmax(next, action);
        for (let k = 0; k < ATOMS; k++) share(target, reward + discount * atoms[k], probabilities[k]);
      }
      return target;
    },
    addSlope(outputs, action, target, slope) {
      const probabilities = softmax(outputs, action);
      for (let k = 0; k < ATOMS; k++) slope[ATOMS * action + k] += probabilities[k] - target[k];
    },
  };
}

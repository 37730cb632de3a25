// A game of one state: 170 bets that go on, and leaving, which ends it.
import type { DecisionProcess, Outcome } from "./decisionProcess.ts";

const POCKETS = 38;
/** How many bets cover so many of the pockets: 170 in all. */
const BETS: readonly (readonly [covered: number, bets: number])[] = [
  [1, 38],
  [2, 62],
  [3, 15],
  [4, 22],
  [6, 11],
  [12, 10],
  [18, 12],
];
/** A bet of 1 on n of the 38 pockets brings 36/n: mean (n/38) (36/n) - 1. */
export const HOUSE = -1 / 19;

/** Roulette with a present for each bet that makes its mean what `mean` says of bet number b, of 170. Leaving, the last action, pays 0. */
export function roulette(name: string, mean: (bet: number) => number): DecisionProcess {
  const covered = BETS.flatMap(([pockets, bets]) => Array.from({ length: bets }, () => pockets));
  const bets = covered.map((pockets, bet): Outcome[] => {
    const present = mean(bet) - HOUSE;
    const won = pockets / POCKETS;
    return [
      { probability: won, reward: 36 / pockets - 1 + present, next: 0 },
      { probability: 1 - won, reward: present - 1, next: 0 },
    ];
  });
  return {
    name,
    states: 1,
    actions: bets.length + 1,
    discount: 0.95,
    outcomes: [[...bets, [{ probability: 1, reward: 0, next: null }]]],
    inputs: [Float64Array.of(1)],
    returns: [-50, 50],
  };
}

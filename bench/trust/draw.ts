import seedrandom from "seedrandom";

/** What a random problem is drawn with. */
export interface Draw {
  /** From `least` to `most`, both included. */
  integer(least: number, most: number): number;
  /** Rounded to so many decimals, and never zero. */
  number(least: number, most: number, decimals?: number): number;
  /** The same with either sign. */
  signed(least: number, most: number, decimals?: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  shuffled<Item>(items: readonly Item[]): Item[];
}

export function drawFrom(stream: string): Draw {
  const next = seedrandom(stream);
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  const number = (least: number, most: number, decimals = 2) => {
    const unit = 10 ** decimals;
    return Math.round((least + next() * (most - least)) * unit) / unit || 1 / unit;
  };
  const shuffled = <Item>(items: readonly Item[]) =>
    items
      .map((item) => ({ item, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
  return {
    integer,
    number,
    signed: (least, most, decimals) => (next() < 0.5 ? -1 : 1) * number(least, most, decimals),
    chance: (probability) => next() < probability,
    pick: (items) => items[integer(0, items.length - 1)],
    shuffled,
  };
}

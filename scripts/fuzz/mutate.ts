// Mutations of bytes, the same for a seed and a number.
import { type RandomStream, randomStream } from "../../src/core/random.ts";

/** Parts that readers have stumbled over, and signs of every grammar that is read. */
const dictionary = [
  ..."[]{}(),:;#*&!?-+^/=.%'\"<>|@`~ \t\n\r\0\\\u00e9\u2212\u202e\ufeff",
  ...[
    "__proto__",
    "constructor",
    "toString",
    "prototype",
    "hasOwnProperty",
    "valueOf",
    "then",
    "<<",
    "*a",
    "&a ",
    "!!js/function ",
    "!!int ",
  ],
  ...[
    "1e999",
    "-1e999",
    "1e308",
    "NaN",
    "Infinity",
    "-0",
    "0x10",
    "2147483648",
    "4294967296",
    "9007199254740993",
    "1e-400",
    "4096",
    "0.1.2",
  ],
  ...[
    "null",
    "true",
    "none",
    "auto",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "? ",
    "- ",
    "[[",
    "]]",
    "{}",
    "[]",
    ": ",
    "# ",
    "\r\n",
    "\n\n",
    "\u2028",
  ],
  ...["sites", "model", "edges", "set", "sum(", "bonds", "X(0)", "Z3", "XX", "im", "1j", "w", "(1,2)", "0 1", "checksum", "nqs-weights/2"],
].map((text) => new TextEncoder().encode(text));

/** Of what a mutation makes. */
const LARGEST = 1 << 16;

/** Random numbers for one input. */
export class Dice {
  readonly #stream: RandomStream;

  constructor(seed: number, index: number) {
    this.#stream = randomStream(seed, `fuzz ${index}`);
  }

  below(count: number): number {
    return Math.floor(this.#stream.uniform() * count);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }
}

type Mutation = (bytes: Uint8Array, dice: Dice, other: Uint8Array) => Uint8Array;

const replaced = (bytes: Uint8Array, from: number, to: number, by: Uint8Array) =>
  Buffer.concat([bytes.subarray(0, from), by, bytes.subarray(to)]);
/** The beginning and end of a part, short ones more often. */
function part({ length }: Uint8Array, dice: Dice): [number, number] {
  const from = dice.below(length + 1);
  const longest = dice.pick([1, 2, 4, 8, 32, length]);
  return [from, Math.min(length, from + dice.below(longest + 1))];
}

const mutations: readonly Mutation[] = [
  function flippedBit(bytes, dice) {
    const copy = Uint8Array.from(bytes);
    if (copy.length > 0) copy[dice.below(copy.length)] ^= 1 << dice.below(8);
    return copy;
  },
  function anotherByte(bytes, dice) {
    const copy = Uint8Array.from(bytes);
    if (copy.length > 0) copy[dice.below(copy.length)] = dice.below(256);
    return copy;
  },
  function word(bytes, dice) {
    const [from, to] = part(bytes, dice);
    return replaced(bytes, from, dice.below(2) ? from : to, dice.pick(dictionary));
  },
  function words(bytes, dice) {
    const [from] = part(bytes, dice);
    const count = dice.pick([2, 8, 30, 100, 400, 5000]);
    const repeated = Buffer.concat(new Array<Uint8Array>(count).fill(dice.pick(dictionary)));
    return replaced(bytes, from, from, repeated);
  },
  function dropped(bytes, dice) {
    const [from, to] = part(bytes, dice);
    return replaced(bytes, from, to, new Uint8Array(0));
  },
  function cut(bytes, dice) {
    return bytes.subarray(0, dice.below(bytes.length + 1));
  },
  function doubled(bytes, dice) {
    const [from, to] = part(bytes, dice);
    const times = dice.pick([1, 1, 2, 10, 300]);
    return replaced(bytes, to, to, Buffer.concat(new Array<Uint8Array>(times).fill(bytes.subarray(from, to))));
  },
  function moved(bytes, dice) {
    const [from, to] = part(bytes, dice);
    const at = dice.below(bytes.length + 1);
    return replaced(bytes, at, at, bytes.subarray(from, to));
  },
  function crossed(bytes, dice, other) {
    const [from, to] = part(other, dice);
    const at = dice.below(bytes.length + 1);
    return replaced(bytes, at, dice.below(2) ? at : bytes.length, other.subarray(from, to));
  },
  function number(bytes, dice) {
    const text = Buffer.from(bytes).toString("latin1");
    const found = [...text.matchAll(/\d+/g)];
    if (found.length === 0) return bytes;
    const { index, 0: digits } = dice.pick(found);
    const by = dice.pick([
      "0",
      "-1",
      "1e999",
      "1e308",
      "4097",
      "2147483648",
      `${digits}.5`,
      `${Number(digits) + 1}`,
      "9".repeat(400),
      "1e5",
    ]);
    return replaced(bytes, index, index + digits.length, Buffer.from(by));
  },
  function bytesOfNoText(bytes, dice) {
    const [from, to] = part(bytes, dice);
    return replaced(
      bytes,
      from,
      to,
      Uint8Array.from({ length: dice.below(40) }, () => dice.below(256)),
    );
  },
];

/** One to four mutations of one of `seeds`, never longer than 64 kB. */
export function mutated(seeds: readonly Uint8Array[], dice: Dice): Uint8Array {
  let bytes = dice.pick(seeds);
  for (let left = dice.pick([1, 1, 2, 4]); left > 0; left--)
    bytes = dice.pick(mutations)(bytes, dice, dice.pick(seeds)).subarray(0, LARGEST);
  return bytes;
}

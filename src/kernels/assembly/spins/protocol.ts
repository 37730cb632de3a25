import { squaredModulus } from "./ratio";

/**
 * What a chain asks of a network. One that knows a cheaper way to |f'/f|² than its ratio, by what it keeps about the chain in a form of its
 * own, has the methods for it (Rbm); the others move their look-ups along.
 */

/** What the network keeps about a chain whose configuration is new to it. */
@inline
export function beginChain<T>(network: T, bits: usize, chain: usize): void {
  if (isDefined(network.beginChain)) network.beginChain(bits, chain);
  else network.initialise(bits, chain);
}

/** |f'/f|² for the flip of site i. */
@inline
export function weightOfSite<T>(network: T, bits: usize, chain: usize, i: i32): f64 {
  if (isDefined(network.weightOfSite)) return network.weightOfSite(bits, chain, i);
  network.ratioOfSite(bits, chain, i);
  return squaredModulus();
}

/** |f'/f|² for the exchange of a prepared pair of unlike spins. */
@inline
export function weightOfPair<T>(network: T, bits: usize, chain: usize, pair: i32): f64 {
  if (isDefined(network.weightOfPair)) return network.weightOfPair(bits, chain, pair);
  network.ratioOfPair(bits, chain, pair);
  return squaredModulus();
}

/** |f'/f|² for the exchange of any spin that is up and any that is down. */
@inline
export function weightOfTwo<T>(network: T, bits: usize, chain: usize, i: i32, k: i32): f64 {
  if (isDefined(network.weightOfTwo)) return network.weightOfTwo(bits, chain, i, k);
  network.ratioOfTwo(bits, chain, i, k);
  return squaredModulus();
}

/**
 * |f'/f|² for the flip of any `count` sites, i32: the only proposal that may lead further than doubles do, and then |f'| is the larger or f was
 * zero.
 */
@inline
export function weightOfMany<T>(network: T, bits: usize, chain: usize, sites: usize, count: i32): f64 {
  let weight: f64;
  if (isDefined(network.weightOfMany)) {
    weight = network.weightOfMany(bits, chain, sites, count);
  } else {
    network.ratioOfMany(bits, chain, sites, count);
    weight = squaredModulus();
  }
  return isNaN(weight) ? Infinity : weight;
}

/** Moves along as site i flips. `bits` still hold the old spins. */
@inline
export function moveSite<T>(network: T, bits: usize, chain: usize, i: i32): void {
  if (isDefined(network.moveSite)) network.moveSite(bits, chain, i);
  else network.acceptSite(bits, chain, i);
}

/** The same for the exchange of a spin that is up and one that is down. */
@inline
export function moveTwo<T>(network: T, bits: usize, chain: usize, i: i32, k: i32): void {
  if (isDefined(network.moveTwo)) network.moveTwo(bits, chain, i, k);
  else network.acceptTwo(bits, chain, i, k);
}

/** The same for any `count` sites, i32; false if the network has no cheaper way than to begin anew. */
@inline
export function moveMany<T>(network: T, bits: usize, chain: usize, sites: usize, count: i32): bool {
  if (!isDefined(network.moveMany)) return false;
  network.moveMany(bits, chain, sites, count);
  return true;
}

/** Writes the look-ups of a chain's configuration. */
@inline
export function record<T>(network: T, chain: usize, state: usize): void {
  if (isDefined(network.record)) network.record(chain, state);
  else memory.copy(state, chain, network.stateBytes());
}

/**
 * What a projection asks of the network inside about one image of a chain's configuration (symmetrised/symmetrised.ts): complex ratios. A network that has
 * them cheaper from what it keeps in a form of its own has the methods for it (Rbm); the others move their look-ups along.
 */

@inline
export function imageStateBytes<T>(network: T): usize {
  return isDefined(network.imageStateBytes) ? network.imageStateBytes() : network.stateBytes();
}

/** What the network keeps about an image that is new to it, with ln f left in `complex`. */
@inline
export function beginImage<T>(network: T, bits: usize, image: usize): void {
  if (isDefined(network.beginImage)) network.beginImage(bits, image);
  else network.initialise(bits, image);
}

/** Ratio for flipping site i. */
@inline
export function imageRatioOfSite<T>(network: T, bits: usize, image: usize, i: i32): void {
  if (isDefined(network.imageRatioOfSite)) network.imageRatioOfSite(bits, image, i);
  else network.ratioOfSite(bits, image, i);
}

/** Ratio for flipping both sites of a prepared pair. */
@inline
export function imageRatioOfPair<T>(network: T, bits: usize, image: usize, pair: i32): void {
  if (isDefined(network.imageRatioOfPair)) network.imageRatioOfPair(bits, image, pair);
  else network.ratioOfPair(bits, image, pair);
}

/** Ratio for flipping any two sites. */
@inline
export function imageRatioOfTwo<T>(network: T, bits: usize, image: usize, i: i32, k: i32): void {
  if (isDefined(network.imageRatioOfTwo)) network.imageRatioOfTwo(bits, image, i, k);
  else network.ratioOfTwo(bits, image, i, k);
}

/** Ratio for flipping any `count` sites, i32. */
@inline
export function imageRatioOfMany<T>(network: T, bits: usize, image: usize, sites: usize, count: i32): void {
  if (isDefined(network.imageRatioOfMany)) network.imageRatioOfMany(bits, image, sites, count);
  else network.ratioOfMany(bits, image, sites, count);
}

/** Moves along as site i flips, right after its ratio was asked for. `bits` still hold the old spins. */
@inline
export function moveImageSite<T>(network: T, bits: usize, image: usize, i: i32): void {
  if (isDefined(network.moveImageSite)) network.moveImageSite(bits, image, i);
  else network.acceptSite(bits, image, i);
}

/** The same for two sites. */
@inline
export function moveImageTwo<T>(network: T, bits: usize, image: usize, i: i32, k: i32): void {
  if (isDefined(network.moveImageTwo)) network.moveImageTwo(bits, image, i, k);
  else network.acceptTwo(bits, image, i, k);
}

/** Writes the look-ups of an image. */
@inline
export function recordImage<T>(network: T, image: usize, state: usize): void {
  if (isDefined(network.recordImage)) network.recordImage(image, state);
  else memory.copy(state, image, network.stateBytes());
}

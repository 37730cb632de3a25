/**
 * What a projection asks of the network inside about one image of a chain's configuration (symmetrised.ts): complex ratios. A network that has
 * them cheaper from what it keeps in a form of its own has the methods for it (Rbm); the others move their look-ups along.
 */

@inline
export function trailBytes<T>(network: T): usize {
  return isDefined(network.trailBytes) ? network.trailBytes() : network.stateBytes();
}

/** What the network keeps about an image that is new to it, with ln f left in `complex`. */
@inline
export function beginTrail<T>(network: T, bits: usize, image: usize): void {
  if (isDefined(network.beginTrail)) network.beginTrail(bits, image);
  else network.initialise(bits, image);
}

/** Ratio for flipping site i. */
@inline
export function ratioOfSiteOnTrail<T>(network: T, bits: usize, image: usize, i: i32): void {
  if (isDefined(network.ratioOfSiteOnTrail)) network.ratioOfSiteOnTrail(bits, image, i);
  else network.ratioOfSite(bits, image, i);
}

/** Ratio for flipping both sites of a prepared pair. */
@inline
export function ratioOfPairOnTrail<T>(network: T, bits: usize, image: usize, pair: i32): void {
  if (isDefined(network.ratioOfPairOnTrail)) network.ratioOfPairOnTrail(bits, image, pair);
  else network.ratioOfPair(bits, image, pair);
}

/** Ratio for flipping any two sites. */
@inline
export function ratioOfTwoOnTrail<T>(network: T, bits: usize, image: usize, i: i32, k: i32): void {
  if (isDefined(network.ratioOfTwoOnTrail)) network.ratioOfTwoOnTrail(bits, image, i, k);
  else network.ratioOfTwo(bits, image, i, k);
}

/** Ratio for flipping any `count` sites, i32. */
@inline
export function ratioOfManyOnTrail<T>(network: T, bits: usize, image: usize, sites: usize, count: i32): void {
  if (isDefined(network.ratioOfManyOnTrail)) network.ratioOfManyOnTrail(bits, image, sites, count);
  else network.ratioOfMany(bits, image, sites, count);
}

/** Moves along as site i flips, right after its ratio was asked for. `bits` still hold the old spins. */
@inline
export function moveSiteOnTrail<T>(network: T, bits: usize, image: usize, i: i32): void {
  if (isDefined(network.moveSiteOnTrail)) network.moveSiteOnTrail(bits, image, i);
  else network.acceptSite(bits, image, i);
}

/** The same for two sites. */
@inline
export function moveTwoOnTrail<T>(network: T, bits: usize, image: usize, i: i32, k: i32): void {
  if (isDefined(network.moveTwoOnTrail)) network.moveTwoOnTrail(bits, image, i, k);
  else network.acceptTwo(bits, image, i, k);
}

/** Writes the look-ups of an image. */
@inline
export function recordTrail<T>(network: T, image: usize, state: usize): void {
  if (isDefined(network.recordTrail)) network.recordTrail(image, state);
  else memory.copy(state, image, network.stateBytes());
}

// A network summed over the images of a configuration under a symmetry group.
import type { Bond, Lattice } from "../lattice/lattice.ts";
import { pairKey } from "../lattice/pairKey.ts";
import type { Parity } from "./ansatz.ts";
import { KernelNetwork, kinds, writePairs } from "./kernelNetwork.ts";

/** The group a network is projected on: translations (momentum zero), the lattice's point group, the flip of all spins, or a product of them. */
export interface Projection {
  readonly translations: boolean;
  readonly pointGroup: boolean;
  readonly parity: Parity;
}

/**
 * F(s) = Σ_g χ_g f(g s) over translations, rotations and reflections, and the flip of all spins, χ = -1 for the flipped half of an odd state: exactly symmetric,
 * whatever the inner network. Costs one inner network for each element of the group.
 */
export class Symmetrised extends KernelNetwork {
  readonly #inner: KernelNetwork;

  constructor(inner: KernelNetwork, lattice: Lattice, { translations, pointGroup, parity }: Projection, pairs: readonly Bond[]) {
    const { kernels, sites, parameterCount, columns, field } = inner;
    const { call } = kernels;
    const turned = pointGroup ? lattice.pointGroup : lattice.pointGroup.slice(0, 1);
    const shifted = translations ? lattice.translations : lattice.translations.slice(0, 1);
    const moves = turned.flatMap((turn) => shifted.map((shift) => turn.map((i) => shift[i])));
    const turns = parity === "none" ? [0] : [0, 1];
    const elements = turns.flatMap((flip) => moves.map((target) => ({ flip, target })));
    const pointer = call.symmetrisedCreate(sites, inner.kind, inner.pointer, columns, elements.length, pairs.length);
    kernels.int32(call.symmetrisedTarget(pointer), elements.length * sites).set(elements.flatMap(({ target }) => target));
    const pairImages = elements.flatMap(({ target }) => imagesOf(pairs, target));
    kernels.int32(call.symmetrisedPairImages(pointer), elements.length * pairs.length).set(pairImages);
    kernels.int32(call.symmetrisedFlips(pointer), elements.length).set(elements.map(({ flip }) => flip));
    const characters = elements.map(({ flip }) => (flip === 1 && parity === "odd" ? -1 : 1));
    kernels.float64(call.symmetrisedCharacters(pointer), elements.length).set(characters);
    super({ kernels, sites, kind: kinds.symmetrised + inner.kind, pointer, parameterCount, columns, field });
    this.#inner = inner;
    writePairs(kernels, call.symmetrisedPairSites(pointer), pairs);
  }

  protected override load(parameters: Float64Array): void {
    this.#inner.setParameters(parameters);
  }
}

/** Which pair a permutation of the sites puts each pair on, or -1. */
function imagesOf(pairs: readonly Bond[], target: readonly number[]): number[] {
  const indices = new Map(pairs.map(([i, k], index) => [pairKey(i, k), index]));
  return pairs.map(([i, k]) => indices.get(pairKey(target[i], target[k])) ?? -1);
}

/**
 * V-score = N Var(H) / E² (Wu et al., Science 386, 296 (2024), arXiv:2302.04919, with E_∞ = 0 as for every spin model): 0 for an eigenstate, Infinity for an
 * energy of exactly 0 that is none.
 */
export function vScoreOf(sites: number, variance: number, energy: number): number {
  return variance === 0 ? 0 : (sites * variance) / (energy * energy);
}

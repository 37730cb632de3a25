/** One key for both orders of a pair of sites. */
export function pairKey(i: number, k: number): string {
  return i < k ? `${i} ${k}` : `${k} ${i}`;
}

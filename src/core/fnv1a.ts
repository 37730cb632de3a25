/** FNV-1a, 64 bits (Fowler, Noll & Vo), as 16 hexadecimal digits: a short text by which bytes are known again. */
export function fnv1a(bytes: Iterable<number>): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}

// Memory that is never freed.

/** Allocates zeroed memory, aligned to 16 bytes. Nothing is freed: an instance holds one run and goes with it. */
export function allocate(bytes: usize): usize {
  const pointer = heap.alloc(bytes);
  memory.fill(pointer, 0, bytes);
  return pointer;
}

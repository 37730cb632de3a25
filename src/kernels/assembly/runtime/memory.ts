// Memory that is never freed.

/** Bytes beside those that are asked for: the header of an allocation and its alignment. */
const SLACK: i64 = 64;
/** All pages of 64 KiB that 32-bit addresses reach but the last: its end would be address 0. */
const MOST_PAGES: i32 = 65535;

/** The end of what was handed out. */
let end: usize = __heap_base;

/** Allocates zeroed memory, aligned to 16 bytes. Nothing is freed: an instance holds one run and goes with it. */
export function allocate(bytes: usize): usize {
  reserve(bytes);
  const pointer = heap.alloc(bytes);
  memory.fill(pointer, 0, bytes);
  end = pointer + bytes;
  return pointer;
}

/** Bytes that were handed out. */
export function allocated(): usize {
  return end;
}

/** Grows the memory by what is missing, an eighth of it at least; left alone the heap doubles it, and beyond 2 GiB nothing could be asked for any more. */
function reserve(bytes: usize): void {
  const pages = memory.size();
  const missing = <i32>((<i64>end + <i64>bytes + SLACK + 0xffff) >> 16) - pages;
  if (missing > 0) memory.grow(max(missing, min(pages >> 3, MOST_PAGES - pages)));
}

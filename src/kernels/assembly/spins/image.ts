import { allocate } from "../runtime/memory";
import { GROUP, Operator, sitesOf } from "./operator";

/** How an operator acts on an image g s of a configuration s (symmetrised/symmetrised.ts): its matrix elements are those of s, its flips are moved by g. */
@unmanaged
export class Image {
  /** s. */
  bits: usize;
  /** Where g puts each site, and the prepared pair on which it puts each, or -1; i32. */
  target: usize;
  pairImages: usize;
  /** The last group that was moved, alone and without its terms. */
  operator: Operator;

  /** Room for groups of up to `sites` sites. */
  takeScratch(sites: i32): void {
    const operator = changetype<Operator>(allocate(offsetof<Operator>()));
    operator.groups = 1;
    operator.table = allocate(GROUP);
    operator.flips = allocate(<usize>sites << 2);
    this.operator = operator;
  }

  /** Moves a group; returns where it is in `operator`. */
  move(operator: Operator, group: usize): usize {
    const flips = load<i32>(group);
    const sites = sitesOf(operator, group);
    const pair = load<i32>(group, 16);
    const moved = this.operator.table;
    store<i32>(moved, flips);
    store<i32>(moved, pair >= 0 ? load<i32>(this.pairImages + (<usize>pair << 2)) : -1, 16);
    for (let n: usize = 0; n < <usize>flips << 2; n += 4) {
      store<i32>(this.operator.flips + n, load<i32>(this.target + (<usize>load<i32>(sites + n) << 2)));
    }
    return moved;
  }
}

// A Jastrow factor in memory.
import { Jastrow } from "./jastrow";
import { allocate } from "../runtime/memory";
import { allocateRecords, share } from "../runtime/team";

/** A Jastrow factor, or a product state if `hasPairs` is 0; parameters zero, indices 0. */
export function jastrowCreate(sites: i32, hasPairs: i32, pairs: i32, count: i32): usize {
  const jastrow = allocateRecords<Jastrow>();
  jastrow.sites = sites;
  jastrow.words = (sites + 63) >> 6;
  jastrow.safe = 1;
  jastrow.pairs = pairs;
  jastrow.pairSites = allocate(<usize>pairs << 3);
  jastrow.count = count;
  jastrow.hasPairs = hasPairs;
  jastrow.fields = allocate(<usize>sites << 4);
  jastrow.couplings = allocate(<usize>(sites * sites) << 4);
  jastrow.fieldIndex = allocate(<usize>sites << 2);
  jastrow.pairIndex = allocate(<usize>(sites * sites) << 2);
  share<Jastrow>(jastrow);
  return changetype<usize>(jastrow);
}
export function jastrowFields(pointer: usize): usize {
  return changetype<Jastrow>(pointer).fields;
}
export function jastrowCouplings(pointer: usize): usize {
  return changetype<Jastrow>(pointer).couplings;
}
export function jastrowFieldIndex(pointer: usize): usize {
  return changetype<Jastrow>(pointer).fieldIndex;
}
export function jastrowPairIndex(pointer: usize): usize {
  return changetype<Jastrow>(pointer).pairIndex;
}
export function jastrowPairSites(pointer: usize): usize {
  return changetype<Jastrow>(pointer).pairSites;
}

import * as complex from "./complex";
import { Chain, draw, refresh } from "./metropolis";
import { localEstimates, Operator } from "./operator";
import { Rbm } from "./rbm";

export * from "./create";
export * from "./dense-complex";
export * from "./dense-real";
export { rbmAdjoint, rbmFinishGram, rbmParameterPanels, rbmSamplePanels, rbmTanhPanels } from "./derivatives";
export { allocate } from "./memory";

export function exp(x: f64): f64 { return NativeMath.exp(x); }
export function log(x: f64): f64 { return NativeMath.log(x); }
export function sin(x: f64): f64 { return NativeMath.sin(x); }
export function cos(x: f64): f64 { return NativeMath.cos(x); }
export function atan2(y: f64, x: f64): f64 { return NativeMath.atan2(y, x); }

export function rbmPrepare(network: usize): void { changetype<Rbm>(network).prepare(); }
export function rbmStates(network: usize, bits: usize, count: i32, states: usize, logs: usize): void {
  const rbm = changetype<Rbm>(network);
  const bitBytes = <usize>rbm.words << 3;
  for (let n = 0; n < count; n++) {
    rbm.initialise(bits, states);
    store<f64>(logs, complex.re);
    store<f64>(logs, complex.im, 8);
    bits += bitBytes;
    states += rbm.stateBytes();
    logs += 16;
  }
}
export function rbmRefresh(network: usize, chain: usize): void {
  const rbm = changetype<Rbm>(network);
  refresh<Rbm>(rbm, changetype<Chain>(chain), rbm.sites);
}
export function rbmDraw(network: usize, chain: usize, thermalisation: i32, count: i32, sweeps: i32, rule: i32, halvings: i32, bits: usize, states: usize): void {
  draw<Rbm>(changetype<Rbm>(network), changetype<Chain>(chain), thermalisation, count, sweeps, rule, halvings, bits, states);
}
export function rbmLocalEstimates(network: usize, operator: usize, bits: usize, states: usize, count: i32, ratio: i32, out: usize): void {
  localEstimates<Rbm>(changetype<Rbm>(network), changetype<Operator>(operator), bits, states, count, ratio, out);
}

export * from "./centring";
export * from "./create";
export * from "./create-jastrow";
export * from "./create-mlp";
export * from "./create-rbm";
export * from "./dense-complex";
export * from "./dense-lu";
export * from "./dense-real";
export { allocate } from "./memory";
export { mlpFactorPanels, spinGram } from "./mlp-gram";
export * from "./network";
export { rbmPlaces } from "./rbm-estimates";
export { rbmFinishGram, rbmTanhPanels } from "./rbm-gram";

export function exp(x: f64): f64 {
  return NativeMath.exp(x);
}
export function log(x: f64): f64 {
  return NativeMath.log(x);
}
export function sin(x: f64): f64 {
  return NativeMath.sin(x);
}
export function cos(x: f64): f64 {
  return NativeMath.cos(x);
}
export function atan2(y: f64, x: f64): f64 {
  return NativeMath.atan2(y, x);
}

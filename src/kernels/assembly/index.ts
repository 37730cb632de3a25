export * from "./centring";
export { choleskyBytes } from "./cholesky";
export * from "./create";
export * from "./create-jastrow";
export * from "./create-mlp";
export * from "./create-rbm";
export * from "./dense-complex";
export { addHermitian, luBytes, luComplex, luSolveComplex } from "./dense-lu";
export * from "./dense-real";
export { gramComplex, gramComplexBytes, timesAdjoint } from "./gram-complex";
export { allocate } from "./memory";
export { mlpGram, mlpGramBytes } from "./mlp-gram";
export * from "./network";
export { multiplyHermitian, productBytes } from "./hermitian-product";
export { choleskySingle, singleBytes } from "./single";
export { solveSingle } from "./single-solve";
export { teamFailure, teamLead, teamServe } from "./team";
export { rbmAdjoint } from "./rbm-adjoint";
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

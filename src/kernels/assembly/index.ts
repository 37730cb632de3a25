// What the compiled kernels export.
export * from "./linalg/centring";
export { choleskyBytes } from "./linalg/cholesky";
export * from "./spins/create";
export * from "./jastrow/create";
export * from "./mlp/create";
export * from "./rbm/create";
export * from "./linalg/hermitian";
export { addHermitian, luBytes, luComplex, luSolveComplex } from "./linalg/lu";
export * from "./linalg/symmetric";
export { gramComplex, gramComplexBytes, timesAdjoint } from "./linalg/gram";
export { allocate, allocated } from "./runtime/memory";
export { mlpGram, mlpGramBytes } from "./mlp/gram";
export * from "./network";
export { multiplyHermitian, productBytes } from "./linalg/hermitian-product";
export { choleskySingle, singleBytes } from "./linalg/cholesky-single";
export { solveSingle } from "./linalg/solve-single";
export { teamFailure, teamLead, teamServe } from "./runtime/team";
export { rbmAdjoint } from "./rbm/adjoint";
export { rbmFinishGram, rbmTanhPanels } from "./rbm/gram";

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

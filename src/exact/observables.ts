/** Two expectation values by which a ground state is checked beside its energy; both lie in [-1, 1]. */
export interface GroundObservables {
  /** <Z_i Z_j>, the mean over the bonds of the lattice; 0 where it has none. */
  readonly zz: number;
  /** <X_i>, the mean over the sites. */
  readonly x: number;
}

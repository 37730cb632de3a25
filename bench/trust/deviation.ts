// How far measured values are from exact ones, in their errors, and a line that says so.

/** A value and its distance from the exact one. */
export interface Deviation {
  readonly name: string;
  /** In errors. */
  readonly errors: number;
}

/** How many lie within one, two, three and four errors, and the farthest. */
export function lineOf(name: string, found: readonly Deviation[]): string {
  const within = (errors: number) => found.filter((entry) => entry.errors < errors).length;
  const worst = found.reduce((most, entry) => (entry.errors > most.errors ? entry : most));
  return `observables, ${name}: of ${found.length} values ${within(1)} within one error, ${within(2)} within two, ${within(3)} within three, ${within(4)} within four; the farthest, ${worst.name}, ${worst.errors.toFixed(1)}`;
}

/** Runs a driver to its end: what it returns. */
export async function last<T, R>(driver: AsyncGenerator<T, R>): Promise<R> {
  return (await everything(driver)).result;
}

/** Runs a driver to its end: every step, and what it returns. */
export async function everything<T, R>(driver: AsyncGenerator<T, R>): Promise<{ steps: T[]; result: R }> {
  const steps: T[] = [];
  let next = await driver.next();
  for (; !next.done; next = await driver.next()) steps.push(next.value);
  return { steps, result: next.value };
}

/** The reasons of runs that nothing is wrong with. */
export const goodEnds: readonly string[] = ["iterations", "converged"];

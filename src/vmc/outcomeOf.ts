/**
 * Runs a driver to its end and gives what it returns: the outcome of `groundState`, the comparison of `compareReadouts`, the measurement of
 * `measure`. A plain `for await` throws that away.
 * @param each is handed every value that the driver yields; a promise it returns is awaited before the driver goes on. Where it throws, the
 * driver is ended, its workers with it, and the error goes on to the caller.
 * @throws what the driver throws: an `InputError` for bad options.
 */
export async function outcomeOf<Step, Result>(driver: AsyncGenerator<Step, Result, void>, each?: (step: Step) => unknown): Promise<Result> {
  for (;;) {
    const next = await driver.next();
    if (next.done) return next.value;
    try {
      await each?.(next.value);
    } catch (error) {
      // Only what the driver has open is closed: nobody reads what it returns.
      await driver.return(undefined as Result);
      throw error;
    }
  }
}

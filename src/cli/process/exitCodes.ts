// What the process ends with.

/** 0 good end, 1 the run ended in trouble, 2 wrong input, 130 interrupted. */
export const exitCodes = { good: 0, trouble: 1, input: 2, interrupted: 130 } as const;

// The bound that proves a hidden mode: a configuration that outweighs everything sampled.

/**
 * How far the weight of one configuration exceeds that of everything that was sampled, in nats:
 *
 *     excess = q (ln|f(c)| - <ln|f|>) - ln dim.
 *
 * The samples are distributed as p = |f|^q / Z_R over the region R they cover, whose entropy ln Z_R - q <ln|f|> is at most ln dim of the sector.
 * So excess > 0 proves |f(c)|^q > Z_R: the configuration alone outweighs all that the chains saw, and averages over them are not averages
 * over the network (cf. arXiv:2507.01905).
 */
export function hiddenModeExcess(exponent: number, logAmplitude: number, meanLogAmplitude: number, logDimension: number): number {
  return exponent * (logAmplitude - meanLogAmplitude) - logDimension;
}

// A walk over the sites on which the images of each under the translations follow one another.
import type { Lattice } from "../lattice/lattice.ts";

/** Sites one after another, and for each site of the lattice the step at which its images begin. */
export interface Walk {
  readonly walk: readonly number[];
  readonly starts: readonly number[];
}

/**
 * A walk on which the images of every site k under the translations 0 … G-1 follow one another: walk[starts[k] + r] = T_r(k). Sites whose
 * images are the same cycle share its steps, so a chain is gone round twice at most; if none share, the walk has N · G steps.
 */
export function walkOfImages(translations: Lattice["translations"]): Walk {
  const shifts = translations.length;
  const walk: number[] = [];
  const starts: number[] = [];
  for (const site of translations[0].keys()) {
    if (starts[site] !== undefined) continue;
    const images = translations.map((translation) => translation[site]);
    const begins = (image: number, p: number) => translations.every((translation, r) => translation[image] === images[(p + r) % shifts]);
    let last = 0;
    for (const [p, image] of images.entries()) {
      if (starts[image] !== undefined || !begins(image, p)) continue;
      starts[image] = walk.length + p;
      last = p;
    }
    walk.push(...images, ...images.slice(0, last));
  }
  return { walk, starts };
}

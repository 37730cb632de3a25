import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { complexPicture } from "../../src/lab/charts/colours.ts";
import { csvOf, rasterSvg } from "../../src/lab/charts/download.ts";
import { apart, bandPath, linePath, stepPath, thinned } from "../../src/lab/charts/path.ts";
import { domainOf, linearScale, logScale } from "../../src/lab/charts/scale.ts";

describe("axes", () => {
  test("linear: ends on the pixels, ticks at round values", () => {
    const scale = linearScale([-1.3, 0.1], [200, 0], 5);
    expect([scale(-1.3), scale(0.1)]).toEqual([200, 0]);
    expect(scale.ticks.map(({ label }) => label)).toEqual(["−1.0", "−0.5", "0.0"]);
    expect(linearScale([0, 40], [0, 1], 4).ticks.map(({ value }) => value)).toEqual([0, 10, 20, 30, 40]);
  });

  test("logarithmic: powers of ten", () => {
    const scale = logScale([1e-6, 1], [300, 0], 3);
    expect(scale(1e-3)).toBeCloseTo(150, 10);
    expect(scale.ticks.map(({ label }) => label)).toEqual(["10⁻⁶", "10⁻⁴", "10⁻²", "1"]);
  });

  test("the domain of values leaves out what is not finite", () => {
    expect(domainOf([1, Number.NaN, 3, Number.POSITIVE_INFINITY], 0.5)).toEqual([0, 4]);
    expect(domainOf([], 0.1)).toBeNull();
    expect(domainOf([2, 2], 0.5)).toEqual([1, 3]);
  });
});

const same = (value: number) => value;

describe("curves", () => {
  test("lines break where a point is not finite; bands are there where errors are; steps hold", () => {
    const points = [0, 1, Number.NaN, 3, 4].map((y, x) => ({ x, y }));
    expect(linePath(points, same, same)).toBe("M0.0 0.0L1.0 1.0M3.0 3.0L4.0 4.0");
    expect(bandPath(points, same, same)).toBe("");
    expect(
      bandPath(
        [
          { x: 0, y: 1, error: 1 },
          { x: 1, y: 1, error: 2 },
        ],
        same,
        same,
      ),
    ).toBe("M0.0 2.0L1.0 3.0L1.0 -1.0L0.0 0.0Z");
    expect(
      stepPath(
        [
          { x: 0, y: 1 },
          { x: 5, y: 2 },
        ],
        9,
        same,
        same,
      ),
    ).toBe("M0.0 1.0H5.0L5.0 2.0H9.0");
  });

  test("thinning keeps the extremes, the ends and the order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 4, max: 50 }),
        (values, most) => {
          const points = values.map((y, x) => ({ x, y }));
          const kept = thinned(points, most);
          expect(kept.length).toBeLessThanOrEqual(Math.max(most + 2, 5));
          expect(Math.min(...kept.map(({ y }) => y))).toBe(Math.min(...values));
          expect(Math.max(...kept.map(({ y }) => y))).toBe(Math.max(...values));
          expect(kept[kept.length - 1]).toBe(points[points.length - 1]);
          for (let k = 1; k < kept.length; k++) expect(kept[k].x).toBeGreaterThan(kept[k - 1].x);
        },
      ),
    );
  });

  test("labels keep apart and in order", () => {
    const placed = apart([100, 101, 50, 199], 15, [0, 200]);
    expect(placed).toEqual([100, 115, 50, 199]);
    expect(apart([190, 195, 200], 15, [0, 200])).toEqual([170, 185, 200]);
  });
});

test("cells of CSV are quoted where they have to be", () => {
  expect(
    csvOf([
      ["a", 1],
      ['b,"c"', -0.5],
    ]),
  ).toBe('a,1\r\n"b,""c""",-0.5\r\n');
});

test("a picture as SVG: runs of equal pixels are one rectangle, in the place of the pixels", () => {
  const pixels = Uint8ClampedArray.from([9, 8, 7, 255, 9, 8, 7, 255, 1, 2, 3, 255, 9, 8, 7, 255, 1, 2, 3, 255, 1, 2, 3, 255]);
  const rects = [
    ...rasterSvg({ columns: 3, rows: 2, pixels }).matchAll(/<rect x="(\d)" y="(\d)" width="(\d)" height="1" fill="rgb\((.*?)\)"/g),
  ];
  expect(rects.map(([, ...told]) => told.join(" "))).toEqual(["0 0 2 9,8,7", "2 0 1 1,2,3", "0 1 1 9,8,7", "1 1 2 1,2,3"]);
});

test("weights that are next to nothing are drawn as nothing, others at full strength", () => {
  const first = (value: number) => [...complexPicture({ rows: 1, columns: 1, real: [value], imaginary: [0] }, false).pixels];
  expect(first(1e-12)).toEqual(first(0));
  expect(first(0.01)).toEqual(first(2));
  expect(first(0.01)).not.toEqual(first(0));
});

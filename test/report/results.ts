import type { PaperResult } from "../../src/report/paper/result.ts";

// Results that nobody computed: with every kind of cell, and with texts that would break a page that does not escape.

export const bell: PaperResult = {
  name: "bell",
  claim: 'Pairs <i>entangled</i> & "far" apart violate the bound, S > 2.',
  section: "Non-separability <section 3>",
  verdict: "holds only if the chain is open",
  because: "In the open chain CHSH = 2.494(1), in the ring 1.2, 3 < 4 & -1 < 0.",
  method: "A ring and an open chain of 8 sites.",
  otherwise: "A ring above 2, or an open chain below it.",
  numbers: { openChain: { mean: 2.4937, error: 0.0012 }, ring: 1.2, violated: true, model: "heisenberg", rows: [1, 2] },
  seed: 1,
  quick: true,
  version: "0.1.0",
  seconds: 1.25,
  charts: [
    {
      title: "CHSH of neighbours <ZZ>",
      x: "distance r in sites",
      y: "CHSH",
      series: [
        { name: "open <chain>", points: [1, 2, 3, 4].map((r) => [r, 3 - r / 2, 0.1]) },
        { name: "ring", points: [1, 2, 3, 4].map((r) => [r, 1.2, 0]), mark: "dots" },
      ],
      references: [{ name: "classical bound", y: 2 }],
    },
    {
      title: "Error against width",
      x: "width",
      y: "relative error",
      xScale: "log",
      yScale: "log",
      series: [{ name: "depth 2", points: [8, 16, 32, 1024].map((w) => [w, 1 / w, 0.1 / w]) }],
    },
  ],
  tables: [
    {
      title: "CHSH of each pair",
      columns: ["pair", "open chain", "ring", "remark <b>"],
      rows: [
        ["0,1", { mean: 2.4937, error: 0.0012 }, -1.2345678901, "</td><script>alert(1)</script>"],
        ["1,2", Number.NaN, 3.2e-17, '=1+2, "quoted"'],
      ],
    },
  ],
};

export const plain: PaperResult = {
  ...bell,
  name: "plain",
  claim: "A plain claim.",
  verdict: "holds",
  charts: [],
  tables: [],
  numbers: {},
};
export const failed: PaperResult = { ...bell, name: "failed", claim: "A claim that is false.", verdict: "fails", seed: 2, quick: false };

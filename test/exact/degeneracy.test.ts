import { expect, test } from "vitest";
import { groundDegeneracy } from "../../src/exact/degeneracy.ts";
import { chain, dm, edges, heisenberg, ising, j1j2, square, sum } from "../../src/index.ts";

test.each([
  ["a ring in a field", ising(chain(8), { field: 0.7 }), 1],
  ["a ring without a field", ising(chain(8), { field: 0 }), 2],
  ["the Heisenberg ring", heisenberg(chain(8)), 1],
  ["an odd ring: two doublets of opposite momentum", heisenberg(chain(5)), 4],
  ["an odd open chain: a doublet", heisenberg(chain(5, "open")), 2],
  ["the Majumdar-Ghosh ring: two coverings by singlets", j1j2(chain(8), { j2: 0.5 }), 2],
  ["a complex Hamiltonian", dm(chain(6), { d: 0.5 }), 1],
  ["two dimensions", ising(square(3, 3), { field: 0.5 }), 1],
  ["a ferromagnet: a multiplet of five", heisenberg(chain(4), { coupling: -1 }), 4],
  ["nothing at all", sum("nothing", edges(2, []), []), 4],
])("%s", (_, hamiltonian, count) => {
  expect(groundDegeneracy(hamiltonian)).toBe(count);
});

test("counts in one sector, and refuses what is too large", () => {
  expect(groundDegeneracy(heisenberg(chain(5, "open")), { magnetisation: 1 })).toBe(1);
  expect(() => groundDegeneracy(heisenberg(chain(16)))).toThrow("groundDegeneracy: expected at most 14 sites, got 16");
});

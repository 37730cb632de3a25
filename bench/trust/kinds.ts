import type { Draw } from "./draw.ts";
import { allPairs, type Bond, chainBonds, exchange, formulaOf, gridBonds, range, type Term, term, uniform, weighted } from "./terms.ts";

/** A problem before its bonds are in a file. */
export interface Drawn {
  readonly name: string;
  readonly args: readonly string[];
  readonly sites: number;
  readonly terms: readonly Term[];
  /** Given with `--edges`. */
  readonly edges?: readonly Bond[];
}

/** The kinds of Hamiltonians that people bring: a preset with flags where one fits, else a formula. */
export const kinds: Readonly<Record<string, (draw: Draw) => Drawn>> = {
  xyz: (draw) => {
    const { sites, bonds, where, args } = drawChain(draw);
    const [jx, jy, jz] = range(3).map(() => draw.signed(0.1, 1.5));
    const field = draw.pick(["none", "Z", "X"] as const);
    if (field === "none")
      return { name: `XYZ ${where}`, args: [...preset("xyz", { jx, jy, jz }), ...args], sites, terms: exchange(bonds, jx, jy, jz) };
    const h = draw.signed(0.1, 2);
    const formula = weighted([
      [jx, along("XX")],
      [jy, along("YY")],
      [jz, along("ZZ")],
      [h, along(field)],
    ]);
    return {
      name: `XYZ ${where}, field ${field}`,
      args: [...own(formula), ...args],
      sites,
      terms: [...exchange(bonds, jx, jy, jz), ...uniform(h, field, sites)],
    };
  },

  ising: (draw) => {
    const { sites, bonds, where, args } = drawChain(draw);
    const coupling = draw.signed(0.2, 1.5);
    const field = draw.signed(0.1, 2);
    const longitudinal = draw.chance(0.3) ? 0 : draw.signed(0.05, 1);
    const flags = preset("ising", { coupling, field, "longitudinal-field": longitudinal });
    const terms = [...zz(bonds, -coupling), ...uniform(-field, "X", sites), ...uniform(-longitudinal, "Z", sites)];
    return { name: `Ising ${where}`, args: [...flags, ...args], sites, terms };
  },

  j1j2: (draw) => {
    const { sites, bonds, nextBonds, where, args } = drawChain(draw, 0.75);
    const j1 = draw.pick([1, -1]);
    const j2 = draw.number(0, 1.2);
    // In a ring of four each second neighbour is reached both ways round and counts once.
    const distinct = sites === 4 ? nextBonds.slice(0, 2) : nextBonds;
    const terms = [...exchange(bonds, j1, j1, j1), ...exchange(distinct, j2, j2, j2)];
    return { name: `J1-J2 ${where}`, args: [...preset("j1j2", { j1, j2 }), ...args], sites, terms };
  },

  /** H = Ω/2 Σ X - δ Σ n + V Σ n n / r^6 over all pairs, n = (1 + Z)/2. */
  rydberg: (draw) => {
    const { sites, periodic, where, args } = drawChain(draw, 0.3);
    const omega = draw.signed(0.5, 3);
    const delta = draw.signed(0.1, 4);
    const v = draw.number(0.5, 20, 1);
    const farthest = periodic ? Math.floor(sites / 2) : sites - 1;
    const occupied = (at: string) => `(1 + Z(${at}))/2`;
    const pairs = range(farthest).map((at) => {
      const r = at + 1;
      const twice = periodic && 2 * r === sites ? "/2" : "";
      // An open chain's ends are told: past them Z(i+r) would be left out of 1 + Z(i+r), not the product.
      const over = periodic ? "" : `, i, 0, N-${r + 1}`;
      return `V/${r}^6${twice}*sum(${occupied("i")}*${occupied(`i+${r}`)}${over})`;
    });
    const formula = ["W/2*sum(X(i))", `- D*sum(${occupied("i")})`, ...pairs.map((pair) => `+ ${pair}`)].join(" ");
    const interactions = allPairs(sites).flatMap(([i, j]) => {
      const r = periodic ? Math.min(j - i, sites - j + i) : j - i;
      const quarter = v / r ** 6 / 4;
      return [term(quarter, ""), term(quarter, "Z", i), term(quarter, "Z", j), term(quarter, "ZZ", i, j)];
    });
    const terms = [...uniform(omega / 2, "X", sites), term((-delta * sites) / 2, ""), ...uniform(-delta / 2, "Z", sites), ...interactions];
    return { name: `Rydberg ${where}`, args: [...own(formula, { W: omega, D: delta, V: v }), ...args], sites, terms };
  },

  "random-graph": (draw) => {
    const sites = draw.integer(4, 12);
    const edges = drawGraph(draw, sites);
    const model = draw.pick(["ising", "heisenberg"] as const);
    const name = `${model} on a random graph of ${edges.length} bonds`;
    if (draw.chance(0.4)) {
      const coupling = draw.signed(0.3, 1.5);
      if (model === "heisenberg")
        return { name, args: preset(model, { coupling }), sites, terms: exchange(edges, coupling, coupling, coupling), edges };
      const field = draw.signed(0.2, 2);
      return {
        name,
        args: preset(model, { coupling, field }),
        sites,
        terms: [...zz(edges, -coupling), ...uniform(-field, "X", sites)],
        edges,
      };
    }
    const h = draw.chance(0.7) ? draw.signed(0.2, 2) : 0;
    const couplings = edges.map((bond) => {
      const j = draw.signed(0.05, 1.5);
      return model === "ising" ? zz([bond], j) : exchange([bond], j, j, j);
    });
    const terms = [...couplings.flat(), ...(h === 0 ? [] : uniform(h, "X", sites))];
    return { name: `${name}, random couplings`, args: [...own(formulaOf(terms)), "--sites", `${sites}`], sites, terms };
  },

  "pauli-strings": (draw) => {
    const sites = draw.integer(4, 8);
    const terms = range(draw.integer(10, 40)).map(() => {
      const chosen = draw.shuffled(range(sites)).slice(0, draw.integer(1, 4));
      return term(draw.signed(0.05, 1.5, 3), chosen.map(() => draw.pick(["X", "Y", "Z"])).join(""), ...chosen);
    });
    return { name: `${terms.length} random Pauli strings`, args: [...own(formulaOf(terms)), "--sites", `${sites}`], sites, terms };
  },

  disorder: (draw) => {
    const { sites, bonds, where, args } = drawChain(draw);
    const j = draw.signed(0.3, 1.2);
    const jz = draw.chance(0.5) ? j : draw.signed(0.1, 2);
    const strength = draw.number(0.3, 4);
    const fields = range(sites).map((site) => term(draw.signed(0, strength, 3), "Z", site));
    const formula = [
      weighted([
        [j, "sum(X(i)*X(i+1) + Y(i)*Y(i+1))"],
        [jz, along("ZZ")],
      ]),
      formulaOf(fields),
    ]
      .join(" + ")
      .replace("+ -", "- ");
    const terms = [...exchange(bonds, j, j, jz), ...fields];
    return { name: `${j === jz ? "Heisenberg" : "XXZ"} ${where}, random fields`, args: [...own(formula), ...args], sites, terms };
  },

  dm: (draw) => {
    const { sites, bonds, where, args } = drawChain(draw);
    const coupling = draw.signed(0.3, 1.2);
    const d = draw.signed(0.1, 1.5);
    const turns = bonds.flatMap(([i, j]) => [term(d, "XY", i, j), term(-d, "YX", i, j)]);
    const terms = [...exchange(bonds, coupling, coupling, coupling), ...turns];
    if (draw.chance(0.25)) return { name: `DM ${where}`, args: [...preset("dm", { coupling, d }), ...args], sites, terms };
    const field = draw.pick(["X", "Z"] as const);
    const h = draw.signed(0.1, 2);
    const exchanges = "sum(X(i)*X(i+1) + Y(i)*Y(i+1) + Z(i)*Z(i+1))";
    const formula = weighted([
      [coupling, exchanges],
      [d, "sum(X(i)*Y(i+1) - Y(i)*X(i+1))"],
      [h, along(field)],
    ]);
    return { name: `DM ${where}, field ${field}`, args: [...own(formula), ...args], sites, terms: [...terms, ...uniform(h, field, sites)] };
  },

  cluster: (draw) => {
    const { sites, periodic, bonds, where, args } = drawChain(draw, 0.7);
    const coupling = draw.signed(0.3, 1.5);
    const field = draw.chance(0.2) ? 0 : draw.signed(0.1, 1.5);
    const centres = periodic ? range(sites) : range(sites - 2).map((i) => i + 1);
    const stabilisers = centres.map((i) => term(-coupling, "ZXZ", (i + sites - 1) % sites, i, (i + 1) % sites));
    const terms = [...stabilisers, ...uniform(-field, "X", sites)];
    if (draw.chance(0.4)) return { name: `cluster ${where}`, args: [...preset("cluster", { coupling, field }), ...args], sites, terms };
    const jz = draw.signed(0.1, 1);
    const h = draw.chance(0.5) ? draw.signed(0.1, 1) : 0;
    const formula = weighted([
      [-coupling, "sum(Z(i-1)*X(i)*Z(i+1))"],
      [-field, along("X")],
      [jz, along("ZZ")],
      [h, along("Z")],
    ]);
    const more = [...zz(bonds, jz), ...uniform(h, "Z", sites)];
    return { name: `cluster ${where} with ZZ`, args: [...own(formula), ...args], sites, terms: [...terms, ...more] };
  },

  triangles: (draw) => {
    const { shape, triangles } = drawTriangles(draw);
    const sites = Math.max(...triangles.flat()) + 1;
    const edges = triangles.flatMap(([a, b, c]): Bond[] => [
      [a, b],
      [b, c],
      [a, c],
    ]);
    const coupling = (draw.chance(0.75) ? 1 : -1) * draw.number(0.5, 1.5);
    const form = draw.pick(["heisenberg", "xxz", "uneven"] as const);
    if (form === "heisenberg")
      return {
        name: `Heisenberg ${shape}`,
        args: preset(form, { coupling }),
        sites,
        terms: exchange(edges, coupling, coupling, coupling),
        edges,
      };
    if (form === "xxz") {
      const anisotropy = draw.signed(0.1, 2);
      return {
        name: `XXZ ${shape}`,
        args: preset(form, { coupling, anisotropy }),
        sites,
        terms: exchange(edges, coupling, coupling, coupling * anisotropy),
        edges,
      };
    }
    // One side of every triangle is another than the two that meet at its tip: the base of a sawtooth chain.
    const base = draw.signed(0.2, 1.5);
    const sides = triangles.flatMap(([a, b, c]) => [
      ...exchange(
        [
          [a, b],
          [b, c],
        ],
        coupling,
        coupling,
        coupling,
      ),
      ...exchange([[a, c]], base, base, base),
    ]);
    return { name: `Heisenberg ${shape}, two couplings`, args: [...own(formulaOf(sides)), "--sites", `${sites}`], sites, terms: sides };
  },

  glass: (draw) => {
    const sites = draw.integer(4, 8);
    const couplings = allPairs(sites).map(([i, j]) => term(draw.signed(0, 1, 3), "ZZ", i, j));
    const longitudinal = draw.chance(0.5) ? range(sites).map((site) => term(draw.signed(0, 0.5, 3), "Z", site)) : [];
    const h = draw.signed(0.1, 1.5);
    const uneven = draw.chance(0.5);
    const transverse = range(sites).map((site) => term(uneven ? draw.signed(0.1, 1.5) : h, "X", site));
    const terms = [...couplings, ...longitudinal, ...transverse];
    return { name: "spin glass", args: [...own(formulaOf(terms)), "--sites", `${sites}`], sites, terms };
  },

  "ising-2d": (draw) => {
    const { width, height, periodic } = drawGrid(draw);
    const sites = width * height;
    const coupling = draw.signed(0.3, 1.2);
    const field = draw.signed(0.2, 3);
    const right = gridBonds(width, height, periodic, [1, 0]);
    const up = gridBonds(width, height, periodic, [0, 1]);
    const flags = preset("ising", { coupling, field });
    const boundary = periodic ? "periodic" : "open";
    const termsOn = (bonds: readonly Bond[]) => [...zz(bonds, -coupling), ...uniform(-field, "X", sites)];
    if (draw.chance(0.5)) {
      const args = [...flags, "--size", `${width}x${height}`, "--boundary", boundary];
      return { name: `Ising ${boundary} square lattice`, args, sites, terms: termsOn([...right, ...up]) };
    }
    const edges = [...right, ...up, ...gridBonds(width, height, periodic, [1, 1])];
    return { name: `Ising ${boundary} triangular lattice`, args: flags, sites, terms: termsOn(edges), edges };
  },

  ladder: (draw) => {
    const rungs = draw.integer(3, 6);
    const periodic = draw.chance(0.5);
    const boundary = periodic ? "periodic" : "open";
    const legs = chainBonds(rungs, periodic).flatMap(([i, j]): Bond[] => [
      [i, j],
      [i + rungs, j + rungs],
    ]);
    const steps = range(rungs).map((i): Bond => [i, i + rungs]);
    const leg = draw.signed(0.3, 1.2);
    const rung = draw.chance(0.2) ? leg : draw.signed(0.2, 2);
    const terms = [...exchange(legs, leg, leg, leg), ...exchange(steps, rung, rung, rung)];
    const flags = leg === rung ? preset("heisenberg", { coupling: leg }) : own(formulaOf(terms));
    const args = [...flags, "--lattice", "ladder", "--size", `${rungs}`, "--boundary", boundary];
    return { name: `Heisenberg ${boundary} ladder`, args, sites: 2 * rungs, terms };
  },

  compass: (draw) => {
    const form = draw.pick(["xy", "compass", "kitaev", "kitaev-ladder"] as const);
    const [a, b, c] = range(3).map(() => draw.signed(0.2, 1.5));
    if (form === "xy") {
      const { sites, bonds, where, args } = drawChain(draw);
      return { name: `XY ${where}`, args: [...preset("xyz", { jx: a, jy: b, jz: 0 }), ...args], sites, terms: exchange(bonds, a, b, 0) };
    }
    if (form === "kitaev") {
      const { sites, bonds, where, args } = drawChain(draw);
      const terms = bonds.map(([i, j], at) => (at % 2 === 0 ? term(a, "XX", i, j) : term(b, "YY", i, j)));
      return { name: `alternating XX and YY ${where}`, args: [...own(formulaOf(terms)), ...args], sites, terms };
    }
    if (form === "compass") {
      const { width, height, periodic } = drawGrid(draw);
      const letters = draw.pick(["YY", "ZZ"]);
      const across = gridBonds(width, height, periodic, [1, 0]).map(([i, j]) => term(a, "XX", i, j));
      const terms = [...across, ...gridBonds(width, height, periodic, [0, 1]).map(([i, j]) => term(b, letters, i, j))];
      const args = [...own(formulaOf(terms)), "--size", `${width}x${height}`, "--boundary", periodic ? "periodic" : "open"];
      return { name: `XX and ${letters} compass`, args, sites: width * height, terms };
    }
    const rungs = draw.integer(2, 6);
    const legs = range(2).flatMap((leg) =>
      chainBonds(rungs, false).map(([i, j]) =>
        term((i + leg) % 2 === 0 ? a : b, (i + leg) % 2 === 0 ? "XX" : "YY", i + leg * rungs, j + leg * rungs),
      ),
    );
    const terms = [...legs, ...range(rungs).map((i) => term(c, "ZZ", i, i + rungs))];
    const args = [...own(formulaOf(terms)), "--lattice", "ladder", "--size", `${rungs}`, "--boundary", "open"];
    return { name: "Kitaev ladder", args, sites: 2 * rungs, terms };
  },
};

/** A chain or a ring of 4 to 12 sites. */
function drawChain(draw: Draw, rings = 0.5) {
  const sites = draw.integer(4, 12);
  const periodic = draw.chance(rings);
  const args = ["--sites", `${sites}`, ...(periodic ? [] : ["--boundary", "open"])];
  const bonds = chainBonds(sites, periodic);
  return { sites, periodic, bonds, nextBonds: chainBonds(sites, periodic, 2), where: periodic ? "ring" : "open chain", args };
}

/** A grid of at most 12 sites; a periodic one has three or more in each direction. */
function drawGrid(draw: Draw) {
  const periodic = draw.chance(0.5);
  const sizes = [
    [3, 3],
    [3, 4],
    [4, 3],
    [2, 2],
    [2, 3],
    [3, 2],
    [4, 2],
    [5, 2],
    [2, 6],
  ] as const;
  const [width, height] = draw.pick(periodic ? sizes.slice(0, 3) : sizes);
  return { width, height, periodic };
}

/** A connected graph: a random tree and some more bonds. */
function drawGraph(draw: Draw, sites: number): Bond[] {
  const tree = range(sites - 1).map((at): Bond => [draw.integer(0, at), at + 1]);
  const taken = new Set(tree.map(String));
  const others = draw.shuffled(allPairs(sites).filter((bond) => !taken.has(String(bond))));
  return [...tree, ...others.slice(0, draw.integer(1, sites))];
}

type Triangle = readonly [number, number, number];

function drawTriangles(draw: Draw): { shape: string; triangles: readonly Triangle[] } {
  const shape = draw.pick(["sawtooth chain", "sawtooth ring", "husimi cactus", "kagome star", "kagome torus"] as const);
  switch (shape) {
    case "sawtooth chain":
      return { shape, triangles: range(draw.integer(2, 5)).map((k): Triangle => [2 * k, 2 * k + 1, 2 * k + 2]) };
    case "sawtooth ring": {
      const count = draw.integer(3, 6);
      return { shape, triangles: range(count).map((k): Triangle => [2 * k, 2 * k + 1, (2 * k + 2) % (2 * count)]) };
    }
    case "husimi cactus": {
      const free = [0, 1, 2];
      const triangles: Triangle[] = [[0, 1, 2]];
      for (let more = draw.integer(1, 4); more > 0; more--) {
        const [corner] = free.splice(draw.integer(0, free.length - 1), 1);
        const first = 2 * triangles.length + 1;
        triangles.push([corner, first, first + 1]);
        free.push(first, first + 1);
      }
      return { shape, triangles };
    }
    case "kagome star":
      return { shape, triangles: range(6).map((k): Triangle => [k, 6 + k, (k + 1) % 6]) };
    case "kagome torus": {
      // Four cells of three sites; a triangle within each cell and one between three of them.
      const at = (x: number, y: number, corner: number) => 3 * ((x % 2) + 2 * (y % 2)) + corner;
      const cells = range(4).map((cell): Bond => [cell % 2, Math.floor(cell / 2)]);
      return {
        shape,
        triangles: cells.flatMap(([x, y]): Triangle[] => [
          [at(x, y, 0), at(x, y, 1), at(x, y, 2)],
          [at(x, y, 0), at(x + 1, y, 1), at(x, y + 1, 2)],
        ]),
      };
    }
  }
}

function preset(model: string, parameters: Readonly<Record<string, number>>): string[] {
  return ["--model", model, ...Object.entries(parameters).flatMap(([name, value]) => [`--${name}`, `${value}`])];
}

function own(formula: string, parameters: Readonly<Record<string, number>> = {}): string[] {
  return ["--hamiltonian", formula, ...Object.entries(parameters).flatMap(([name, value]) => ["--set", `${name}=${value}`])];
}

/** `ZZ` along a chain is `sum(Z(i)*Z(i+1))`. */
function along(letters: string): string {
  return `sum(${[...letters].map((letter, at) => `${letter}(i${at > 0 ? `+${at}` : ""})`).join("*")})`;
}

function zz(bonds: readonly Bond[], coupling: number): Term[] {
  return bonds.map(([i, j]) => term(coupling, "ZZ", i, j));
}

// The models that the page offers: their couplings as sliders. Names, symbols and defaults are those of the library; a test holds them to it.

/** A coupling as a slider of the page. */
export interface Slider {
  /** As in the library's options and, with hyphens, among the flags of `nqs`. */
  readonly key: string;
  readonly symbol: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly default: number;
}

/** A model with a name, or a formula of one's own. */
export interface Model {
  readonly name: ModelName;
  readonly title: string;
  readonly formula: string;
  readonly sliders: readonly Slider[];
}

/** `formula` stands for a formula of one's own, in which `h` is the slider. */
export const modelNames = ["ising", "heisenberg", "xxz", "j1j2", "xyz", "dm", "cluster", "formula"] as const;
/** One of {@link modelNames}. */
export type ModelName = (typeof modelNames)[number];

const slider = (key: string, symbol: string, value: number, [least, most]: readonly [number, number]): Slider => ({
  key,
  symbol,
  least,
  most,
  step: 0.05,
  default: value,
});

const J = slider("coupling", "J", 1, [-2, 2]);

const records: Readonly<Record<ModelName, Omit<Model, "name">>> = {
  ising: {
    title: "Ising",
    formula: "-J Σ Z Z - h Σ X - g Σ Z",
    sliders: [slider("field", "h", 1, [0, 3]), J, slider("longitudinalField", "g", 0, [-1, 1])],
  },
  heisenberg: { title: "Heisenberg", formula: "J Σ (XX + YY + ZZ)", sliders: [J] },
  xxz: { title: "XXZ", formula: "J Σ (XX + YY + Δ ZZ)", sliders: [slider("anisotropy", "Δ", 1, [-2, 2]), J] },
  j1j2: {
    title: "J1-J2",
    formula: "J1 Σ (XX + YY + ZZ) + J2 Σ (XX + YY + ZZ) over second neighbours",
    sliders: [slider("j2", "J2", 0.5, [0, 1]), slider("j1", "J1", 1, [-2, 2])],
  },
  xyz: {
    title: "XYZ",
    formula: "Σ (Jx XX + Jy YY + Jz ZZ)",
    sliders: [slider("jx", "Jx", 1, [-2, 2]), slider("jy", "Jy", 1, [-2, 2]), slider("jz", "Jz", 1, [-2, 2])],
  },
  dm: {
    title: "Dzyaloshinskii-Moriya",
    formula: "J Σ (XX + YY + ZZ) + D Σ (XY - YX)",
    sliders: [slider("d", "D", 0.5, [-2, 2]), J],
  },
  cluster: { title: "Cluster", formula: "-J Σ Z X Z - h Σ X", sliders: [slider("field", "h", 0, [0, 3]), J] },
  formula: { title: "Formula", formula: "", sliders: [slider("h", "h", 1, [0, 3])] },
};

export function modelOf(name: ModelName): Model {
  return { name, ...records[name] };
}

/** The couplings of a model that nobody has moved. */
export function usualCouplings(name: ModelName): Readonly<Record<string, number>> {
  return Object.fromEntries(records[name].sliders.map((coupling) => [coupling.key, coupling.default]));
}

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import * as api from "../../src/index.ts";
import * as internal from "../../src/internal.ts";

/** Everything that a user may import as a value. A name that comes or goes is a change of the public API: CHANGELOG.md tells it. */
const functions = [
  ...[
    "autocorrelationTime",
    "bestProductState",
    "binnedErrors",
    "chain",
    "chooseFrame",
    "cluster",
    "compareReadouts",
    "conservedQuantities",
  ],
  ...["decodeNetwork", "dm", "edges", "encodeNetwork", "exactGroundEnergy", "exactGroundState", "expression", "fingerprintOf", "frameText"],
  ...[
    "groundSector",
    "groundState",
    "hamiltonianText",
    "heisenberg",
    "inFrame",
    "inMagnetisation",
    "InputError",
    "Interrupted",
    "isStoquastic",
    "ising",
  ],
  ...[
    "j1j2",
    "jastrow",
    "judgeMeasurement",
    "ladder",
    "learnState",
    "loadMeasurements",
    "loadModel",
    "loadNetwork",
    "loadWaveFunction",
    "measure",
    "measurements",
    "minimumOfDiagonal",
    "mlp",
    "networkProblem",
  ],
  ...[
    "outcomeOf",
    "parameterTensors",
    "parsePauliSum",
    "pauli",
    "product",
    "rbm",
    "readoutOf",
    "rotateMarshall",
    "rotateSigns",
    "saveNetwork",
  ],
  ...["square", "sum", "trainedHamiltonian", "unrotated", "xxz", "xyz"],
  ...["bestChshAngles", "blockPlanes", "chshAt", "pairPlanes", "parseMeasurements"],
  ...["amplitudes", "blockChsh", "blockEntropy", "clusterNetwork", "coherence", "correlations", "densityMatrix", "diagonalState"],
  ...["expectation", "ghzNetwork", "mutualInformation", "negativity", "pairChsh", "probabilitiesOf", "productNetwork", "pureState"],
  ...[
    "groundDegeneracy",
    "momenta",
    "observableHelp",
    "observablesOfState",
    "shots",
    "reducedDensityMatrix",
    "schmidtCoefficients",
    "stateOf",
    "stateOfGround",
    "freeFermionCorrelations",
    "freeFermionEntropy",
    "structureFactor",
  ],
];
const constants = [
  "activationNames",
  "ansatzNames",
  "boundaries",
  "learnStopReasons",
  "observableNames",
  "optimizerNames",
  "parityNames",
  "readoutNames",
  "rotateNames",
  "taughtReadouts",
  "version",
];

const entry = "src/index.ts";
const source = readFileSync(entry, "utf8");

interface Exported {
  readonly name: string;
  readonly file: string;
}

/** What the entry exports by name, types too, and the file it names; `export type *` stands for every export of its file. */
function exported(): Exported[] {
  const named = [...source.matchAll(/export (?:type )?\{([^}]*)\} from "\.\/([^"]+)"/g)].flatMap(([, names, file]) =>
    names.split(",").flatMap((name) => {
      const bare = name.trim().replace(/^type /, "");
      return bare === "" ? [] : [{ name: bare, file: `src/${file}` }];
    }),
  );
  const whole = [...source.matchAll(/export type \* from "\.\/([^"]+)"/g)].flatMap(([, file]) =>
    [...readFileSync(`src/${file}`, "utf8").matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => ({
      name,
      file: `src/${file}`,
    })),
  );
  return [...named, ...whole];
}

/** The docstring above the declaration of a name, followed through files that pass it on; `null` where there is no docstring. */
function docstringOf({ name, file }: Exported): string | null {
  const text = readFileSync(file, "utf8");
  const declaration = new RegExp(`^export (?:async )?(?:function\\*?|const|class|interface|type) \\*?\\s*${name}\\b`, "m").exec(text);
  if (declaration) return /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n$/.exec(text.slice(0, declaration.index))?.[1].trim() ?? null;
  const imported = [...text.matchAll(/(?:import|export) (?:type )?\{([^}]*)\} from "([^"]+)"/g)].find(([, names]) =>
    names.split(",").some((candidate) => candidate.trim().replace(/^type /, "") === name),
  );
  return imported ? docstringOf({ name, file: join(dirname(file), imported[2]) }) : null;
}

describe("the public API", () => {
  test("is this list", () => {
    expect(Object.keys(api).sort()).toEqual([...functions, ...constants].sort());
  });

  test("shares nothing with what is internal", () => {
    expect(Object.keys(internal).filter((name) => name in api)).toEqual([]);
  });

  const all = exported();
  test("has a docstring for every value and every type", () => {
    expect(all.length).toBeGreaterThan(functions.length + constants.length);
    expect(all.filter((found) => (docstringOf(found) ?? "").length < 15).map(({ name, file }) => `${name} in ${file}`)).toEqual([]);
  });

  test("says in the docstring of every function that throws for bad input that it does", () => {
    const throwing = all.filter(({ name }) =>
      ["groundState", "learnState", "loadMeasurements", "measure", "compareReadouts", "decodeNetwork", "loadNetwork"].includes(name),
    );
    expect(throwing.filter((found) => !docstringOf(found)?.includes("@throws")).map(({ name }) => name)).toEqual([]);
  });
});

describe("every function", () => {
  const tests = readdirSync("test/api")
    .filter((file) => file.endsWith(".test.ts") && file !== "exports.test.ts")
    .map((file) => readFileSync(join("test/api", file), "utf8"));
  test.each(functions)("%s is imported from the entry and used in an assertion of this folder", (name) => {
    const users = tests.filter((text) => new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from "\\.\\./\\.\\./src/index\\.ts"`).test(text));
    expect(users.length).toBeGreaterThan(0);
    expect(users.some((text) => new RegExp(`\\b${name}\\b(?!,| \\}|:)`).test(text.replace(/^import [^;]*;/gm, "")))).toBe(true);
  });
});

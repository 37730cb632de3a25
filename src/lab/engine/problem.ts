// From the settings of the page to what the library is told.
import {
  type Ansatz,
  chain,
  cluster,
  dm,
  expression,
  type GroundStateOptions,
  type Hamiltonian,
  heisenberg,
  InputError,
  ising,
  j1j2,
  jastrow,
  type Lattice,
  mlp,
  product,
  type ReadoutName,
  rbm,
  xxz,
  xyz,
} from "../../index.ts";
import type { ModelName } from "../settings/models.ts";
import { formulaHasField, type LabSettings } from "../settings/settings.ts";
import type { ProblemSettings, Task } from "./tasks.ts";

type Couplings = Readonly<Record<string, number>>;

const builders: Readonly<Record<Exclude<ModelName, "formula">, (lattice: Lattice, couplings: Couplings) => Hamiltonian>> = {
  ising: (lattice, { field, coupling, longitudinalField }) => ising(lattice, { field, coupling, longitudinalField }),
  heisenberg: (lattice, { coupling }) => heisenberg(lattice, { coupling }),
  xxz: (lattice, { coupling, anisotropy }) => xxz(lattice, { coupling, anisotropy }),
  j1j2: (lattice, { j1, j2 }) => j1j2(lattice, { j1, j2 }),
  xyz: (lattice, { jx, jy, jz }) => xyz(lattice, { jx, jy, jz }),
  dm: (lattice, { d, coupling }) => dm(lattice, { d, coupling }),
  cluster: (lattice, { coupling, field }) => cluster(lattice, { coupling, field }),
};

/** @throws InputError for a formula that is none, and a lattice that the model cannot live on. */
export async function hamiltonianOf({ model, formula, couplings, sites, boundary }: ProblemSettings): Promise<Hamiltonian> {
  const lattice = chain(sites, boundary);
  if (model !== "formula") return builders[model](lattice, couplings);
  if (formula.trim() === "") throw new InputError("formula: expected a Hamiltonian such as -sum(Z(i)*Z(i+1)) - h*sum(X(i)), got nothing");
  return await expression(lattice, formula, { where: "formula", parameters: formulaHasField(formula) ? { h: couplings["h"] } : {} });
}

/** @throws InputError as {@link hamiltonianOf}. */
export const check: Task<"check"> = async (problem) => {
  await hamiltonianOf(problem);
  return null;
};

function ansatzOf({ network, density }: LabSettings): Ansatz {
  switch (network) {
    case "rbm":
      return rbm({ density });
    case "mlp":
      return mlp();
    case "jastrow":
      return jastrow();
    case "product":
      return product();
  }
}

/** What `groundState` is told for one reading. */
export function optionsOf(settings: LabSettings, readout: ReadoutName, hamiltonian: Hamiltonian): GroundStateOptions {
  const { basis, method, iterations, samples, starts, seed } = settings;
  return {
    hamiltonian,
    ansatz: ansatzOf(settings),
    rotate: basis,
    readout,
    iterations,
    seed,
    ...(method === "auto" ? {} : { optimizer: method }),
    ...(samples === 0 ? {} : { samples }),
    ...(starts === 0 ? {} : { starts }),
  };
}

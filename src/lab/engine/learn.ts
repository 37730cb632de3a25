// The other end of the switch: a network is fed a state, or measured rows of one.
import {
  exactGroundState,
  type Feed,
  type Hamiltonian,
  InputError,
  type LearnOptions,
  learnState,
  parseMeasurements,
  stateOfGround,
} from "../../index.ts";
import { type FedState, fedRows, learntOf } from "./learnt.ts";
import { MOST_LISTED_SITES } from "./listed.ts";
import { hamiltonianOf } from "./problem.ts";
import type { LearnInput, Task } from "./tasks.ts";

export const learn: Task<"learn"> = async ({ settings, feed }, tell, control) => {
  const hamiltonian = await hamiltonianOf(settings);
  const { size } = hamiltonian.lattice;
  const fed = feed.kind === "rows" ? fromRows(feed, hamiltonian) : fromGround(feed.kind, hamiltonian);
  const driver = learnState({ ...fed.options, seed: settings.seed, signal: control });
  let next = await driver.next();
  for (; !next.done; next = await driver.next()) {
    const { iteration, iterations, start, loss, heldOut } = next.value;
    // Of amplitudes the loss is -ln F.
    const fidelity = feed.kind === "amplitudes" && loss !== null ? Math.exp(-loss) : null;
    tell({ kind: "learnt", iteration, iterations, start, loss, heldOut, fidelity });
    await control.unpaused();
  }
  const { stopped, network, figures, energies } = next.value;
  return {
    reason: stopped.reason,
    network,
    sites: network.problem?.sites ?? size,
    figures,
    learnt: await learntOf(network, fed.state),
    target: fed.target,
    energies: energies.flatMap(({ readout, measurement }) => (measurement ? [{ reading: readout, ...measurement.energyPerSite }] : [])),
  };
};

interface Fed {
  readonly options: LearnOptions;
  readonly target: string | null;
  readonly state: FedState;
}

function fromGround(kind: "amplitudes" | "probabilities", hamiltonian: Hamiltonian): Fed {
  const { size } = hamiltonian.lattice;
  if (size > MOST_LISTED_SITES) {
    throw new InputError(
      `feed: expected at most ${MOST_LISTED_SITES} sites, whose ground state is listed, got ${size}; drop measured rows instead`,
    );
  }
  const ground = exactGroundState(hamiltonian);
  const feed: Feed = kind === "amplitudes" ? { amplitudes: ground } : { probabilities: ground };
  const state = { state: stateOfGround(ground), rows: 0, phases: kind === "amplitudes", lattice: hamiltonian.lattice };
  return { options: { feed, hamiltonian }, target: "the ground state", state };
}

/** Rows may come from anywhere: the ground state of the page is a target where it has as many sites, no more. */
function fromRows({ name, text, bases }: Extract<LearnInput["feed"], { readonly kind: "rows" }>, hamiltonian: Hamiltonian): Fed {
  const rows = parseMeasurements(text, { name, ...(bases === null ? {} : { bases }) });
  const { size } = hamiltonian.lattice;
  const known = rows.sites === size && size <= MOST_LISTED_SITES;
  const feed: Feed = { configurations: rows };
  const state = fedRows(rows);
  return known
    ? { options: { feed, target: exactGroundState(hamiltonian) }, target: "the ground state of the problem above", state }
    : { options: { feed }, target: null, state };
}

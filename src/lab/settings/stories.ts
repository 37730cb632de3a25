// Guided states of the page, each an address with two sentences.
import { usualCouplings } from "./models.ts";
import { firstSight, type LabSettings } from "./settings.ts";

export const storyNames = ["claim", "phases", "entanglement", "bell", "feeding", "hidden"] as const;
/** One of {@link storyNames}. */
export type StoryName = (typeof storyNames)[number];

export interface Story {
  readonly title: string;
  /** Two sentences. */
  readonly text: string;
  readonly settings: LabSettings;
  /** Whether a network that was made for it takes the place of a training. */
  readonly made?: true;
  /** The heading of the panel that it is about, and what it is called; none where the first curves are. */
  readonly panel?: { readonly id: string; readonly title: string };
  /** Whether the panel shows how something grows: the training begins again for whoever goes there. */
  readonly again?: true;
}

const heisenberg = { model: "heisenberg", couplings: usualCouplings("heisenberg") } as const;

export const stories: Readonly<Record<StoryName, Story>> = {
  claim: {
    title: "The claim",
    text: "Nothing but the reading of the output differs between these four trainings. Where amplitudes are added the network comes to the quantum energy; where probabilities are added, over configurations or over hidden branches, it stops at the energy of a classical state.",
    settings: { ...firstSight, sites: 10, density: 1, readings: ["born", "phaseless", "branches", "classical"] },
  },
  phases: {
    title: "Phases matter",
    text: "Written plainly the Heisenberg ring has a ground state with signs. Without phases the network can lower nothing but the diagonal: it stops where the classical one stops, at −1, and only born comes to −1.8255.",
    settings: {
      ...firstSight,
      ...heisenberg,
      sites: 8,
      basis: "none",
      iterations: 200,
      // One of the seeds from which a single start brings all three to their lines.
      seed: 2,
      readings: ["born", "phaseless", "classical"],
    },
  },
  entanglement: {
    title: "Training entangles",
    text: "A network that nobody trained is separable: at the first update the entropy of every cut is next to zero. It is back-propagation into the hidden layer that entangles, and a mixture of hidden branches never is: its negativity stays 0.",
    // Half of the entropy grows within four updates.
    settings: { ...firstSight, sites: 6, density: 1, iterations: 60, pace: 1000, readings: ["born", "branches"] },
    panel: { id: "instruments-title", title: "instruments" },
    again: true,
  },
  bell: {
    title: "Beyond Bell",
    text: "One side is the first site of an open Heisenberg chain, the other is the rest of it, and each is measured along two directions. Read as born the trained network passes 2, which no local hidden variables can; read as branches or classical it never does, whatever the angles.",
    settings: {
      ...firstSight,
      ...heisenberg,
      sites: 6,
      boundary: "open",
      density: 1,
      method: "auto",
      iterations: 150,
      readings: ["born", "branches", "classical"],
    },
    panel: { id: "bell-title", title: "Bell panel" },
  },
  feeding: {
    title: "What is fed",
    text: "The same network is not trained here but taught: feed it the amplitudes of the ground state, then only their squares. Fed amplitudes it is the state; fed probabilities it knows every measurement along Z and nothing of the signs, and its energy, read as born, is +0.6085.",
    settings: { ...firstSight, ...heisenberg, sites: 8, basis: "none", iterations: 200, readings: ["born"] },
    panel: { id: "feed-title", title: "feeding panel" },
  },
  hidden: {
    title: "A hidden mode",
    text: "Nobody trained this network of 40 sites: its weights were written down so that one configuration outweighs all others, in a place where no chain comes by. The chains agree with each other on an energy that is not the network's own; the search from structured configurations finds the hole, and the verdict says so.",
    settings: { ...firstSight, sites: 40, density: 1, readings: ["born"] },
    made: true,
  },
};

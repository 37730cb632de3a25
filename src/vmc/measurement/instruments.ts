// Everything that is measured beside the energy, from the same samples.
import { toFrame } from "../../hamiltonian/frame.ts";
import type { ObservablePlan } from "../../observables/list.ts";
import { exactValues, type ObservableValues, sampledValues } from "../../observables/values.ts";
import type { Readout } from "../../readout/index.ts";
import type { Samples } from "../../sampler/sampler.ts";
import { meansOf } from "../../statistics/jackknife.ts";
import type { Simulation } from "../setup/simulation.ts";
import type { InstrumentsState } from "../state/measurementState.ts";
import { blockingOf } from "./blocks.ts";
import { PauliMeans } from "./pauliMeans.ts";
import { SwapEstimator } from "./swap.ts";

/** The instruments of one measurement, which see every batch of samples once. */
export class Instruments {
  readonly #plan: ObservablePlan;
  readonly #paulis: PauliMeans;
  readonly #swap: SwapEstimator | null;

  /**
   * @param samples that will be drawn, all chains together
   * @param state to go on from
   */
  constructor(
    simulation: Simulation,
    readout: Readout,
    plan: ObservablePlan,
    { samples, chains, fullSum }: Expected,
    state?: InstrumentsState | null,
  ) {
    const blocking = blockingOf(samples, chains);
    const strings = toFrame(plan.strings, simulation.hamiltonian.frame);
    this.#plan = plan;
    this.#paulis = new PauliMeans(simulation, readout, strings, blocking, fullSum ? 0 : samples, state?.paulis);
    this.#swap = plan.renyi2 && !fullSum ? new SwapEstimator(simulation, readout, blocking, samples, state?.swap) : null;
  }

  state(): InstrumentsState {
    return { paulis: this.#paulis.state(), swap: this.#swap?.state() ?? null };
  }

  add(samples: Samples): void {
    this.#paulis.add(samples);
    this.#swap?.add(samples);
  }

  /**
   * @param exact whether every configuration was summed
   * @param chains those that count; all if left out
   */
  values(exact: boolean, chains?: readonly number[]): ObservableValues {
    const sums = this.#paulis.sums(chains);
    const values = exact ? exactValues(this.#plan, meansOf(sums)) : sampledValues(this.#plan, sums);
    return this.#swap ? { ...values, renyi2: this.#swap.entropies(chains) } : values;
  }
}

interface Expected {
  readonly samples: number;
  readonly chains: number;
  readonly fullSum: boolean;
}

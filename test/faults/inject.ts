// Faults put into a calculation from outside: whatever a method of a network or a kernel returns is spoiled at one of its calls.
import { KernelNetwork } from "../../src/ansatz/kernelNetwork.ts";
import type { KernelExports } from "../../src/kernels/generated.ts";
import type { Kernels } from "../../src/kernels/kernels.ts";

/** What a number is replaced by. */
export const values = { NaN: Number.NaN, "+Inf": Number.POSITIVE_INFINITY, "-Inf": Number.NEGATIVE_INFINITY } as const;
export type ValueName = keyof typeof values;

type Call = {
  readonly [Name in keyof KernelExports as KernelExports[Name] extends (...args: never[]) => unknown ? Name : never]: (
    ...args: number[]
  ) => number | undefined;
};
export type KernelName = keyof Call;

/** What happens at every call of a kernel: `run` calls it. */
export type Wrap = (kernels: Kernels, args: number[], run: () => number | undefined) => number | undefined;

/** Wraps kernels of every simulation until the function that is returned is called. */
export function wrapKernels(wraps: Partial<Record<KernelName, Wrap>>): () => void {
  const { setParameters } = KernelNetwork.prototype;
  const wrapped = new WeakSet<Kernels>();
  KernelNetwork.prototype.setParameters = function (this: KernelNetwork, parameters) {
    const { kernels } = this;
    if (!wrapped.has(kernels)) {
      wrapped.add(kernels);
      const own = { ...kernels.call } as unknown as Record<string, unknown>;
      for (const [name, wrap] of Object.entries(wraps)) {
        const original = kernels.call[name as KernelName] as (...args: number[]) => number | undefined;
        own[name] = (...args: number[]) => wrap(kernels, args, () => original(...args));
      }
      Object.defineProperty(kernels, "call", { value: own });
    }
    setParameters.call(this, parameters);
  };
  return () => {
    KernelNetwork.prototype.setParameters = setParameters;
  };
}

/** Spoils the parameters of a network at the calls of `setParameters` that `when` picks, counted from 1. */
export function spoilParameters(when: (call: number, length: number) => boolean, spoil: (parameters: Float64Array) => void): () => void {
  const { setParameters } = KernelNetwork.prototype;
  let calls = 0;
  KernelNetwork.prototype.setParameters = function (this: KernelNetwork, parameters) {
    const own = parameters.slice();
    if (when(++calls, own.length)) spoil(own);
    setParameters.call(this, own);
  };
  return () => {
    KernelNetwork.prototype.setParameters = setParameters;
  };
}

/** True once, at the call of a number. */
export function at(call: number): () => boolean {
  let calls = 0;
  return () => ++calls === call;
}

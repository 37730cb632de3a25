// The classical network whose probabilities are those of a quantum network with real weights.
import { InputError, type TrainedNetwork } from "../../index.ts";

/**
 * For an RBM f with real weights the RBM f' = f²: biases of the spins doubled, every hidden unit twice. Read as classical, P(s) = f'(s) / Σ f' is the Born
 * probability f(s)² / Σ f². The layout is a (N), b (M), W (N × M), as `parameterTensors` names it. @throws InputError for any other network.
 */
export function squaredTwin({ ansatz, parameters }: TrainedNetwork, sites: number): TrainedNetwork {
  if (ansatz.name !== "rbm" || ansatz.symmetric || ansatz.pointGroup || ansatz.parity !== "none")
    throw new InputError("squaredTwin: expected an RBM without symmetries, got another network");
  if (parameters.some((value, k) => k % 2 === 1 && value !== 0))
    throw new InputError("squaredTwin: expected real weights, got complex ones");
  const hidden = Math.round(ansatz.density * sites);
  const biases = ansatz.biases ? sites + hidden : 0;
  const doubled = (from: number) => {
    const row = parameters.subarray(2 * from, 2 * (from + hidden));
    return [...row, ...row];
  };
  const a = ansatz.biases ? Array.from(parameters.subarray(0, 2 * sites), (value) => 2 * value) : [];
  const b = ansatz.biases ? doubled(sites) : [];
  const w = Array.from({ length: sites }, (_, site) => doubled(biases + site * hidden)).flat();
  return { ansatz: { ...ansatz, density: 2 * ansatz.density }, parameters: Float64Array.from([...a, ...b, ...w]) };
}

// The gradient of a mixture's energy with respect to the parameters of its network, and the metric of the mixture.
import { type ProductOperator, productGradient, productValues } from "./energy.ts";
import { gathered, type ParameterMap, spreadOut } from "./network.ts";

/** Branches with what the derivatives of their energies need. */
export interface WeightedBranches {
  /** Rows of M signs. */
  readonly hidden: Float64Array;
  /** p_h of each row, their sum 1. */
  readonly weights: Float64Array;
  /** Rows of 3N components. */
  readonly bloch: Float64Array;
}

/** Energies E(h), and the forces on the parameters. */
export interface BranchForces {
  /** E(h) of each branch. */
  readonly energies: Float64Array;
  /** Half the gradient of E = Σ_h p_h E(h) with respect to the real and imaginary parts of the ansatz's parameters, interleaved. */
  readonly forces: Float64Array;
}

/**
 * F = ½ ∂E/∂θ of E = <E(h)>_w. With u = 2 Re ξ, φ = 2 Im ξ, so that ∂ ln w/∂u_i = z_i, dz = (1 - z²) du, d(x, y) = -z (x, y) du + (y, -x) dφ:
 *
 *     F_Re,ij = <[(E(h) - E) z_i + ∂E(h)/∂u_i] h_j>,   F_Im,ij = <∂E(h)/∂φ_i h_j>,   F_Re b_j = <(E(h) - E) h_j>,
 *
 * for W_ij, and for a_i with 1 in place of h_j. Im b has no effect.
 */
export function branchForces(operator: ProductOperator, map: ParameterMap, count: number, branches: WeightedBranches): BranchForces {
  const { sites, hidden: units } = map;
  const { hidden, weights, bloch } = branches;
  const energies = productValues(operator, bloch);
  const slopes = productGradient(operator, bloch);
  const mean = energies.reduce((sum, energy, t) => sum + weights[t] * energy, 0);
  const dense = new Float64Array(2 * map.sources.length);
  const firstWeight = sites + units;
  for (let t = 0; t < energies.length; t++) {
    const weight = weights[t];
    const above = energies[t] - mean;
    for (let j = 0; j < units; j++) dense[2 * (sites + j)] += weight * above * hidden[t * units + j];
    for (let i = 0; i < sites; i++) {
      const at = 3 * (t * sites + i);
      const [x, y, z] = [bloch[at], bloch[at + 1], bloch[at + 2]];
      const [gx, gy, gz] = [slopes[at], slopes[at + 1], slopes[at + 2]];
      const re = weight * (above * z + (1 - z * z) * gz - z * (x * gx + y * gy));
      const im = weight * (y * gx - x * gy);
      dense[2 * i] += re;
      dense[2 * i + 1] += im;
      const row = 2 * (firstWeight + i * units);
      for (let j = 0; j < units; j++) {
        dense[row + 2 * j] += re * hidden[t * units + j];
        dense[row + 2 * j + 1] += im * hidden[t * units + j];
      }
    }
  }
  return { energies, forces: gathered(map, dense, count) };
}

/**
 * v ↦ S v, S the metric of the mixture in the same units (that of one spin is 1 - z², as for a product state): the Fisher metric of p_h and the mean
 * quantum metric of the product states,
 *
 *     v·S v = Var_h(Σ_i z_i Re v_i(h) + Σ_j Re v_bj h_j) + <Σ_i (1 - z_i²) |v_i(h)|²>,   v_i(h) = v_a,i + Σ_j v_W,ij h_j.
 *
 * Vectors are real and imaginary parts, interleaved, of the ansatz's parameters. Cost of a product: 4 N M multiplications for each branch.
 */
export function branchMetric(map: ParameterMap, { hidden, weights, bloch }: WeightedBranches): (vector: Float64Array) => Float64Array {
  const { sites, hidden: units, sources } = map;
  const rows = weights.length;
  const [re, im, outRe, outIm] = Array.from({ length: 4 }, () => new Float64Array(sites * units));
  const [movedRe, movedIm] = Array.from({ length: 2 }, () => new Float64Array(sites * rows));
  const scores = new Float64Array(rows);
  const firstWeight = sites + units;
  return (vector) => {
    const { fields, biases, weights: shifts } = spreadOut(map, vector);
    for (let k = 0; k < re.length; k++) {
      re[k] = shifts[2 * k];
      im[k] = shifts[2 * k + 1];
    }
    let mean = 0;
    for (let t = 0; t < rows; t++) {
      const signs = hidden.subarray(t * units, (t + 1) * units);
      let score = 0;
      for (let j = 0; j < units; j++) score += biases[2 * j] * signs[j];
      for (let i = 0; i < sites; i++) {
        let along = fields[2 * i];
        let across = fields[2 * i + 1];
        for (let j = 0, k = i * units; j < units; j++, k++) {
          along += signs[j] * re[k];
          across += signs[j] * im[k];
        }
        movedRe[t * sites + i] = along;
        movedIm[t * sites + i] = across;
        score += bloch[3 * (t * sites + i) + 2] * along;
      }
      scores[t] = score;
      mean += weights[t] * score;
    }
    const out = new Float64Array(2 * sources.length);
    outRe.fill(0);
    outIm.fill(0);
    for (let t = 0; t < rows; t++) {
      const signs = hidden.subarray(t * units, (t + 1) * units);
      const score = scores[t] - mean;
      for (let j = 0; j < units; j++) out[2 * (sites + j)] += weights[t] * score * signs[j];
      for (let i = 0; i < sites; i++) {
        const z = bloch[3 * (t * sites + i) + 2];
        const along = weights[t] * (score * z + (1 - z * z) * movedRe[t * sites + i]);
        const across = weights[t] * (1 - z * z) * movedIm[t * sites + i];
        out[2 * i] += along;
        out[2 * i + 1] += across;
        for (let j = 0, k = i * units; j < units; j++, k++) {
          outRe[k] += along * signs[j];
          outIm[k] += across * signs[j];
        }
      }
    }
    for (let k = 0; k < re.length; k++) {
      out[2 * (firstWeight + k)] = outRe[k];
      out[2 * (firstWeight + k) + 1] = outIm[k];
    }
    return gathered(map, out, vector.length / 2);
  };
}

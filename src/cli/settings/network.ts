import { type Ansatz, type AnsatzName, jastrow, mlp, product, rbm } from "../../index.ts";
import { given, refuse } from "../../internal.ts";
import type { NetworkSettings } from "./schema.ts";
import type { Where } from "./settings.ts";

/** Settings that only some networks have. */
const owners = { density: "rbm", real: "rbm", widths: "mlp", activation: "mlp" } as const;

/** The network that the settings ask for. @throws InputError for a setting that the network does not have. */
export function ansatzOf(settings: NetworkSettings, where: Where): Ansatz {
  const { ansatz = "rbm", symmetric, pointGroup, parity, biases, deviation } = settings;
  for (const [key, owner] of Object.entries(owners) as [keyof typeof owners, AnsatzName][]) {
    if (settings[key] === undefined || owner === ansatz) continue;
    refuse(where(key), `a setting of ${ansatz}`, settings[key], `leave it out, or use --ansatz ${owner}`);
  }
  const common = given({ symmetric, pointGroup, parity, biases, deviation });
  switch (ansatz) {
    case "rbm":
      return rbm({ ...given({ density: settings.density, real: settings.real }), ...common });
    case "mlp":
      return mlp({ ...given({ widths: settings.widths, activation: settings.activation }), ...common });
    case "jastrow":
      return jastrow(common);
    case "product":
      return product(common);
  }
}

/** The network settings that were given, as a config file keeps them. */
export function networkConfig(settings: NetworkSettings): object {
  const { ansatz = "rbm", density, real, widths, activation, symmetric, pointGroup, parity, biases, deviation } = settings;
  return { ansatz, ...given({ density, real, widths, activation, symmetric, pointGroup, parity, biases, deviation }) };
}

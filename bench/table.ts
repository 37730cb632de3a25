import Table from "cli-table3";
import type { Peer } from "./against.ts";
import type { Row, Value, Workload } from "./workload.ts";

/** A row as one line of text: its name, its time, the rest. */
export function line({ workload, seconds, iteration_s, ...rest }: Row): string {
  const time = iteration_s ?? seconds;
  const details = Object.entries(rest).flatMap(([name, value]) =>
    value === undefined ? [] : [`${nameText(name)} ${valueText(name, value)}`],
  );
  return `${workload.padEnd(26)} ${(typeof time === "number" ? duration(time) : "–").padStart(9)}  ${details.join(" · ")}`;
}

function nameText(name: string): string {
  return name.replace(/_(s|mb)$/, "").replaceAll("_", " ");
}

function valueText(name: string, value: Value): string {
  if (typeof value !== "number") return value === null ? "–" : String(value);
  if (name.endsWith("_s")) return duration(value);
  return name.endsWith("_mb") ? `${value} MB` : String(value);
}

const units = [
  [1, "s"],
  [1e-3, "ms"],
  [1e-6, "µs"],
  [1e-9, "ns"],
] as const;

export function duration(seconds: number): string {
  const [size, unit] = units.find(([least]) => seconds >= least) ?? units[units.length - 1];
  return `${Number((seconds / size).toPrecision(4))} ${unit}`;
}

/** Both codes side by side, and below it what the peer's other variants need. */
export function comparison(rows: readonly Row[], mean: Row, { best, variants }: Peer): string {
  const name = [...best.values()][0].peer;
  const table = plain(["workload", "nqs", name, "variant", "ratio"]);
  for (const { workload, iteration_s, peer_iteration_s, peer_variant, peer_finite, ratio } of rows) {
    const ours = typeof iteration_s === "number" ? duration(iteration_s) : "–";
    const theirs = typeof peer_iteration_s === "number" ? duration(peer_iteration_s) : "–";
    const variant = `${peer_variant ?? "–"}${peer_finite === false ? " (NaN)" : ""}`;
    table.push([workload, ours, theirs, variant, typeof ratio === "number" ? ratio.toFixed(2) : "–"]);
  }
  table.push(["geometric mean", "", "", "", typeof mean["ratio"] === "number" ? mean["ratio"].toFixed(2) : "–"]);
  const shown = new Set(rows.map(({ workload }) => workload));
  const others = variants
    .filter(({ workload }) => shown.has(workload))
    .map(({ workload, variant, iteration_s, finite }) => `${workload} ${variant}: ${duration(iteration_s)}${finite ? "" : " (NaN)"}`);
  return [trimmed(table), ...(others.length > 0 ? [`All variants of ${name}:`, ...others.map((text) => `  ${text}`)] : [])].join("\n");
}

/** The workloads by group. */
export function listing(workloads: readonly Workload[]): string {
  const table = plain(["workload", "group", "what is timed"]);
  for (const { name, group, summary } of workloads) table.push([name, group, summary]);
  return trimmed(table);
}

export function plain(head: string[]): InstanceType<typeof Table> {
  const chars = {
    top: "",
    "top-mid": "",
    "top-left": "",
    "top-right": "",
    bottom: "",
    "bottom-mid": "",
    "bottom-left": "",
    "bottom-right": "",
  };
  const inner = { left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "", middle: "  " };
  return new Table({ head, chars: { ...chars, ...inner }, style: { head: [], border: [], "padding-left": 0, "padding-right": 0 } });
}

export function trimmed(table: InstanceType<typeof Table>): string {
  return table.toString().replace(/ +$/gm, "");
}

// `nqs sample`: single measurements of all spins of a stored network, as `nqs learn` reads them.
import { once } from "node:events";
import type { Command } from "commander";
import { shippedOr } from "../../files/shipped.ts";
import { readoutOf } from "../../index.ts";
import { given, shotRows } from "../../internal.ts";
import { addExamples, addNote, addSettings, type CommandFlags } from "../command.ts";
import { sampleShape } from "../settings/schema.ts";
import { readSettings } from "../settings/settings.ts";
import { overrideOf, readStored } from "../settings/stored.ts";

export function define(command: Command): void {
  command.argument("<weights>", "a weights.safetensors file, the folder of a run, a network of `nqs models`, or a .wf file");
  addNote(command, "A row for each measurement, a column for each site: 0 for the eigenvalue +1, 1 for -1.");
  addSettings(command, sampleShape).action(sample);
  addExamples(command, [
    "nqs sample models/ising-40-h1 --count 10000 > data.txt",
    "nqs sample models/dm-12 --basis X --count 1000 --seed 2",
    "nqs sample runs/mine/weights.safetensors --basis XXZZZZZZ",
  ]);
}

/** Rows that are written at once. */
const AT_ONCE = 10_000;

async function sample(path: string, flags: CommandFlags): Promise<void> {
  const { values, where } = await readSettings(sampleShape, flags);
  const { network, trainedAs, trainedOn } = await readStored(shippedOr(path), overrideOf({}, where));
  const { lattice } = trainedOn.hamiltonian;
  const basis = values.basis?.length === 1 ? values.basis.repeat(lattice.size) : values.basis;
  const readout = readoutOf(values.readout ?? trainedAs).name;
  const rows = shotRows({ network, lattice, readout, ...given({ basis, count: values.count, seed: values.seed }) });
  let lines: string[] = [];
  for await (const row of rows) {
    lines.push(`${Array.from(row, (s) => (s > 0 ? 0 : 1)).join(" ")}\n`);
    if (lines.length < AT_ONCE) continue;
    await written(lines);
    lines = [];
  }
  await written(lines);
}

/** Waits for a reader that is slower than the sampling: what it has not taken yet would fill the memory. */
async function written(lines: readonly string[]): Promise<void> {
  if (!process.stdout.write(lines.join(""))) await once(process.stdout, "drain");
}

// A network taught from measurements of two qubits in five bases, and held against the state they were taken from.
import { learnState, loadMeasurements, loadWaveFunction, outcomeOf } from "nqs";

const folder = "examples/qucumber";
const configurations = loadMeasurements(`${folder}/qubits_train.txt`, { bases: `${folder}/qubits_train_bases.txt` });
const target = loadWaveFunction(`${folder}/qubits_psi.txt`);
const { figures } = await outcomeOf(learnState({ feed: { configurations }, target }));

console.log(`rows: ${figures.rows}`);
console.log(`held out: ${figures.heldOutRows}`);
console.log(`fidelity: ${figures.fidelity?.mean}`);

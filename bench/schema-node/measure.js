// Measures ajv on the document and the schema of ../schema, as the .NET side does.
// Prints "row<TAB>validations per second of processor time<TAB>?": Node does not tell what a call allocates.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";

const read = (name) => JSON.parse(readFileSync(new URL(`../schema/${name}`, import.meta.url), "utf8"));
const order = read("order.json");
const broken = read("order.json");
broken.lines[3].quantity = 0;
const schema = read("order.schema.json");
const compile = () => new Ajv2020({ strict: false }).compile(schema);
const validate = compile();

function expect(answer, expected) {
  if (answer !== expected) throw new Error("The validator is wrong, so its speed means nothing.");
}

const rows = {
  "ajv 8, valid": () => expect(validate(order), true),
  "ajv 8, invalid": () => expect(validate(broken), false),
};

// Time is processor time of the whole process, collector and compiler included, so that other work on the machine
// hardly counts; and of the rounds, the best.
const roundMilliseconds = 100;
const warmUpRounds = 10;
const rounds = 30;
const batch = 200;

function processorMicroseconds() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function round(action) {
  const begin = processorMicroseconds();
  let count = 0;
  let elapsed = 0;
  while (elapsed < roundMilliseconds * 1000) {
    for (let i = 0; i < batch; i++) action();
    count += batch;
    elapsed = processorMicroseconds() - begin;
  }
  return (count * 1e6) / elapsed;
}

for (const [row, action] of Object.entries(rows)) {
  for (let i = 0; i < warmUpRounds; i++) round(action);
  const best = Math.max(...Array.from({ length: rounds }, () => round(action)));
  console.log(`${row}\t${Math.round(best)}\t?`);
}

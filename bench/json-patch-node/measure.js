// Measures fast-json-patch on the document and the operations of ../documents.
// With the argument "edits", measures patches of 12,000 operations on an array of 100,000 elements instead.
// Prints "row<TAB>operations per second of processor time" lines, the rows that the .NET side prints too.
import { readFileSync } from "node:fs";
import jsonpatch from "fast-json-patch";

const read = (name) => readFileSync(new URL(`../documents/${name}`, import.meta.url), "utf8");
const documentText = JSON.stringify(JSON.parse(read("order.json")));
const patchText = JSON.stringify(JSON.parse(read("order.patch.json")));
const document = JSON.parse(documentText);
const patch = JSON.parse(patchText);
const scratch = JSON.parse(documentText);

let sink = 0;

const elements = 100_000;
const operations = 12_000;
const list = () => Array.from({ length: elements }, (_, i) => i);
const patchOf = (operation) => Array.from({ length: operations }, (_, i) => operation(i));
const remove = (index) => ({ op: "remove", path: `/${index}` });
const add = (place) => ({ op: "add", path: `/${place}`, value: 0 });

const apply = (edits) => () => (sink += jsonpatch.applyPatch(list(), edits, false, true).newDocument.length);

const editRows = {
  "remove at the head": apply(patchOf(() => remove(0))),
  "remove in the middle": apply(patchOf(() => remove(elements / 2))),
  "insert in the middle": apply(patchOf(() => add(elements / 2))),
  "remove every other": apply(patchOf((i) => remove(i))),
  "queue": apply(patchOf((i) => (i % 2 === 0 ? remove(0) : add("-")))),
};

const documentRows = {
  // validateOperation = false: the patch is known to be well-formed, as it is on the .NET side once it is read.
  "apply, new document": () => (sink += jsonpatch.applyPatch(document, patch, false, false).newDocument.lines.length),
  "apply, in place": () => (sink += jsonpatch.applyPatch(scratch, patch, false, true).newDocument.lines.length),
  "parse, apply, write": () => {
    const result = jsonpatch.applyPatch(JSON.parse(documentText), JSON.parse(patchText), false, true).newDocument;
    sink += JSON.stringify(result).length;
  },
};

// Time is processor time of the whole process, collector and compiler included, so that other work on the machine
// hardly counts; and of the rounds, the best.
const roundMilliseconds = 100;
const areEdits = process.argv[2] === "edits";
const rows = areEdits ? editRows : documentRows;
const warmUpRounds = areEdits ? 2 : 10;
const rounds = areEdits ? 5 : 30;
const batch = areEdits ? 1 : 200;

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
  console.log(`${row}\t${areEdits ? best.toFixed(1) : Math.round(best)}`);
}

if (sink < 0) throw new Error("unreachable: keeps the work alive");

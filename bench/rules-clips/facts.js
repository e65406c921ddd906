// The facts that rules-node/measure.js writes, for CLIPS: a function that asserts them in the same order.
//   node facts.js FACTS.json
'use strict';

const { facts } = JSON.parse(require('fs').readFileSync(process.argv[2], 'utf8'));

function valueOf(value) {
    if (typeof value === 'string')
        return `"${value.replace(/["\\]/g, '\\$&')}"`;
    if (Number.isSafeInteger(value))
        return String(value);
    throw new Error(`No fact here has a value like ${JSON.stringify(value)}.`);
}

const slotsOf = data => Object.entries(data).map(([name, value]) => ` (${name} ${valueOf(value)})`).join('');

console.log('(deffunction assert-facts ()');
for (const { type, data } of facts)
    console.log(`    (assert (${type}${slotsOf(data)}))`);
console.log(')');

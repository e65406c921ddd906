// Transitions of XState per second of processor time: node measure.js DEFINITION SECONDS
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { toXState } from '../../tests/Patchlog.Statecharts.Tests/Differential/xstate.js';

const require = createRequire(new URL('../../tests/Patchlog.Statecharts.Tests/Differential/xstate.js', import.meta.url));
const { getInitialSnapshot, getNextSnapshot } = require('xstate');
const [file, seconds] = process.argv.slice(2);
const machine = toXState(JSON.parse(readFileSync(file, 'utf8')));
const event = { type: 'next', by: 1 };
const batch = 1000;
let snapshot = getInitialSnapshot(machine);

run(1);
const { count, used } = run(Number(seconds));
console.log(Math.round(count / used));

function run(seconds) {
  const start = process.cpuUsage();
  for (let count = batch; ; count += batch) {
    for (let at = 0; at < batch; at++) snapshot = getNextSnapshot(machine, snapshot, event);
    const { user, system } = process.cpuUsage(start);
    if (user + system > seconds * 1e6) return { count, used: (user + system) / 1e6 };
  }
}

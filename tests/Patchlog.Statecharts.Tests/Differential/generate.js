// Random machines with the answers of XState, as JSON lines:
//   npm ci && node generate.js FIRST COUNT [trace] > machines.jsonl
// The recorded answers are: node generate.js 5001 1000 | awk 'length < 4200' | head -300 > ../Cases/xstate.jsonl
// FIRST is the seed of the first machine. With a trace, the answers have all actions one by one.
import { getInitialMicrosteps, getMicrosteps } from 'xstate';
import { randomMachine, EVENTS } from './machines.js';
import { Random } from './random.js';
import { toXState } from './xstate.js';

const [first, count] = process.argv.slice(2).map(Number);
const isTraced = process.argv[4] === 'trace';
const maxOperations = 20000;
let [made, skipped, cut] = [0, 0, 0];

for (let seed = first; seed < first + count; seed++) {
  const line = answer(seed);
  if (line === null) skipped++;
  else {
    made++;
    process.stdout.write(JSON.stringify(line) + '\n');
  }
}

process.stderr.write(`${made} machines, ${skipped} without an answer, ${cut} cut where XState forgot a state\n`);

function answer(seed) {
  const machine = randomMachine(seed, isTraced);
  const random = new Random(seed + 0.5);
  const budget = { left: maxOperations };
  try {
    const xstate = toXState(machine, budget);
    const timers = new Map();
    let steps = getInitialMicrosteps(xstate);
    let [snapshot] = steps.at(-1);
    follow(timers, steps);
    if (!isLegal(steps)) {
      cut++;
      return null;
    }

    const [events, answers] = [[], [told(snapshot)]];
    const wanted = 4 + random.below(10);
    for (let at = 0; at < wanted && snapshot.status === 'active'; at++) {
      const [name, event] = nextEvent(random, snapshot, timers);
      steps = getMicrosteps(xstate, snapshot, event);
      follow(timers, steps);
      if (!isLegal(steps)) {
        cut++;
        break;
      }

      [snapshot] = steps.at(-1) ?? [snapshot];
      events.push(name);
      answers.push(told(snapshot));
    }

    return { seed, machine, events, answers };
  } catch (error) {
    if (error?.cause === budget || error === budget || budget.left < 0) return null;
    throw new Error(`seed ${seed}`, { cause: error });
  }
}

/** What is set and ended: XState asks for it with actions. */
function follow(timers, steps) {
  for (const { type, params } of steps.flatMap(([, actions]) => actions)) {
    if (type === 'xstate.raise' && params.delay !== undefined) timers.set(params.id, params.event.type);
    else if (type === 'xstate.cancel') timers.delete(params);
  }
}

function nextEvent(random, snapshot, timers) {
  const after = snapshot._nodes.flatMap(node => node.after.map(one => [node.id, String(one.delay), one.eventType]));
  const set = after.filter(([, , type], at) => timers.has(type) && after.findIndex(one => one[2] === type) === at);
  if (set.length > 0 && random.chance(0.3)) {
    const [id, delay, type] = random.pick(set);
    timers.delete(type);
    return [[id, delay], { type }];
  }

  const type = random.pick(EVENTS);
  return [type, { type }];
}

/**
 * Whether the active states can be active together after each microstep. XState computes the domain of a transition to
 * a history state twice, before and after the history is recorded; where the two differ, it leaves a state that it does
 * not enter again.
 */
function isLegal(steps) {
  return steps.every(([snapshot]) => isComplete(snapshot));
}

function isComplete({ _nodes, machine }) {
  const active = new Set(_nodes);
  return active.has(machine.root) && _nodes.every(node => {
    const children = Object.values(node.states).filter(child => child.type !== 'history');
    const count = children.filter(child => active.has(child)).length;
    return (!node.parent || active.has(node.parent))
      && count === (node.type === 'compound' ? 1 : node.type === 'parallel' ? children.length : 0);
  });
}

function told({ value, context, status, output }) {
  const answer = { v: value, h: context.h, k: context.k };
  if (isTraced) answer.t = context.t;
  if (status !== 'active') answer.s = status;
  if (output !== undefined) answer.o = output;
  return answer;
}

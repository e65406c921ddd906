import { Random } from './random.js';

export const EVENTS = ['A', 'B', 'C', 'p.a', 'p.b', 'p', 'p.a.x', 'q.z'];
const RAISED = ['R', 'S', 'p.r', 'q.r'];
const DESCRIPTORS = ['A', 'A', 'B', 'B', 'C', 'C', 'p.a', 'p.b', 'p', 'p.a.x'];
const WILD = ['*', 'p.*', 'p.a.*', 'q.*', 'p.r.*'];

/**
 * A random machine in the format of this library. Whatever may follow itself without an event from outside counts in
 * `k`, and ends with it; `h` is a hash of all actions in their order, and of the events that they saw. With a trace,
 * `t` has them one by one.
 */
export function randomMachine(seed, isTraced = false) {
  return new Maker(seed, isTraced).make();
}

class Maker {
  #count = 0;
  #states = [];

  constructor(seed, isTraced) {
    this.isTraced = isTraced;
    this.random = new Random(seed);
    this.budget = 4 + this.random.below(16);
  }

  make() {
    const root = this.#state('', null, 0);
    for (const state of this.#states) this.#complete(state);

    const machine = { id: 'm', context: { h: 0, k: 0 }, ...strip(root) };
    if (this.isTraced) machine.context.t = [];
    if (this.random.chance(0.3)) machine.output = { o: 'event.output', h: 'context.h' };
    return machine;
  }

  #state(path, parent, depth) {
    const { random } = this;
    const node = { path, parent, children: [], json: {} };
    this.#states.push(node);

    const mayNest = depth < 4 && this.budget > 1 && (depth === 0 || random.chance(0.45));
    if (!mayNest) {
      node.kind = depth > 0 && random.chance(0.25) ? 'final' : 'atomic';
      if (node.kind === 'final') node.json.type = 'final';
      return node;
    }

    node.kind = random.chance(0.35) ? 'parallel' : 'compound';
    if (node.kind === 'parallel') node.json.type = 'parallel';
    node.json.states = {};
    const wanted = node.kind === 'parallel' ? 2 + random.below(2) : 1 + random.below(4);
    for (let at = 0; at < wanted; at++) {
      this.budget--;
      this.#addChild(node, `${'abcdef'[at]}`, depth);
    }

    if (random.chance(node.kind === 'compound' ? 0.4 : 0.25)) this.#addHistory(node, 'h');
    if (random.chance(0.08)) this.#addHistory(node, 'i');
    return node;
  }

  #addChild(node, key, depth) {
    const child = this.#state(node.path ? `${node.path}.${key}` : key, node, depth + 1);
    child.key = key;
    node.children.push(child);
    node.json.states[key] = child.json;
  }

  #addHistory(node, key) {
    const { random } = this;
    const json = { type: 'history' };
    if (random.chance(0.7)) json.history = random.pick(['shallow', 'deep']);

    const path = node.path ? `${node.path}.${key}` : key;
    const child = { path, parent: node, key, children: [], json, kind: 'history' };
    this.#states.push(child);
    node.json.states[key] = json;
  }

  #complete(node) {
    const { random } = this;
    const { json } = node;
    if (node.kind === 'history') return this.#completeHistory(node);
    if (node.kind === 'compound') this.#completeInitial(node);

    if (random.chance(0.6)) json.entry = this.#actions(0.25);
    if (random.chance(0.6)) json.exit = this.#actions(0.15);
    if (node.kind === 'final') {
      if (random.chance(0.3)) json.output = { t: 'event.type', h: 'context.h' };
      return;
    }

    const on = {};
    const wanted = random.below(node.kind === 'atomic' ? 5 : 3);
    for (let at = 0; at < wanted; at++) on[random.pick(DESCRIPTORS)] = this.#transitions(node, false);
    if (random.chance(0.2)) on[random.pick(RAISED)] = this.#transitions(node, true);
    if (random.chance(0.2)) on[random.pick(WILD)] = this.#transitions(node, true);
    if (random.chance(0.05)) on[random.pick(DESCRIPTORS)] = {};
    if (Object.keys(on).length > 0) json.on = on;

    if (random.chance(0.15)) json.always = this.#transitions(node, true);
    if (random.chance(0.15)) json.after = { [random.pick(['100', '2000'])]: this.#transitions(node, false) };
    if ((node.kind === 'compound' || node.kind === 'parallel') && random.chance(0.4))
      json.onDone = this.#transitions(node, true);
  }

  #completeInitial(node) {
    const { random } = this;
    const key = random.pick(node.children).key;
    node.json.initial = random.chance(0.15) ? { target: key, actions: this.#actions(0.2) } : key;
  }

  #completeHistory(node) {
    const { random } = this;
    if (!random.chance(0.5)) return;

    const inside = this.#states.filter(one => one.kind !== 'history' && isBelow(one, node.parent));
    const target = random.pick(inside);
    node.json.target = target.parent === node.parent ? target.key : `#${idOf(target)}`;
  }

  #transitions(node, isCounted) {
    const { random } = this;
    const many = random.chance(0.2) ? 2 : 1;
    const all = Array.from({ length: many }, (_, at) => this.#transition(node, isCounted, at < many - 1));
    if (many === 1 && random.chance(0.8)) return random.chance(0.5) ? asTarget(all[0]) : all[0];
    return all;
  }

  #transition(node, isCounted, needsGuard) {
    const { random } = this;
    const json = {};
    const target = this.#target(node);
    if (target !== null) json.target = target;
    if (random.chance(0.2)) json.reenter = random.chance(0.8);

    const guards = [];
    if (isCounted) guards.push(`context.k < ${2 + random.below(5)}`);
    if (needsGuard || random.chance(0.15)) guards.push(this.#guard());
    if (guards.length === 1) json.guard = guards[0];
    if (guards.length > 1) json.guard = { type: 'and', guards };

    const actions = [];
    if (isCounted) actions.push({ type: 'assign', assignment: { k: 'context.k + 1' } });
    else if (random.chance(0.6)) actions.push({ type: 'assign', assignment: { k: '0' } });
    if (random.chance(0.5)) actions.push(...this.#actions(isCounted ? 0.2 : 0.35));
    if (actions.length > 0) json.actions = actions;

    return json;
  }

  #guard() {
    const { random } = this;
    const choice = random.below(8);
    if (choice === 0) return { type: 'not', guard: this.#guard() };
    if (choice === 1) return { type: 'or', guards: [this.#guard(), this.#guard()] };
    if (choice <= 3) {
      const state = random.pick(this.#states.filter(one => one.kind !== 'history' && one.parent !== null));
      if (state) return { type: 'stateIn', state: `#${idOf(state)}` };
    }

    const number = 1 + random.below(3);
    return random.chance(0.5) ? `context.h % ${number + 1} === 0` : `event.type.length > ${number}`;
  }

  #target(node) {
    const { random } = this;
    if (random.chance(0.12)) return null;

    const parallels = this.#states.filter(one => one.kind === 'parallel');
    if (parallels.length > 0 && random.chance(0.15)) {
      const regions = [...random.pick(parallels).children].sort(() => random.next() - 0.5).slice(0, 2);
      return regions.map(region => `#${idOf(this.#inside(region))}`);
    }

    const target = random.pick(this.#states.filter(one => one.parent !== null || random.chance(0.2)));
    if (!target) return null;
    if (target.parent === node && random.chance(0.5)) return `.${target.key}`;
    if (target.parent === node.parent && node.parent !== null && random.chance(0.5)) return target.key;
    return `#${idOf(target)}`;
  }

  #inside(region) {
    return this.random.pick(this.#states.filter(one => one === region || isBelow(one, region)));
  }

  #actions(raises) {
    const { random } = this;
    const actions = [];
    const wanted = 1 + random.below(2);
    for (let at = 0; at < wanted; at++) {
      if (random.chance(raises)) actions.push({ type: 'raise', event: random.pick(RAISED) });
      else {
        const number = ++this.#count;
        const assignment = { h: `(context.h*31+${number}+event.type.length)%1000003` };
        if (this.isTraced) assignment.t = `context.t.concat([${number} + ' ' + event.type])`;
        actions.push({ type: 'assign', assignment });
      }
    }

    return actions;
  }
}

const idOf = node => (node.parent === null ? 'm' : `m.${node.path}`);

function isBelow(node, other) {
  for (let at = node.parent; at; at = at.parent) if (at === other) return true;
  return false;
}

// XState loses the targets of an array of bare texts in `after`: there is none here.
const asTarget = json => (typeof json.target === 'string' && Object.keys(json).length === 1 ? json.target : json);

const strip = node => node.json;

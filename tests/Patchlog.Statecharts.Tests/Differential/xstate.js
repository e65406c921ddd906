import { and, assign, createMachine, not, or, raise, stateIn } from 'xstate';

/** A definition of this library as a machine of XState: its texts become functions. */
export function toXState(definition, budget = { left: Infinity }) {
  const expression = text => {
    const compute = new Function('context', 'event', `return (${text});`);
    return ({ context, event }) => {
      if (budget.left-- < 0) throw budget;
      return compute(context, event);
    };
  };

  const template = value => {
    if (typeof value === 'string') return expression(value);
    if (Array.isArray(value)) {
      const parts = value.map(template);
      return scope => parts.map(part => part(scope));
    }
    if (value !== null && typeof value === 'object') {
      const parts = Object.entries(value).map(([name, part]) => [name, template(part)]);
      return scope => Object.fromEntries(parts.map(([name, part]) => [name, part(scope)]));
    }
    return () => value;
  };

  const guard = json => {
    if (json === undefined) return undefined;
    if (typeof json === 'string') return expression(json);
    switch (json.type) {
      case 'and': return and(json.guards.map(guard));
      case 'or': return or(json.guards.map(guard));
      case 'not': return not(guard(json.guard));
      default: return stateIn(json.state);
    }
  };

  const action = json => {
    if (json.type === 'raise') return raise(typeof json.event === 'string' ? { type: json.event } : json.event);
    const parts = Object.entries(json.assignment).map(([name, part]) => [name, template(part)]);
    return assign(Object.fromEntries(parts));
  };

  const many = (json, read) => (json === undefined ? undefined : Array.isArray(json) ? json.map(read) : read(json));
  const transition = json => (typeof json === 'string'
    ? json
    : defined({ ...json, guard: guard(json.guard), actions: many(json.actions, action) }));
  const transitions = json => many(json, transition);
  const all = json => json && Object.fromEntries(Object.entries(json).map(([name, one]) => [name, transitions(one)]));

  const state = json => defined({
    ...json,
    initial: typeof json.initial === 'object'
      ? { ...json.initial, actions: many(json.initial.actions, action) }
      : json.initial,
    entry: many(json.entry, action),
    exit: many(json.exit, action),
    on: all(json.on),
    after: all(json.after),
    always: transitions(json.always),
    onDone: transitions(json.onDone),
    output: json.output && template(json.output),
    states: json.states && Object.fromEntries(Object.entries(json.states).map(([name, one]) => [name, state(one)])),
  });

  return createMachine(state(definition));
}

const defined = object => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

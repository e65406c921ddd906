/** Says why a document has no counterpart. */
export class Excluded extends Error {}

const STATES = ['state', 'parallel', 'final', 'history'];
const IGNORED = ['log', 'datamodel', 'donedata', 'onentry', 'onexit', 'transition', 'initial', 'script', 'invoke', ...STATES];

/** A document as a definition. */
export function convert(document) {
  return new Converter(document).convert();
}

class Converter {
  #keys = new Map();
  #count = 0;
  #sends = 0;

  constructor(document) {
    this.document = document;
    this.data = find(document, 'data');
    this.names = this.data.map(({ attributes }) => attributes.id);
  }

  convert() {
    for (const name of ['invoke', 'foreach', 'finalize'])
      if (find(this.document, name).length > 0) throw new Excluded(`has <${name}>`);
    if (this.document.attributes.binding === 'late') throw new Excluded('binds data late');
    if (this.names.some(name => !/^[A-Za-z_$][\w$]*$/.test(name ?? ''))) throw new Excluded('has data without a plain name');

    for (const state of STATES.flatMap(name => find(this.document, name))) {
      state.attributes.id ??= `$${++this.#count}`;
      this.#keys.set(state.attributes.id, state.attributes.id.replaceAll('.', '_'));
    }

    const root = this.#state(this.document);
    const setup = this.data.flatMap(data => this.#initialData(data));
    const scripts = this.document.children.filter(child => child.name === 'script').flatMap(one => this.#script(one));
    root.entry = [...setup, ...scripts, ...(root.entry ?? [])];
    return { ...root, id: '$root', context: Object.fromEntries(this.names.map(name => [name, null])) };
  }

  #initialData({ attributes, text }) {
    if (attributes.src) throw new Excluded('reads a file');
    const expression = attributes.expr ?? text.trim();
    return expression === '' ? [] : [assign(attributes.id, this.#expression(expression))];
  }

  #state(element) {
    const json = {};
    const states = element.children.filter(child => STATES.includes(child.name));
    const isRoot = element === this.document;
    if (!isRoot) json.id = element.attributes.id;
    if (element.name === 'history') return this.#history(element, json);
    if (element.name === 'final') json.type = 'final';
    if (element.name === 'parallel' && states.length > 0) json.type = 'parallel';
    for (const child of element.children)
      if (!IGNORED.includes(child.name)) throw new Excluded(`has <${child.name}>`);

    if (states.length > 0) {
      json.states = Object.fromEntries(states.map(child => [this.#keys.get(child.attributes.id), this.#state(child)]));
      if (element.name !== 'parallel') this.#initial(element, states, json);
    }

    this.#transitions(element, json);
    const [entry, exit] = ['onentry', 'onexit'].map(name => element.children.filter(child => child.name === name)
      .flatMap(block => this.#actions(block)));
    if (entry.length > 0) json.entry = entry;
    if (exit.length > 0) json.exit = exit;
    if (element.children.some(child => child.name === 'donedata')) throw new Excluded('has <donedata>');
    return json;
  }

  #history(element, json) {
    json.type = 'history';
    json.history = element.attributes.type ?? 'shallow';
    const transition = element.children.find(child => child.name === 'transition');
    if (transition && transition.children.length > 0) throw new Excluded('has actions of a history state');
    if (transition) json.target = this.#targets(transition);
    return json;
  }

  #initial(element, states, json) {
    const block = element.children.find(child => child.name === 'initial');
    const transition = block?.children.find(child => child.name === 'transition');
    const text = transition?.attributes.target ?? element.attributes.initial;
    const ids = text?.trim().split(/\s+/) ?? [states.find(state => state.name !== 'history').attributes.id];
    const actions = transition ? this.#actions(transition) : [];
    const isChild = ids.length === 1 && states.some(state => state.attributes.id === ids[0]);
    if (isChild) {
      const key = this.#keys.get(ids[0]);
      json.initial = actions.length > 0 ? { target: key, actions } : key;
      return;
    }

    // Initial states further below: a state of their own leads there.
    json.states.$initial = { always: { target: ids.map(id => this.#target(id)), ...(actions.length > 0 && { actions }) } };
    json.initial = '$initial';
  }

  #transitions(element, json) {
    const all = element.children.filter(child => child.name === 'transition');
    const always = all.filter(({ attributes }) => !attributes.event).map(one => this.#transition(one));
    if (always.length > 0) json.always = always;

    const taking = all.filter(({ attributes }) => attributes.event)
      .map(one => [one.attributes.event.trim().split(/\s+/).map(descriptor), this.#transition(one)]);
    if (taking.length === 0) return;
    json.on = {};
    if (isOrderFree(taking.flatMap(([descriptors]) => descriptors))) {
      for (const [descriptors, transition] of taking)
        for (const one of descriptors) (json.on[one] ??= []).push(transition);
      return;
    }

    // Here the order of transitions decides between descriptors: guards hold it.
    json.on['*'] = taking.map(([descriptors, transition]) => {
      if (descriptors.includes('*')) return transition;
      const prefixes = JSON.stringify(descriptors.map(one => one.replace(/\.\*$/, ''))).replaceAll('"', "'");
      const matches = `${prefixes}.some(one => event.type === one || event.type.startsWith(one + '.'))`;
      const guard = transition.guard ? { type: 'and', guards: [matches, transition.guard] } : matches;
      return { ...transition, guard };
    });
  }

  #transition({ attributes, children }) {
    const json = {};
    if (attributes.target) {
      json.target = this.#targets({ attributes });
      if (attributes.type !== 'internal') json.reenter = true;
    }

    if (attributes.cond) json.guard = this.#guard(attributes.cond);
    const actions = this.#actions({ children });
    if (actions.length > 0) json.actions = actions;
    return json;
  }

  #guard(cond) {
    const [, not, id] = /^\s*(!?)\s*In\(\s*['"](.*?)['"]\s*\)\s*$/.exec(cond) ?? [];
    if (id === undefined) return this.#expression(cond);
    const guard = { type: 'stateIn', state: this.#target(id) };
    return not ? { type: 'not', guard } : guard;
  }

  #targets({ attributes }) {
    const targets = attributes.target.trim().split(/\s+/).map(id => this.#target(id));
    return targets.length === 1 ? targets[0] : targets;
  }

  #target(id) {
    if (!this.#keys.has(id)) throw new Excluded('names a state that is not there');
    return `#${id}`;
  }

  #actions({ children }) {
    return children.flatMap(child => {
      switch (child.name) {
        case 'log': return [];
        case 'raise': return [{ type: 'raise', event: child.attributes.event }];
        case 'assign': return [this.#assign(child)];
        case 'script': return this.#script(child);
        case 'send': return [this.#send(child)];
        case 'cancel':
          if (!child.attributes.sendid) throw new Excluded('computes the id of what it cancels');
          return [{ type: 'cancel', id: child.attributes.sendid }];
        case 'if': return this.#if(child);
        default: throw new Excluded(`has <${child.name}>`);
      }
    });
  }

  #assign({ attributes, text, children }) {
    if (children.length > 0) throw new Excluded('assigns XML');
    if (!this.names.includes(attributes.location)) throw new Excluded('assigns to something else than data');
    return assign(attributes.location, this.#expression(attributes.expr ?? text.trim()));
  }

  #script({ attributes, text }) {
    if (attributes.src) throw new Excluded('reads a file');
    if (/\bfunction\b/.test(text)) throw new Excluded('declares functions in scripts');
    for (const [, name] of text.matchAll(/(?:^|[;\s])([A-Za-z_$][\w$]*)\s*=[^=]/g))
      if (!this.names.includes(name)) throw new Excluded('makes data in scripts');
    const assignment = this.names.map(name => [name, this.#wrap(`{ ${text.trim()}\n return ${name}; }`)]);
    return [{ type: 'assign', assignment: Object.fromEntries(assignment) }];
  }

  #send({ attributes, children }) {
    const known = ['event', 'target', 'delay', 'id', 'namelist', 'type', 'targetexpr', 'delayexpr', 'eventexpr', 'typeexpr',
      'idlocation'];
    if (!attributes.event || attributes.targetexpr || attributes.eventexpr || attributes.typeexpr || attributes.idlocation)
      throw new Excluded('computes what it sends');
    if (attributes.type && !attributes.type.endsWith('SCXMLEventProcessor') && attributes.type !== 'scxml')
      throw new Excluded('sends to another kind of machine');
    if (attributes.target && attributes.target !== '#_internal') throw new Excluded('sends to another machine');
    if (!Object.keys(attributes).every(name => known.includes(name))) throw new Excluded('sends in a way of its own');

    const data = {};
    for (const name of attributes.namelist?.trim().split(/\s+/) ?? []) data[name] = this.#expression(name);
    for (const { name, attributes: param } of children) {
      if (name !== 'param' || !param.expr) throw new Excluded(`sends with <${name}>`);
      data[param.name] = this.#expression(param.expr);
    }

    const event = Object.keys(data).length > 0 ? { type: attributes.event, data } : attributes.event;
    if (attributes.target === '#_internal') return { type: 'raise', event };
    return { type: 'raise', event, delay: this.#delay(attributes), id: attributes.id ?? `send.${++this.#sends}` };
  }

  #delay({ delay, delayexpr }) {
    const text = delay ?? (delayexpr && /^'([^']*)'$/.exec(delayexpr)?.[1]) ?? (delayexpr ? null : '0');
    const [, number, unit] = /^([\d.]+)\s*(ms|s)?$/.exec(text ?? '') ?? [];
    if (number === undefined) throw new Excluded('computes delays');
    return Number(number) * (unit === 's' ? 1000 : 1);
  }

  // Without raised events, an assignment under a condition is an assignment of a conditional value.
  #if(element) {
    const branches = [{ cond: element.attributes.cond, children: [] }];
    for (const child of element.children) {
      if (child.name === 'elseif') branches.push({ cond: child.attributes.cond, children: [] });
      else if (child.name === 'else') branches.push({ cond: 'true', children: [] });
      else branches.at(-1).children.push(child);
    }

    const texts = branches.map(({ cond, children }) => {
      const statements = children.filter(child => child.name !== 'log').map(child => {
        if (child.name !== 'assign') throw new Excluded('does something else than to assign under a condition');
        this.#assign(child);
        return `${child.attributes.location} = (${child.attributes.expr});`;
      });
      return `if (${cond}) { ${statements.join(' ')} }`;
    });
    const assignment = this.names.map(name => [name, this.#wrap(`{ ${texts.join(' else ')} return ${name}; }`)]);
    return [{ type: 'assign', assignment: Object.fromEntries(assignment) }];
  }

  #expression(text) {
    return this.#wrap(`(${text})`);
  }

  #wrap(body) {
    if (/\bIn\s*\(/.test(body)) throw new Excluded('asks for states inside of an expression');
    if (/\b(_sessionid|_name|_ioprocessors|_x)\b/.test(body)) throw new Excluded('uses system variables of SCXML');
    if (/\b_event\s*\.\s*(?!name\b|data\b)|\b_event\b(?!\s*\.)/.test(body)) throw new Excluded('uses other members of _event');
    const event = /\b_event\b/.test(body) ? '{ name: event.type, data: event.data }' : '';
    return `(({ ${this.names.join(', ')} }${event && ', _event'}) => ${body})(context${event && `, ${event}`})`;
  }
}

const assign = (name, expression) => ({ type: 'assign', assignment: { [name]: expression } });

const find = (element, name) => element.children
  .flatMap(child => [...(child.name === name ? [child] : []), ...find(child, name)]);

// SCXML's descriptors are prefixes all of them.
function descriptor(text) {
  if (text === '*') return '*';
  const prefix = text.replace(/\.\*?$/, '');
  return `${/^(done\.state|done$)/.test(prefix) ? 'xstate.' : ''}${prefix}.*`;
}

function isOrderFree(descriptors) {
  const all = [...new Set(descriptors)];
  const isBefore = (one, other) => one !== other && (one === '*' || other.startsWith(one.slice(0, -1)));
  return all.length < 2 || !all.some(one => all.some(other => isBefore(one, other)));
}

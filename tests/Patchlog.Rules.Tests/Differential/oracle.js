// Runs programs on nools 0.4.4: one JSON text per line in, {"rules", "facts", "repaired"}, one result per line out.
// With "repaired" some of its defects are mended, those that docs/rules.md lists: only where a program meets one of
// them may the two runs differ.
'use strict';

const readline = require('readline');
const path = require('path');
const root = process.argv[2];
const nools = require(path.join(root, 'nools'));
const lib = path.join(root, 'nools', 'lib');

const primitives = { string: 'String', number: 'Number', boolean: 'Boolean' };

function mendJoins() {
    const BetaNode = require(path.join(lib, 'nodes', 'betaNode'));
    const JoinNode = require(path.join(lib, 'nodes', 'joinNode'));
    for (const node of [BetaNode, JoinNode]) {
        const proto = node.prototype;
        proto.modifyLeft = function (context) {
            const previous = this.removeFromLeftMemory(context).data;
            this.__addToLeftMemory(context);
            const found = this.rightTuples.getRightMemory(context).slice();
            const matches = previous.rightMatches;
            const hits = new Set();
            for (const tuple of found) {
                hits.add(String(tuple.data.hashCode));
                this.propagateAssertModifyFromLeft(context, matches, tuple.data);
            }
            for (const key of Object.keys(matches)) {
                if (!hits.has(key))
                    this.__propagate('retract', matches[key].clone());
            }
        };
        proto.modifyRight = function (context) {
            const previous = this.removeFromRightMemory(context).data;
            this.__addToRightMemory(context);
            const found = this.leftTuples.getLeftMemory(context).slice();
            const matches = previous.leftMatches;
            const hits = new Set();
            for (const tuple of found) {
                hits.add(String(tuple.data.hashCode));
                this.propagateAssertModifyFromRight(context, matches, tuple.data);
            }
            for (const key of Object.keys(matches)) {
                if (!hits.has(key))
                    this.__propagate('retract', matches[key].clone());
            }
        };
    }
}

function mendNot() {
    const NotNode = require(path.join(lib, 'nodes', 'notNode'));
    const LinkedList = require(path.join(lib, 'linkedList'));
    NotNode.prototype.modifyRight = function (context) {
        const ctx = this.removeFromRightMemory(context);
        const found = this.leftTuples.getLeftMemory(context).slice();
        const blocking = ctx.data.blocking;
        this.__addToRightMemory(context);
        context.blocking = new LinkedList();
        let link = { next: blocking.head };
        while ((link = link.next)) {
            const left = link.data;
            left.blocker = null;
            const blocker = this.constraint.isMatch(left, context) ? context : nextMatch(this, ctx, left);
            if (blocker) {
                left.blocker = blocker;
                this.addToLeftBlockedMemory(blocker.blocking.push(left));
            } else {
                this.__addToLeftMemory(left);
                delete this.leftTupleMemory[left.hashCode];
                this.__propagate('assert', this.__cloneContext(left));
            }
        }
        for (const tuple of found) {
            const left = tuple.data;
            if (this.constraint.isMatch(left, context)) {
                this.__propagate('retract', this.__cloneContext(left));
                this.removeFromLeftMemory(left);
                this.addToLeftBlockedMemory(context.blocking.push(left));
                left.blocker = context;
            }
        }
    };
}

// The entry behind the modified one that matches, else the first of all.
function nextMatch(node, from, left) {
    for (let other = from.next; other; other = other.next) {
        if (node.constraint.isMatch(left, other.data))
            return other.data;
    }
    for (let other = node.rightTuples.head; other; other = other.next) {
        if (node.constraint.isMatch(left, other.data))
            return other.data;
    }
    return null;
}

function mendExists() {
    const ExistsNode = require(path.join(lib, 'nodes', 'existsNode'));
    const LinkedList = require(path.join(lib, 'linkedList'));
    const proto = ExistsNode.prototype;
    proto.retractRight = function (context) {
        const ctx = this.removeFromRightMemory(context);
        const blocking = ctx.data.blocking;
        let link = { next: blocking.head };
        while ((link = link.next)) {
            const left = link.data;
            this.removeFromLeftBlockedMemory(left);
            const found = this.rightTuples.getRightMemory(left).find(t => this.constraint.isMatch(left, t.data));
            if (found) {
                left.blocker = found.data;
                this.addToLeftBlockedMemory(found.data.blocking.push(left));
                this.__propagate('modify', this.__cloneContext(left));
            } else {
                this.notBlockedContext(left, true);
            }
        }
        blocking.clear();
    };
    proto.modifyLeft = function (context) {
        let ctx = this.removeFromLeftMemory(context), wasBlocked = false;
        if (!ctx) {
            ctx = this.removeFromLeftBlockedMemory(context);
            wasBlocked = true;
        }
        const old = wasBlocked && ctx.data.blocker && this.rightMemory[ctx.data.blocker.hashCode];
        let blocker = old && this.constraint.isMatch(context, old.data) ? old.data : null;
        for (let other = this.rightTuples.head; other && !blocker; other = other.next) {
            if (this.constraint.isMatch(context, other.data))
                blocker = other.data;
        }
        if (blocker) {
            context.blocker = blocker;
            this.addToLeftBlockedMemory(blocker.blocking.push(context));
            this.__propagate(wasBlocked ? 'modify' : 'assert', this.__cloneContext(context));
        } else {
            this.__addToLeftMemory(context);
            if (wasBlocked)
                this.__propagate('retract', this.__cloneContext(context));
        }
    };
    proto.modifyRight = function (context) {
        const ctx = this.removeFromRightMemory(context);
        this.__addToRightMemory(context);
        const blocking = ctx.data.blocking;
        context.blocking = new LinkedList();
        const waiting = [];
        for (let other = this.leftTuples.head; other; other = other.next)
            waiting.push(other.data);
        let link = { next: blocking.head };
        while ((link = link.next)) {
            const left = link.data;
            left.blocker = null;
            const blocker = this.constraint.isMatch(left, context) ? context : nextMatch(this, ctx, left);
            if (blocker) {
                left.blocker = blocker;
                this.addToLeftBlockedMemory(blocker.blocking.push(left));
                this.__propagate('modify', this.__cloneContext(left));
            } else {
                delete this.leftTupleMemory[left.hashCode];
                this.__addToLeftMemory(left);
                this.__propagate('retract', this.__cloneContext(left));
            }
        }
        for (const left of waiting) {
            if (this.constraint.isMatch(left, context)) {
                this.removeFromLeftMemory(left);
                this.addToLeftBlockedMemory(context.blocking.push(left));
                left.blocker = context;
                this.__propagate('assert', this.__cloneContext(left));
            }
        }
    };
}

// Each alternative of an `or` has activations of its own.
function mendOr() {
    const TerminalNode = require(path.join(lib, 'nodes', 'terminalNode'));
    const agenda = require(path.join(lib, 'agenda')).prototype;
    const register = agenda.register;
    agenda.register = function (node) {
        node.name = node.rule.name + '#' + node.index;
        return register.call(this, node);
    };
    TerminalNode.prototype.__assertModify = function (context) {
        const match = context.match;
        this.agenda.insert(this, {
            rule: this.rule, hashCode: context.hashCode, index: this.index, name: this.name,
            recency: this.bucket.recency++, match, counter: this.bucket.counter,
        });
    };
}

if (process.argv[3] === 'repaired') {
    mendJoins();
    mendNot();
    mendExists();
    mendOr();
}

async function run(program, number) {
    const out = { error: null, limitHit: false, fired: [], bindings: [], events: [], log: [], facts: {} };
    nools.deleteFlows();
    const text = value => typeof value === 'string' ? value : JSON.stringify(value);
    const console = { log: (...values) => out.log.push(values.map(text).join(' ')) };
    let flow, names, session;
    try {
        flow = nools.compile(program.rules, { name: 'program' + number, scope: { console } });
        names = nools.parse(program.rules).define.map(d => d.name);
        if (program.facts.conflictResolution)
            flow.conflictResolution(program.facts.conflictResolution);
    } catch (e) {
        out.error = 'compile: ' + e.message;
        return out;
    }

    const typeOf = o => {
        if (o === null || o === undefined) return String(o);
        if (primitives[typeof o]) return primitives[typeof o];
        const name = names.find(n => o instanceof flow.getDefined(n));
        return name || (Array.isArray(o) ? 'Array' : o instanceof Date ? 'Date' : 'Object');
    };
    const plain = o => {
        if (o === null || typeof o !== 'object') return o;
        if (Array.isArray(o)) return o.map(plain);
        const copy = {};
        for (const k in o) if (typeof o[k] !== 'function' && o[k] !== undefined) copy[k] = plain(o[k]);
        return copy;
    };
    const asserted = [];
    const label = o => {
        const i = typeof o === 'object' ? asserted.indexOf(o) : -1;
        return i >= 0 ? typeOf(o) + '#' + (i + 1) : plain(o);
    };

    try {
        session = flow.getSession();
        session.on('assert', f => { asserted.push(f); out.events.push('assert ' + typeOf(f)); });
        session.on('retract', f => out.events.push('retract ' + typeOf(f)));
        session.on('modify', f => out.events.push('modify ' + typeOf(f)));
        session.on('fire', (name, values) => {
            out.fired.push(name);
            out.events.push('fire ' + name);
            const bound = {};
            for (const name of Object.keys(values)) {
                if (name !== '__i__' && values[name] !== undefined)
                    bound[name] = label(values[name]);
            }
            out.bindings.push(bound);
            if (out.fired.length >= (program.facts.limit || 50)) {
                out.limitHit = true;
                session.halt();
            }
        });
        for (const f of program.facts.facts)
            session.assert('value' in f ? f.value : new (flow.getDefined(f.type))(f.data));
        await session.match();
    } catch (e) {
        out.error = String(e && e.message || e);
    }
    for (const f of session ? session.getFacts() : [])
        (out.facts[typeOf(f)] = out.facts[typeOf(f)] || []).push(plain(f));
    try { session.dispose(); } catch (e) { /* It may be half way. */ }
    return out;
}

(async () => {
    let number = 0;
    for await (const line of readline.createInterface({ input: process.stdin })) {
        if (line.length > 0)
            process.stdout.write(JSON.stringify(await run(JSON.parse(line), number++)) + '\n');
    }
})();

// Runs once in each new engine. Afterwards no script can change what another script will see:
// only the global object itself stays open, and it is put back after each use.
(function (allowed, maxPattern) {
    'use strict';

    // What scripts can get hold of although no global names it (below), and what they must not.
    const unnamed = [globalThis.Iterator, globalThis.AggregateError, globalThis.SuppressedError];
    delete Date.prototype.toTemporalInstant;
    delete String.raw;

    // Each makes an iterator of an iterator, and to ask a long chain of them takes as much of the stack.
    for (const name of ['drop', 'filter', 'flatMap', 'map', 'take'])
        delete globalThis.Iterator?.prototype[name];

    // They iterate without looking at any bound; nobody waits for promises here.
    for (const name of ['all', 'allSettled', 'any', 'race'])
        delete Promise[name];
    delete Array.fromAsync;

    // To compile a pattern is one step, whatever it takes: what would take too much is refused before.
    (function (Native) {
        const { get: source } = Object.getOwnPropertyDescriptor(Native.prototype, 'source');
        const isPattern = value => {
            try {
                return source.call(value) !== undefined && value !== Native.prototype;
            } catch {
                return false;
            }
        };

        const Bounded = function RegExp(pattern, flags) {
            const isCopy = isPattern(pattern);
            if (new.target === undefined && isCopy && flags === undefined)
                return pattern;

            const given = isCopy || pattern === undefined ? pattern
                : `${pattern?.[Symbol.match] ? pattern.source : pattern}`;
            if (typeof given === 'string' && given.length > maxPattern)
                throw new SyntaxError(`A regular expression has at most ${maxPattern} characters.`);

            const made = new.target === undefined || new.target === Bounded ? Native : new.target;
            return Reflect.construct(Native, flags === undefined ? [given] : [given, flags], made);
        };

        // Not what tells of the last match, as RegExp.$1 does.
        for (const name of Reflect.ownKeys(Native)) {
            if (typeof name === 'symbol' || name === 'prototype' || name === 'escape')
                Object.defineProperty(Bounded, name, Object.getOwnPropertyDescriptor(Native, name));
        }

        delete Native.prototype.compile;
        Object.defineProperty(Native.prototype, 'constructor', { value: Bounded });
        Object.defineProperty(globalThis, 'RegExp', { value: Bounded });
    })(RegExp);

    for (const name of Reflect.ownKeys(globalThis)) {
        if (typeof name === 'string' && !allowed.includes(name))
            delete globalThis[name];
    }

    // Assigning `x.toString = …` must work though Object.prototype.toString is frozen: such members become accessors
    // that define an own member of the object assigned to.
    function allowOverriding(prototype, names) {
        for (const name of names) {
            const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
            if (!descriptor || !('value' in descriptor))
                continue;

            const value = descriptor.value;
            Object.defineProperty(prototype, name, {
                configurable: false,
                enumerable: descriptor.enumerable,
                get() { return value; },
                set(other) {
                    if (this === prototype)
                        throw new TypeError(`The built-in member ${name} can't be changed.`);
                    Object.defineProperty(this, name,
                        { value: other, writable: true, enumerable: true, configurable: true });
                },
            });
        }
    }

    const common = ['constructor', 'toString', 'valueOf', 'toLocaleString'];
    const errors = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];
    for (const type of [Object, Function, Array, Date, ...errors])
        allowOverriding(type.prototype, [...common, 'name', 'message', 'toJSON']);

    const seen = new Set([globalThis]);
    const waiting = [];
    const visit = value => {
        if ((typeof value === 'object' && value !== null || typeof value === 'function') && !seen.has(value)) {
            seen.add(value);
            waiting.push(value);
        }
    };

    for (const name of Reflect.ownKeys(globalThis))
        visit(globalThis[name]);
    for (const hidden of [function* () { }, async function () { }, async function* () { }, [][Symbol.iterator](),
        new Map().entries(), new Set().values(), ''[Symbol.iterator](), ''.matchAll(/x/g)])
        visit(Object.getPrototypeOf(hidden));

    for (const value of unnamed)
        visit(value);
    if (typeof [].keys().map === 'function')
        visit(Object.getPrototypeOf([].keys().map(value => value)));
    if (unnamed[0])
        visit(Object.getPrototypeOf(unnamed[0].from({ next() { } })));

    while (waiting.length > 0) {
        const value = waiting.pop();
        for (const name of Reflect.ownKeys(value)) {
            const descriptor = Object.getOwnPropertyDescriptor(value, name);
            visit(descriptor.value);
            visit(descriptor.get);
            visit(descriptor.set);
        }
        visit(Object.getPrototypeOf(value));
        Object.freeze(value);
    }
})

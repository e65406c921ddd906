// What conditions may call by name, and the operators that conditions leave to the engine. Evaluated once per engine;
// frozen, because a condition may hand a function of these to a function of the rule file.
(function () {
    const tagOf = Object.prototype.toString;
    const isTagged = tag => value => tagOf.call(value) === `[object ${tag}]`;
    const isObject = value => value !== null && typeof value === 'object';
    const isNumber = isTagged('Number');
    const isDate = isTagged('Date');
    const isRegExp = isTagged('RegExp');
    const isString = isTagged('String');
    const isFunction = isTagged('Function');
    const keysOf = value => Object.keys(value);

    function deepEqual(a, b) {
        if (a === b)
            return true;
        if (isDate(a) && isDate(b))
            return a.getTime() === b.getTime();
        if (isRegExp(a) && isRegExp(b))
            return a.source === b.source && a.flags === b.flags && a.lastIndex === b.lastIndex;
        if (a === null || a === undefined || b === null || b === undefined
            || (typeof a !== 'object' && typeof b !== 'object') || (isString(a) && isString(b)))
            return false;

        const keys = keysOf(a);
        return a.prototype === b.prototype && keys.length === keysOf(b).length
            && keys.every(key => Object.prototype.hasOwnProperty.call(b, key) && deepEqual(a[key], b[key]));
    }

    // The last day of a shorter month, as date-extended does: 31 January plus one month is 28 or 29 February.
    function addCalendar(date, amount, part) {
        const day = date.getDate();
        date[`set${part}`](date[`get${part}`]() + amount);
        if (date.getDate() < day)
            date.setDate(0);
        return date;
    }

    const add = {
        years: (date, amount) => addCalendar(date, amount, 'FullYear'),
        months: (date, amount) => addCalendar(date, amount, 'Month'),
        days: (date, amount) => new Date(date.setDate(date.getDate() + amount)),
        hours: (date, amount) => new Date(date.setUTCHours(date.getUTCHours() + amount)),
        minutes: (date, amount) => new Date(date.setUTCMinutes(date.getUTCMinutes() + amount)),
        seconds: (date, amount) => new Date(date.setUTCSeconds(date.getUTCSeconds() + amount)),
    };

    const builtins = {
        indexOf(list, element, from) {
            for (let i = from || 0; i < list.length; i++) {
                if (list[i] === element)
                    return i;
            }
            return -1;
        },
        now: () => new Date(),
        Date(y, m, d, h, min, s, ms) {
            const date = new Date();
            if (isNumber(y)) date.setFullYear(y >= 0 && y <= 99 ? 1900 + y : y);
            if (isNumber(m)) date.setMonth(m);
            if (isNumber(d)) date.setDate(d);
            if (isNumber(h)) date.setHours(h);
            if (isNumber(min)) date.setMinutes(min);
            if (isNumber(s)) date.setSeconds(s);
            if (isNumber(ms)) date.setMilliseconds(ms);
            return date;
        },
        lengthOf: (list, length) => list.length === length,
        isTrue: value => value === true,
        isFalse: value => value === false,
        isNotNull: value => value !== null,
        dateCmp(a, b) {
            const first = new Date(+a), second = new Date(+(b || new Date()));
            return first > second ? 1 : first < second ? -1 : 0;
        },
        isArray: Array.isArray,
        isNumber,
        isHash: value => isObject(value) && value.constructor === Object && !value.nodeType && !value.setInterval,
        isObject,
        isDate,
        isBoolean: isTagged('Boolean'),
        isString,
        isRegExp,
        isNull: value => value === null,
        isEmpty(value) {
            if (isObject(value))
                return keysOf(value).length === 0;
            return isString(value) ? value.length === 0 : true;
        },
        isUndefined: value => value === undefined,
        isDefined: value => value !== undefined,
        isUndefinedOrNull: value => value === undefined || value === null,
        isPromiseLike: value => isObject(value) && isFunction(value.then),
        isFunction,
        deepEqual,
    };

    for (const unit of Object.keys(add)) {
        builtins[`${unit}FromNow`] = amount => add[unit](new Date(), amount || 0);
        builtins[`${unit}Ago`] = amount => add[unit](new Date(), -amount || 0);
    }

    const operators = {
        looselyEqual: (a, b) => a == b,
        less: (a, b) => a < b,
        lessOrEqual: (a, b) => a <= b,
        add: (a, b) => a + b,
        subtract: (a, b) => a - b,
        multiply: (a, b) => a * b,
        divide: (a, b) => a / b,
        remainder: (a, b) => a % b,
        negate: a => -a,
        member: (owner, name) => owner[name],
        invoke(owner, name, values) {
            const method = owner[name];
            if (typeof method !== 'function')
                throw new TypeError(`${String(name)} is not a function`);
            return Reflect.apply(method, owner, values);
        },
        copyRegex: pattern => new RegExp(pattern),
        test(pattern, text) {
            if (isRegExp(pattern))
                pattern.lastIndex = 0;
            return Boolean(pattern.test(text));
        },
    };

    const settle = (promise, done, failed) => { promise.then(done, failed); };
    const isOf = (value, type) =>
        value instanceof type || (value !== null && value !== undefined && value.constructor === type);

    // A function that scripts may get hold of, such as their own by `arguments.callee`, keeps nothing for the next session.
    const freeze = value => {
        if (value.prototype)
            Object.freeze(value.prototype);
        return Object.freeze(value);
    };

    for (const part of [builtins, operators]) {
        Object.values(part).forEach(freeze);
        Object.freeze(part);
    }
    return { builtins, operators, settle, isOf, freeze };
})()

using Shouldly;
using Xunit;

namespace Patchlog.Scripting.Tests;

/// <summary>Built-ins that count their work do what the language says, and honest work fits.</summary>
public sealed class BuiltInTests
{
    [Theory]
    [InlineData("[10, 9, 1].sort().join()", "1,10,9")]
    [InlineData("[3, undefined, 1, , 2].sort().join('-')", "1-2-3--")]
    [InlineData("['b', 'a', 'ä', 'B'].sort().join()", "B,a,b,ä")]
    [InlineData("[3, 1, 2].sort((a, b) => b - a).join()", "3,2,1")]
    [InlineData("[['x', 1], ['y', 0], ['z', 1]].sort((a, b) => a[1] - b[1]).map(p => p[0]).join()", "y,x,z")]
    [InlineData("const a = [2, 1]; a.toSorted().join() + a.join()", "1,22,1")]
    [InlineData("try { [1].sort(7) } catch (e) { e.name }", "TypeError")]
    [InlineData("JSON.stringify({ b: 1, a: [undefined, () => 1, null], u: undefined, d: new Date(0) })",
        """{"b":1,"a":[null,null,null],"d":"1970-01-01T00:00:00.000Z"}""")]
    [InlineData("JSON.stringify({ b: 1, a: { c: 2, b: 3 } }, ['a', 'b'])", """{"a":{"b":3},"b":1}""")]
    [InlineData("JSON.stringify({ a: 1, b: 2 }, (k, v) => k === 'a' ? undefined : v)", """{"b":2}""")]
    [InlineData("JSON.stringify({ a: 1 }, function (k, v) { return k ? Object.keys(this).join() : v })", """{"a":"a"}""")]
    [InlineData("JSON.stringify([1, { a: 2 }], null, 1).split('\\n').join('|')", """[| 1,| {|  "a": 2| }|]""")]
    [InlineData("String(JSON.stringify(undefined))", "undefined")]
    [InlineData("JSON.stringify({ toJSON: () => 7 })", "7")]
    [InlineData("'aXbX'.replace('X', '[$&$`$\\']')", "a[XabX]bX")]
    [InlineData("'aXbX'.replaceAll('X', '$$')", "a$b$")]
    [InlineData("'a1b22'.replace(/\\d+/g, n => n * 2)", "a2b44")]
    [InlineData("'2026-11'.replace(/(?<y>\\d+)-(\\d+)/, '$2/$<y>')", "11/2026")]
    [InlineData("'abc'.replace(/b/, undefined)", "aundefinedc")]
    [InlineData("'a,b;c'.split(/[,;]/).join('')", "abc")]
    [InlineData("[...'a1b2'.matchAll(/\\d/g)].join()", "1,2")]
    [InlineData("'x'.padStart(3, 'ab') + 'x'.padEnd(2) + 'ab'.repeat(2) + 'a'.concat('b', 1)", "abxx ababab1")]
    [InlineData("(function () { return Array.prototype.slice.call(arguments, 1).join() })(1, 2, 3)", "2,3")]
    [InlineData("Array.prototype.map.call('ab', c => c + c).join()", "aa,bb")]
    [InlineData("Array.prototype.join.call({ length: 2, 0: 'a', 1: 'b' }, '-')", "a-b")]
    [InlineData("Array.from({ length: 3 }, (_, i) => i).join() + Array.from(new Set([1, 1])).join()", "0,1,21")]
    [InlineData("[[1, [2, [3]]], 4].flat(Infinity).join() + [[1, [2]]].flat().length", "1,2,3,42")]
    [InlineData("Math.max.apply(null, [1, 3, 2]) + Reflect.apply(Math.min, null, [2, 1])", "4")]
    [InlineData("[1, 2, 3].includes(2) + ' ' + [...'hé'].length + ' ' + [, 1].findIndex(x => x === 1)", "true 2 1")]
    [InlineData("[''.indexOf.name, ''.indexOf.length, [].sort.name, JSON.stringify.length].join()", "indexOf,1,sort,3")]
    [InlineData("const [a, ...b] = [1, 2, 3]; [a, b.length, ...b].join()", "1,2,2,3")]
    public void They_do_what_the_language_says(string text, string expected)
    {
        using var engine = new ScriptPool(ScriptLimits.Default).Use();
        engine.Run(text).ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("'one two '.repeat(1000).split(/\\s+/).length", "2001")]
    [InlineData("'one two '.repeat(3000).match(/\\w+/g).length", "6000")]
    [InlineData("'a line of text that is not so long\\n'.repeat(2000).replace(/\\n/g, ' ').length", "70000")]
    [InlineData("'x'.repeat(9000).replace(/(x+)/, '<$1>').length", "9002")]
    [InlineData("'costs x, '.repeat(9000).replaceAll('x', 'US$').length", "99000")]
    [InlineData("'ab '.repeat(9000).replace(/b/g, 'a replacement that is rather long, $& and all').length", "414000")]
    [InlineData("const r = /b/y; r.lastIndex = 1; 'abc'.repeat(5000).replace(r, '$&$&') && r.lastIndex", "2")]
    [InlineData("const a = []; for (let i = 0; i < 100000; i++) a.push(i); a.length", "100000")]
    [InlineData("const s = 'x'.repeat(100000); let n = 0; for (let i = 0; i < s.length; i++) n += s.charCodeAt(i); n",
        "12000000")]
    [InlineData("const s = 'x'.repeat(30000); let n = 0; for (let i = 0; i < s.length; i++) n += s.slice(i, i + 1).length; n",
        "30000")]
    [InlineData("const m = {}; for (let i = 0; i < 20000; i++) m['k' + i % 100] = (m['k' + i % 100] ?? 0) + i; m.k7", "1991400")]
    [InlineData("Array.from({ length: 20000 }, (_, i) => 'name ' + (i * 7919) % 20000).sort()[1]", "name 1")]
    public void Honest_work_fits_into_the_bounds(string text, string expected)
    {
        using var engine = new ScriptPool(new ScriptLimits { MaxTime = TimeSpan.FromMinutes(1) }).Use();
        engine.Run(text).ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("new Set({ [Symbol.iterator]: () => ({ next: Array }) })")]
    [InlineData("new Set({ [Symbol.iterator]: () => ({ next: Object.prototype.valueOf }) })")]
    [InlineData("new Map({ [Symbol.iterator]: () => ({ next: () => { for (;;); } }) })")]
    [InlineData("Math.max(...{ [Symbol.iterator]: () => ({ next: Object.prototype.valueOf }) })")]
    [InlineData("const [a, ...b] = { [Symbol.iterator]: () => ({ next: Error }) }")]
    [InlineData("Object.fromEntries({ [Symbol.iterator]: () => ({ next: Array.of.bind(Array) }) })")]
    [InlineData("Promise.all({ [Symbol.iterator]: () => ({ next: Error }) })")]
    [InlineData("Object.groupBy({ [Symbol.iterator]: () => ({ next: Error }) }, String)")]
    [InlineData("[].concat.apply([], { [Symbol.iterator]: () => ({ next: Error }), length: 1e9 })")]
    [InlineData("const a = []; a.length = 4294967295; [...a]")]
    [InlineData("const a = []; a.length = 4294967295; new Set(a)")]
    [InlineData("[].values().constructor.from({ next: Error }).toArray()")]
    [InlineData("function* g() { yield* { [Symbol.iterator]: () => ({ next: Error }) } } for (const x of g());")]
    public void What_iterates_without_end_is_ended(string text)
    {
        var pool = new ScriptPool(new ScriptLimits { MaxTime = TimeSpan.FromSeconds(2) });
        using (var engine = pool.Use())
            engine.TryUse(() => engine.Evaluate(Given.Script(text)), out _).ShouldBeFalse();

        using var next = pool.Use();
        next.Run("1 + 1").ToString().ShouldBe("2");
    }

    [Theory]
    [InlineData("typeof BigInt")]
    [InlineData("typeof Object.getOwnPropertyDescriptor(globalThis, 'BigInt')")]
    public void An_engine_may_be_without_big_integers(string text)
    {
        using var engine = new ScriptPool(new ScriptLimits { AllowsBigInt = false }).Use();
        engine.Run(text).ToString().ShouldBe("undefined");
    }
}

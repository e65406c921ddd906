using Shouldly;
using Xunit;

namespace Patchlog.Tests.Deciding.Handlers;

/// <summary>Handlers that fail, take too much, or try to reach what is not theirs: each costs its own command.</summary>
public sealed class HandlerFaultTests
{
    const string Order = """{"id":"o-1","n":1}""";

    [Theory]
    [InlineData("throw new Error('no stock')", "no stock")]
    [InlineData("throw 'no stock'", "no stock")]
    [InlineData("Promise.resolve()", "Promise")]
    [InlineData("[].constructor.fromAsync([])", "fromAsync")]
    [InlineData("encodeURIComponent('\u20ac'.repeat(1000000))", "encodeURIComponent")]
    [InlineData("state.x.y", "'y'")]
    [InlineData("missing()", "missing")]
    [InlineData("Function('return 1')()", "")]
    [InlineData("eval('1')", "eval")]
    public void An_error_names_the_file_and_the_line(string body, string message)
    {
        var problem = DecisionCase.Ship(body).Refuse(Order);

        problem.Code.ShouldBe(ProblemCode.HandlerFailed);
        problem.Detail.ShouldStartWith("handlers/orders/ship.js:2:");
        problem.Detail.ShouldContain(message);
    }

    [Fact]
    public void The_message_of_an_error_is_cut() =>
        DecisionCase.Ship("throw new Error('x'.repeat(4000000))").Refuse(Order).Detail.Length.ShouldBeLessThan(1100);

    [Theory]
    [InlineData("while (true);")]
    [InlineData("for (;;) state.n++")]
    [InlineData("const a = []; for (;;) a.push(a.slice())")]
    [InlineData("let s = 'x'; for (;;) s += s")]
    [InlineData("let s = 'x'; for (;;) s = s.padEnd(s.length * 2)")]
    [InlineData("let a = [1]; for (;;) a = [...a, ...a]")]
    [InlineData("let a = []; for (;;) a.push(new Array(1000000).fill(0))")]
    [InlineData("(function f() { f() })()")]
    [InlineData("const o = { get x() { return this.x } }; o.x")]
    [InlineData("const o = { toString() { return '' + this } }; '' + o")]
    [InlineData("[3, 2, 1].sort(function f(a, b) { return [a, b].sort(f) })")]
    [InlineData("const p = new Proxy({}, { get(t, k, r) { return r[k] } }); p.x")]
    [InlineData("/(a+)+$/.test('a'.repeat(40) + 'b')")]
    public void A_bound_that_is_passed_ends_the_call(string body)
    {
        var ship = DecisionCase.Ship(body);

        var problem = ship.Refuse(Order);

        // Where the engine's own bound is an error of JavaScript, the script may catch it.
        problem.Code.ShouldBeOneOf(ProblemCode.HandlerLimit, ProblemCode.HandlerFailed);
        problem.Detail.ShouldStartWith("handlers/orders/ship.js:2:");
    }

    [Theory]
    [InlineData("new RegExp('\\\\p{L}'.repeat(500000), 'u').test('b')")]
    [InlineData("RegExp('\\\\p{L}'.repeat(500000), 'u')")]
    [InlineData("/a/.constructor('\\\\p{L}'.repeat(500000), 'u')")]
    [InlineData("new (class extends RegExp { })('\\\\p{L}'.repeat(500000), 'u')")]
    [InlineData("RegExp({ [Symbol.match]: true, source: '\\\\p{L}'.repeat(500000), flags: 'u' })")]
    [InlineData("RegExp({ toString: () => '\\\\p{L}'.repeat(500000) }, 'u')")]
    [InlineData("/a/.compile('\\\\p{L}'.repeat(500000), 'u')")]
    [InlineData("'b'.match('a|'.repeat(500000))")]
    [InlineData("'b'.search({ toString: () => 'a|'.repeat(500000) })")]
    [InlineData("'b'.matchAll('a|'.repeat(500000))")]
    public void A_pattern_is_no_longer_than_it_may_be(string body)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        DecisionCase.Ship(body).Refuse(Order).Code.ShouldBe(ProblemCode.HandlerFailed);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(256L << 20);
    }

    [Fact]
    public void Patterns_are_made_as_ever()
    {
        var accepted = DecisionCase.Ship("""
            const copy = new RegExp(/a(b)/g, 'i');
            state.all = [
              RegExp('a').test('cab'), copy.flags, copy.exec('AB')[1], /x/ instanceof RegExp, RegExp(copy) === copy,
              'a1b22'.match(/[0-9]+/g), 'a1b22'.search('b'), [...'aXbX'.matchAll('X')].length, 'a-b'.split(/-/),
              new RegExp().source, String(new RegExp('/')), /y/.constructor === RegExp, RegExp.prototype.constructor.name,
              'null'.match(null)[0], new (class Own extends RegExp { get twice() { return 2 } })('a').twice,
            ];
            """).Accept(Order);

        accepted.BodyAfter!["all"]!.ToString().ShouldBe("""
            [true,"i","B",true,true,["1","22"],2,2,["a","b"],"(?:)","/\\//",true,"RegExp","null",2]
            """.Trim());
    }

    [Theory]
    [InlineData("return 7")]
    [InlineData("return { name: 'a' }")]
    [InlineData("return Promise.resolve()")]
    [InlineData("return new Promise(() => {})")]
    [InlineData("return [7]")]
    [InlineData("return [{}]")]
    [InlineData("return [{ name: 'a b', data: 1 }]")]
    [InlineData("return [{ name: 'a' }]")]
    [InlineData("return [{ name: 'a', extra: 1, data: 1 }]")]
    [InlineData("return [{ name: 'a', delete: false }]")]
    [InlineData("return [{ name: 'a', body: {}, delete: true }]")]
    [InlineData("return [{ name: 'a', body: 7 }]")]
    [InlineData("return [{ name: 'a', body: { id: 'o-2' } }]")]
    [InlineData("return [{ name: 'a', patch: [{ op: 'add' }] }]")]
    [InlineData("return [{ name: 'a', patch: [{ op: 'remove', path: '/none' }] }]")]
    [InlineData("return [{ name: 'a', patch: [{ op: 'replace', path: '', value: 1 }] }]")]
    [InlineData("return [{ name: 'a', patch: { id: 'o-2' } }]")]
    [InlineData("return [{ name: 'a', patch: { id: null } }]")]
    [InlineData("return [{ name: 'a', delete: true }, { name: 'b', delete: true }]")]
    [InlineData("return [{ name: 'a', delete: true }, { name: 'b', patch: {} }]")]
    [InlineData("const x = 'x'.repeat(3000000); return [{ name: 'a', data: [x, x, x] }]")]
    [InlineData("const x = 'x'.repeat(3000000); return [{ name: 'a', patch: { x, y: x } }, { name: 'b', patch: { y: null } }]")]
    [InlineData("return Array.from({ length: 65 }, (_, i) => ({ name: 'a', data: i }))")]
    [InlineData("state.id = 'o-2'")]
    [InlineData("delete state.id")]
    [InlineData("state.self = state")]
    [InlineData("state.n = NaN")]
    [InlineData("state.text = '\\ud800'")]
    [InlineData("ctx.reject()")]
    [InlineData("ctx.reject('a b', 'c')")]
    [InlineData("ctx.reject('a', 7)")]
    [InlineData("ctx.reject('a', 'b', 'no pointer')")]
    [InlineData("try { ctx.reject('a', 'b') } catch { }")]
    [InlineData("try { ctx.reject('a', 'b') } catch { return [{ name: 'a', data: 1 }] }")]
    [InlineData("try { ctx.reject('a', 'b') } catch { throw new Error('c') }")]
    public void An_answer_that_is_none_is_a_failure(string body) =>
        DecisionCase.Ship(body).Refuse(Order).Code.ShouldBe(ProblemCode.HandlerFailed);

    [Theory]
    [InlineData("const s = 'x'.repeat(4000000); state.a = Array(1000000).fill(s)")]
    [InlineData("state.a = doubled(['x'.repeat(1000)], 40)")]
    [InlineData("state.a = new Proxy({}, { ownKeys() { for (;;); } })")]
    [InlineData("state.a = { toJSON() { for (;;); } }")]
    [InlineData("state.a = { get x() { for (;;); } }")]
    [InlineData("state.a = {}; let b = state.a; for (let i = 0; i < 100000; i++) { b.x = {}; b = b.x }")]
    public void A_result_is_bounded_as_the_script_is(string body) => ShouldFail(body);

    [Theory]
    [InlineData("JSON.stringify(doubled(['x'.repeat(1000)], 40))")]
    [InlineData("JSON.stringify(doubled(['x'.repeat(1000)], 24))")]
    [InlineData("JSON.stringify(doubled(['x'.repeat(1000)], 24), ['a', 'b'])")]
    [InlineData("JSON.stringify(doubled([], 40), null, 'x'.repeat(10))")]
    [InlineData("doubled([], 40).flat(50)")]
    [InlineData("doubled(['x'.repeat(1000)], 40).flat(50)")]
    [InlineData("String(doubled([], 40))")]
    [InlineData("`${doubled(['x'.repeat(1000)], 40)}`")]
    [InlineData("({})[doubled(['x'.repeat(1000)], 24)]")]
    [InlineData("const a = 'x'.repeat(1000000); Array.from({ length: 9999 }, (_, i) => a + i % 7).sort(); for (;;);")]
    [InlineData("const s = 'x'.repeat(4000000); s.replaceAll('x', s)")]
    [InlineData("const s = 'x'.repeat(4000000); s.replace(/x/g, s)")]
    [InlineData("const s = 'x'.repeat(4000000); s.replace(/x/, '$&'.repeat(100000))")]
    [InlineData("const s = 'x'.repeat(4000000); s.replace('x', \"$'\".repeat(100000))")]
    [InlineData("const s = 'x'.repeat(4000000); /x/g[Symbol.replace](s, s)")]
    [InlineData("const s = 'x'.repeat(4000000); ''.concat(...Array(100000).fill(s))")]
    [InlineData("const s = 'x'.repeat(4000000); String.raw({ raw: Array(100000).fill(s) })")]
    [InlineData("const s = 'x'.repeat(4000000); ctx.log(...Array(250).fill(s)); for (;;);")]
    [InlineData("const s = 'x'.repeat(4000000); (function () { Array.prototype.join.call(arguments) })(...Array(250).fill(s))")]
    [InlineData("const s = 'x'.repeat(4000000); s.replace(/(?=(.*))/g, '$1')")]
    [InlineData("Array.prototype.indexOf.call(Object.create({ length: 4e9 }), 1); for (;;);")]
    [InlineData("Array.prototype.indexOf.call({ get length() { return 4e9 } }, 1)")]
    [InlineData("let o = {}; for (let i = 0; i < 200000; i++) o = Object.create(o); state.x = o; for (;;);")]
    [InlineData("let a = []; for (let i = 0; i < 100000; i++) a = [a]; a.flat(Infinity)")]
    [InlineData("for (const x of { [Symbol.iterator]: () => ({ next: () => ({}), return: () => { for (;;); } }) }) break")]
    [InlineData("Array.from({ length: 1e9 }); for (;;);")]
    [InlineData("Array.prototype.fill.call({ length: 2 ** 53 - 1 }, 0)")]
    [InlineData("Array.prototype.indexOf.call(new Proxy([], { get: (t, k) => k == 'length' ? 1e15 : 0 }), 1)")]
    [InlineData("const a = []; a.length = 4294967295; a.indexOf(1); for (;;);")]
    [InlineData("const a = []; a.length = 4294967295; new Set(a); for (;;);")]
    [InlineData("Math.max.apply(null, { length: 1e9 }); for (;;);")]
    [InlineData("Reflect.apply(Math.max, null, { length: 1e9 }); for (;;);")]
    [InlineData("Reflect.construct(Array, { length: 1e9 }); for (;;);")]
    [InlineData("new Set({ [Symbol.iterator]: () => ({ next: Array }) })")]
    [InlineData("Object.fromEntries({ [Symbol.iterator]: () => ({ next: Array }) })")]
    [InlineData("const [...rest] = { [Symbol.iterator]: () => ({ next: Array }) }")]
    [InlineData("const s = 'x'.repeat(4000000); for (;;) s.indexOf('xy', 1)")]
    [InlineData("const s = 'x'.repeat(4000000); for (;;) encodeURIComponent(s)")]
    [InlineData("const s = 'x'.repeat(2000000) + 'y'; for (;;) s.indexOf('x'.repeat(1000000) + 'z')")]
    [InlineData("const o = {}; for (let i = 0; ; i++) { o['k' + i] = i; Object.keys(o) }")]
    [InlineData("const a = new Array(1000000).fill(0); for (;;) a.includes(1)")]
    [InlineData("const m = new Map(); for (let i = 0; ; i++) m.set(i, i)")]
    [InlineData("'x'.repeat(30000).match(/(x+x+)+y/)")]
    [InlineData("new RegExp(Array(100000).fill('(a|b)*').join('')).test('ab'); for (;;);")]
    public void One_built_in_is_bounded_as_all_of_them(string body) => ShouldFail(body);

    [Theory]
    [InlineData("typeof BigInt")]
    [InlineData("typeof BigInt64Array")]
    [InlineData("typeof System")]
    [InlineData("typeof importNamespace")]
    [InlineData("typeof require")]
    [InlineData("typeof process")]
    [InlineData("typeof setTimeout")]
    [InlineData("typeof fetch")]
    [InlineData("typeof ctx.reject.GetType")]
    [InlineData("typeof this")]
    public void Nothing_outside_is_in_reach(string expression) =>
        DecisionCase.Ship($"state.found = {expression}").Accept(Order).BodyAfter!["found"].ShouldBe("undefined");

    [Theory]
    [InlineData("globalThis.leak = 1", "globalThis.leak")]
    [InlineData("Object.prototype.leak = 1", "({}).leak")]
    [InlineData("try { Object.prototype.leak = 1 } catch { }", "({}).leak")]
    [InlineData("try { Array.prototype.map = 1 } catch { }", "typeof [].map == 'function' ? undefined : 1")]
    [InlineData("try { ctx.reject.leak = 1 } catch { }", "ctx.reject.leak")]
    [InlineData("try { Object.setPrototypeOf(ctx.uuid, { leak: 1 }) } catch { }", "ctx.uuid.leak")]
    [InlineData("try { Object.defineProperty(ctx.log, 'name', { value: 1 }) } catch { }", "ctx.log.name === 1 || undefined")]
    [InlineData("kept.n = 1", "kept.n")]
    [InlineData("ctx.leak = 1; state.leak = 1; command.leak = 1", "ctx.leak ?? command.leak")]
    public void Nothing_is_left_for_the_next_call(string first, string then)
    {
        const string kept = "const kept = {};";
        var bundle = new DecisionCase(
            ("handlers/orders/first.js", $"{kept} export default (state, command, ctx) => {{ {first} }}"),
            ("handlers/orders/ship.js", $"{kept} export default (state, command, ctx) => {{ state.found = {then} }}"));

        bundle.Decide(Order, """ "name": "first" """);

        (bundle.Decide(Order) is Patchlog.Deciding.Decision.Unchanged).ShouldBeTrue();
    }

    [Fact]
    public void What_one_call_logs_is_not_logged_for_the_next()
    {
        var bundle = new DecisionCase(
            ("handlers/orders/first.js", "export default (s, c, ctx) => ctx.log('card 4711')"),
            ("handlers/orders/ship.js", "throw new Error('no'); export default () => {}"));

        bundle.Decide(Order, """ "name": "first" """).Log.ShouldHaveSingleItem();
        bundle.Decide(Order).Log.ShouldBeEmpty();
    }

    [Fact]
    public void The_next_command_is_served_after_any_of_them()
    {
        var bundle = new DecisionCase(
            ("handlers/orders/loop.js", "export default () => { for (;;); }"),
            ("handlers/orders/ship.js", "export default s => { s.n++ }"));

        bundle.Refuse(Order, """ "name": "loop" """).Code.ShouldBe(ProblemCode.HandlerLimit);
        bundle.Accept(Order).BodyAfter!["n"].ShouldBe(2);
    }

    static void ShouldFail(string body)
    {
        const string doubled = "const doubled = (a, n) => { for (; n > 0; n--) a = [a, a]; return a };";

        DecisionCase.Ship(doubled + body).Refuse(Order).Code
            .ShouldBeOneOf(ProblemCode.HandlerLimit, ProblemCode.HandlerFailed);
    }
}

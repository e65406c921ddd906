using Shouldly;
using Xunit;

namespace Patchlog.Scripting.Tests;

public sealed class IsolationTests
{
    [Theory]
    [InlineData("leak = 1; var other = 2; function third() { }", "typeof leak + typeof other + typeof third")]
    [InlineData("Array.prototype.leak = 1;", "typeof [].leak")]
    [InlineData("Object.prototype.leak = 1;", "typeof ({}).leak")]
    [InlineData("JSON.parse = function () { return 1; }; Math.leak = 1;", "typeof Math.leak + JSON.parse('2')")]
    [InlineData("Math = 1; Array = 2; globalThis.Date = 3;", "typeof Math.max + typeof Array + typeof Date")]
    [InlineData("(function* () { }).__proto__.leak = 1;", "typeof (function* () { }).leak")]
    [InlineData("[].keys().__proto__.next = function () { return { done: true }; };", "[...[7].keys()].length")]
    [InlineData("/(a)/.test('a');", "typeof RegExp.$1 === 'string' ? RegExp.$1 : ''")]
    [InlineData("Promise.resolve().then(() => { late = 1; });", "typeof late")]
    [InlineData("try { Object.getPrototypeOf(async function () { }).leak = 1; } catch (e) { }",
        "typeof (async function () { }).leak")]
    [InlineData("Object.getPrototypeOf(Object.getPrototypeOf([].keys())).constructor.leak = 1;",
        "typeof Object.getPrototypeOf(Object.getPrototypeOf([].keys())).constructor.leak")]
    [InlineData("let a = 1; const b = 2; class C { }", "typeof a + typeof b + typeof C")]
    [InlineData("Object.freeze(globalThis);", "open = 1; open")]
    [InlineData("globalThis[Symbol.for('leak')] = 1; Object.setPrototypeOf(globalThis, { leak: 1 });",
        "typeof globalThis[Symbol.for('leak')] + typeof leak")]
    public void What_one_use_leaves_is_not_seen_by_the_next(string first, string second)
    {
        var pool = new ScriptPool(ScriptLimits.Default);
        string fresh;
        using (var other = new ScriptPool(ScriptLimits.Default).Use())
            fresh = other.Run(second).ToString();

        using (var engine = pool.Use())
            engine.TryEvaluate(Given.Script(first), out _, out _);

        using var next = pool.Use();
        next.Run(second).ToString().ShouldBe(fresh);
    }

    [Theory]
    [InlineData("var o = {}; o.toString = function () { return 'mine'; }; '' + o", "mine")]
    [InlineData("var e = new Error(); e.message = 'm'; e.name = 'N'; '' + e", "N: m")]
    [InlineData("function T() { } T.prototype.toString = function () { return 't'; }; '' + new T()", "t")]
    [InlineData(
        "function P() { } function C() {} C.prototype = new P(); C.prototype.constructor = C; new C().constructor.name",
        "C")]
    public void Frozen_built_ins_do_not_forbid_to_override_them(string text, string expected)
    {
        using var engine = new ScriptPool(ScriptLimits.Default).Use();
        engine.Run(text).ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("eval('1')")]
    [InlineData("new Function('return 1')()")]
    [InlineData("(function () { }).constructor('return 1')()")]
    [InlineData("System.Console.WriteLine(1)")]
    [InlineData("importNamespace('System')")]
    [InlineData("require('fs')")]
    [InlineData("setTimeout(function () { }, 1)")]
    [InlineData("new SharedArrayBuffer(1)")]
    [InlineData("new Date(0).toTemporalInstant()")]
    public void What_is_not_for_scripts_is_not_there(string text)
    {
        using var engine = new ScriptPool(ScriptLimits.Default).Use();
        engine.Fail(text).Code.ShouldBe(ScriptFaultCodes.Thrown);
    }

    [Theory]
    [InlineData("Promise.any")]
    [InlineData("Promise.all")]
    [InlineData("Promise.race")]
    [InlineData("Promise.allSettled")]
    [InlineData("String.raw")]
    public void What_looks_at_no_bound_is_not_there(string name)
    {
        using var engine = new ScriptPool(ScriptLimits.Default).Use();
        engine.Run("typeof " + name).ToString().ShouldBe("undefined");
    }

    [Fact]
    public void A_script_that_imports_is_refused()
    {
        PreparedScript.TryPrepare("let a;\n  import('fs');", "x.js", line: 1, out _, out var fault).ShouldBeFalse();
        (fault.ShouldNotBeNull().Code, fault.Line, fault.Column).ShouldBe((ScriptFaultCodes.Syntax, 2, 3));
    }

    [Fact]
    public void Time_and_chance_are_the_hosts()
    {
        const string text = "[Date.now(), new Date().toISOString(), Math.random(), Math.random()].join()";
        var pool = new ScriptPool(ScriptLimits.Default);

        string first, second, other;
        using (var engine = pool.Use(seed: 7))
            first = engine.Run(text).ToString();
        using (var engine = pool.Use(seed: 7))
            second = engine.Run(text).ToString();
        using (var engine = pool.Use(seed: 8))
            other = engine.Run(text).ToString();

        second.ShouldBe(first);
        other.ShouldNotBe(first);
        first.ShouldContain("2030-01-02T12:00:00.000Z");
    }

    [Fact]
    public void Uuids_come_from_the_seed()
    {
        var one = new ScriptAmbient(Given.Noon, 5);
        var two = new ScriptAmbient(Given.Noon, 5);
        var uuid = one.NextUuid();
        two.NextUuid().ShouldBe(uuid);
        one.NextUuid().ShouldNotBe(uuid);
        uuid.Version.ShouldBe(8);
    }

    [Fact]
    public void One_script_runs_on_many_engines_at_once()
    {
        var pool = new ScriptPool(ScriptLimits.Default);
        var script = Given.Script("total = 0; for (var i = 1; i <= 100; i++) total += i; total");
        Parallel.For(0, 64, run =>
        {
            using var engine = pool.Use();
            engine.TryEvaluate(script, out var value, out _).ShouldBeTrue();
            value.ShouldNotBeNull().ToString().ShouldBe("5050");
        });
    }
}

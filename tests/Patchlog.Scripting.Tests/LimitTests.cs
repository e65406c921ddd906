using Shouldly;
using Xunit;

namespace Patchlog.Scripting.Tests;

public sealed class LimitTests
{
    [Theory]
    [InlineData("while (true);", ScriptFaultCodes.Statements)]
    [InlineData("for (;;) { try { throw 1 } catch (e) { } }", ScriptFaultCodes.Statements)]
    [InlineData("function f() { f(); } f();", ScriptFaultCodes.Recursion)]
    [InlineData("class A { get x() { return this.x; } } new A().x;", ScriptFaultCodes.Recursion)]
    [InlineData("let a = []; for (;;) a.push(new Array(10000).fill('x').join(''));", ScriptFaultCodes.Memory)]
    [InlineData("/^(a+)+$/.test('a'.repeat(60) + 'b');", ScriptFaultCodes.RegexTime)]
    public void A_runaway_script_is_ended(string text, string code)
    {
        var pool = new ScriptPool(new ScriptLimits { MaxTime = TimeSpan.FromMinutes(5) });
        using var engine = pool.Use();
        engine.Fail(text).Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("'x'.repeat(3e8)")]
    [InlineData("'x'.padStart(3e8)")]
    [InlineData("'x'.padEnd(3e8, 'ab')")]
    [InlineData("new Array(1000000).join('x'.repeat(1000))")]
    [InlineData("new Array(1e9)")]
    [InlineData("new Array(1e6).fill('x'.repeat(1e5)).join('')")]
    public void A_built_in_that_multiplies_its_input_is_refused(string text)
    {
        using var engine = new ScriptPool(ScriptLimits.Default).Use();
        engine.Fail(text).Code.ShouldBeOneOf(ScriptFaultCodes.Thrown, ScriptFaultCodes.Memory);
    }

    [Fact]
    public void A_string_that_doubles_is_ended_before_it_fills_the_memory()
    {
        using var engine = new ScriptPool(ScriptLimits.Default).Use();
        var fault = engine.Fail("let s = 'xxxxxxxxxxxxxxxx'; for (;;) { s += s; s.charCodeAt(3); }");
        fault.Code.ShouldBeOneOf(ScriptFaultCodes.Memory, ScriptFaultCodes.Thrown);
    }

    [Fact]
    public void Time_is_what_the_clock_says()
    {
        var clock = new SteppingClock(TimeSpan.FromMilliseconds(10));
        var pool = new ScriptPool(new ScriptLimits { MaxTime = TimeSpan.FromSeconds(1) }, clock);
        using var engine = pool.Use();
        engine.Fail("for (let i = 0; i < 1e9; i++) { }").Code.ShouldBe(ScriptFaultCodes.Time);
    }

    [Fact]
    public void A_cancelled_script_ends()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        using var engine = new ScriptPool(ScriptLimits.Default).Rent(
            new ScriptAmbient(Given.Noon, 1), limits: null, cancellation.Token);
        engine.Fail("for (;;) { }").Code.ShouldBe(ScriptFaultCodes.Cancelled);
    }

    [Fact]
    public void Bounds_are_for_the_whole_use_not_for_each_call()
    {
        using var engine = new ScriptPool(new ScriptLimits { MaxStatements = 1000 }).Use();
        engine.Run("for (let i = 0; i < 200; i++) { }");
        engine.TryEvaluate(Given.Script("for (let i = 0; i < 900; i++) { }"), out _, out var fault).ShouldBeFalse();
        fault.ShouldNotBeNull().Code.ShouldBe(ScriptFaultCodes.Statements);
    }

    [Fact]
    public void A_script_cannot_catch_its_end()
    {
        using var engine = new ScriptPool(new ScriptLimits { MaxStatements = 1000 }).Use();
        engine.Fail("try { for (;;) { } } catch (e) { } finally { for (;;) { } }").Code
            .ShouldBe(ScriptFaultCodes.Statements);
    }

    [Fact]
    public void What_the_host_keeps_with_an_engine_counts_for_no_use()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        var owner = new object();
        using var engine = new ScriptPool(new ScriptLimits { MaxStatements = 1, MaxAllocatedBytes = 1 }).Rent(
            new ScriptAmbient(Given.Noon, 1), limits: null, cancellation.Token);

        engine.Attachment(owner, self => self.Evaluate(Given.Script("n = 0; for (; n < 500; n++) { } n")))
            .ToString().ShouldBe("500");
        engine.Fail("for (;;) { }").Code.ShouldNotBe(ScriptFaultCodes.Thrown);
    }

    [Fact]
    public void A_pool_survives_what_its_engines_do_not()
    {
        var pool = new ScriptPool(new ScriptLimits { MaxStatements = 10_000 });
        for (var i = 0; i < 20; i++)
        {
            using var broken = pool.Use();
            broken.Fail("for (;;) { }");
        }

        using var engine = pool.Use();
        engine.Run("1 + 1").ToString().ShouldBe("2");
    }

    /// <summary>Goes on by one step each time it is read.</summary>
    sealed class SteppingClock(TimeSpan step) : TimeProvider
    {
        long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks += step.Ticks;
    }
}

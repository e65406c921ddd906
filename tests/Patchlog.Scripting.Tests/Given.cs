using Jint.Native;
using Shouldly;

namespace Patchlog.Scripting.Tests;

/// <summary>What tests begin with.</summary>
static class Given
{
    public static readonly DateTimeOffset Noon = new(2030, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static PreparedScript Script(string text)
    {
        PreparedScript.TryPrepare(text, "test.js", line: 1, out var script, out var fault).ShouldBeTrue(fault?.Message);
        return script.ShouldNotBeNull();
    }

    public static ScriptEngine Use(this ScriptPool pool, ulong seed = 1) => pool.Rent(new ScriptAmbient(Noon, seed));

    /// <summary>The value of a script that must succeed.</summary>
    public static JsValue Run(this ScriptEngine engine, string text)
    {
        engine.TryEvaluate(Script(text), out var value, out var fault).ShouldBeTrue(fault?.Message);
        return value.ShouldNotBeNull();
    }

    /// <summary>The fault of a script that must fail.</summary>
    public static ScriptFault Fail(this ScriptEngine engine, string text)
    {
        engine.TryEvaluate(Script(text), out _, out var fault).ShouldBeFalse();
        return fault.ShouldNotBeNull();
    }
}

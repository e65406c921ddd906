using Shouldly;
using Xunit;

namespace Patchlog.Scripting.Tests;

public sealed class PositionTests
{
    [Fact]
    public void A_syntax_fault_names_its_place_in_the_file()
    {
        PreparedScript.TryPrepare("let a = 1;\n  let b b;", "rules.nools", 10, out _, out var fault).ShouldBeFalse();
        fault.ShouldBe(new ScriptFault(ScriptFaultCodes.Syntax, "Unexpected identifier 'b'", "rules.nools", 11, 9));
    }

    [Fact]
    public void What_a_script_throws_names_its_place_in_the_file()
    {
        PreparedScript.TryPrepare("let a;\n  a.b;", "x.js", line: 5, out var script, out _).ShouldBeTrue();
        using var engine = new ScriptPool(ScriptLimits.Default).Use();
        engine.TryEvaluate(script.ShouldNotBeNull(), out _, out var fault).ShouldBeFalse();
        fault.ShouldNotBeNull().Line.ShouldBe(6);
        fault.Message.ShouldBe("Cannot read properties of undefined (reading 'b')");
    }

    [Fact]
    public void A_script_knows_the_names_it_takes_from_outside()
    {
        var script = Given.Script("var own = Math.max(a, own); (function (b) { return b + c; })");
        script.FreeNames().ShouldBe(["Math", "a", "c"]);
        script.Uses("c").ShouldBeTrue();
        script.Uses("own").ShouldBeFalse();
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("1 + ", "")]
    [InlineData("if (a) { } else ", "")]
    public void Deep_nesting_is_refused(string open, string close)
    {
        var text = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));
        PreparedScript.TryPrepare(text, null, 1, out _, out var fault).ShouldBeFalse();
        fault.ShouldNotBeNull().Code.ShouldBe(ScriptFaultCodes.Syntax);
    }
}

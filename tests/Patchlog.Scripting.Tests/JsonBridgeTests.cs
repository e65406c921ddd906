using Patchlog.Json;
using Shouldly;
using Xunit;

namespace Patchlog.Scripting.Tests;

public sealed class JsonBridgeTests
{
    [Theory]
    [InlineData("""{"a":[1,-2,0.5,1e21,true,false,null,"ä\u0001"],"__proto__":{"b":1},"":{}}""")]
    [InlineData("9007199254740993")]
    [InlineData("-123456789012345678901234567890")]
    [InlineData("0.1")]
    [InlineData("1.7976931348623157E+308")]
    public void A_value_comes_back_equal(string text)
    {
        using var engine = new ScriptPool(ScriptLimits.Default).Use();
        var json = JsonValue.Parse(text);
        engine.Json.TryImport(json, out var value, out var fault).ShouldBeTrue(fault?.Message);
        JsonBridge.TryExport(value.ShouldNotBeNull(), inherited: false, out var back, out fault)
            .ShouldBeTrue(fault?.Message);
        back.ShouldBe(json);
    }

    [Theory]
    [InlineData("1E400")]
    [InlineData("0.12345678901234567890123")]
    [InlineData("[1, {\"a\": 9007199254740993.5}]")]
    public void A_number_that_would_be_rounded_is_refused(string text)
    {
        using var engine = new ScriptPool(ScriptLimits.Default).Use();
        engine.Json.TryImport(JsonValue.Parse(text), out _, out var fault).ShouldBeFalse();
        fault.ShouldNotBeNull().Code.ShouldBe(ScriptFaultCodes.NotJson);
    }

    [Fact]
    public void A_big_whole_number_does_not_mix_with_doubles_silently()
    {
        using var engine = new ScriptPool(ScriptLimits.Default).Use();
        engine.Json.TryImport(JsonValue.Parse("9007199254740993"), out var value, out _).ShouldBeTrue();
        engine.Engine.Global.FastSetDataProperty("big", value.ShouldNotBeNull());
        engine.Run("(big > 9007199254740992) + ' ' + (big + 1n)").ToString().ShouldBe("true 9007199254740994");
        engine.Fail("big + 1").Code.ShouldBe(ScriptFaultCodes.Thrown);
    }

    [Theory]
    [InlineData("({ a: undefined, f() { }, d: new Date(0), n: [undefined], z: -0 })",
        """{"d":"1970-01-01T00:00:00.000Z","n":[null],"z":0}""")]
    [InlineData("Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } })", """{"own":2}""")]
    public void Export_follows_JSON_stringify(string text, string expected)
    {
        using var engine = new ScriptPool(ScriptLimits.Default).Use();
        JsonBridge.TryExport(engine.Run(text), inherited: false, out var json, out var fault)
            .ShouldBeTrue(fault?.Message);
        json.ShouldBe(JsonValue.Parse(expected));
    }

    [Fact]
    public void Export_may_count_inherited_members()
    {
        using var engine = new ScriptPool(ScriptLimits.Default).Use();
        var value = engine.Run("var o = Object.create({ a: 1, b: 2, f() { } }); o.a = 3; o");
        JsonBridge.TryExport(value, inherited: true, out var json, out _).ShouldBeTrue();
        json.ShouldBe(JsonValue.Parse("""{"a":3,"b":2}"""));
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("[1 / 0]")]
    [InlineData("'\\ud800'")]
    [InlineData("({ '\\0': 1 })")]
    [InlineData("undefined")]
    [InlineData("(function () { })")]
    [InlineData("var a = []; a.push(a); a")]
    [InlineData("var o = {}; o.o = { o }; o")]
    [InlineData("var s = [1]; for (var i = 0; i < 40; i++) s = [s, s]; s")]
    public void What_JSON_cannot_say_is_refused(string text)
    {
        using var engine = new ScriptPool(ScriptLimits.Default).Use();
        JsonBridge.TryExport(engine.Run(text), inherited: true, out _, out var fault).ShouldBeFalse();
        fault.ShouldNotBeNull().Code.ShouldBe(ScriptFaultCodes.NotJson);
    }
}

using Patchlog.Json;
using Patchlog.Scripting;
using Shouldly;
using Xunit;

namespace Patchlog.Statecharts.Tests;

/// <summary>What scripts can't do with what they are shown, and to whom comes after them.</summary>
public sealed class SandboxTests
{
    [Theory]
    [InlineData("(context.list.push(4), 1)")]
    [InlineData("(context.n = 2, 1)")]
    [InlineData("(context.deep.x = 2, 1)")]
    [InlineData("(delete context.n, 1)")]
    [InlineData("(context.list[0] = 9, 1)")]
    [InlineData("Object.defineProperty(context, 'n', { value: 2 }) && 1")]
    [InlineData("Object.setPrototypeOf(context, { leak: 1 }) && 1")]
    [InlineData("(context.__proto__ = { leak: 1 }, 1)")]
    [InlineData("(Object.prototype.leak = 1)")]
    [InlineData("(context.constructor.prototype.leak = 1)")]
    [InlineData("(Object.getPrototypeOf(context.list).leak = 1)")]
    [InlineData("(globalThis.leak = 1)")]
    [InlineData("(event.type = 'other', 1)")]
    [InlineData("(self.id = 'other', 1)")]
    [InlineData("Object.assign(context, { n: 2 }) && 1")]
    [InlineData("Reflect.set(context, 'n', 2) ? 1 : context.none.x")]
    [InlineData("Reflect.setPrototypeOf(context, { leak: 1 }) ? 1 : context.none.x")]
    [InlineData("context.n.constructor.constructor('return 1')()")]
    public void Nothing_that_is_shown_can_be_changed(string expression)
    {
        var machine = new Machine(Definition(expression));
        using (var engine = Given.Engine())
        {
            machine.Chart.TryStep(engine, Given.Self, machine.Now, Go, out var step, out _);
            (step?.After.Context["n"] ?? JsonValue.Parse("1")).ShouldBe(JsonValue.Parse("1"));
        }

        var leak = "String([typeof leak, typeof ({}).leak, typeof context.leak, context.n, context.list.length, self.id])";
        var next = new Machine(Definition(leak)).Send("go");
        next.Now.Context["out"]!.ToString().ShouldBe("\"undefined,undefined,undefined,1,3,1\"");
    }

    [Theory]
    [InlineData("(() => { for (;;); })()")]
    [InlineData("(() => { const all = []; for (;;) all.push({ ...context }); })()")]
    [InlineData("(() => { let text = ''; for (;;) text += JSON.stringify(context); })()")]
    [InlineData("(() => { const all = []; for (;;) all.push(Object.keys(context)); })()")]
    [InlineData("(() => { const all = []; for (;;) all.push(Object.entries(context.deep), structured()); })()")]
    [InlineData("(() => { const f = () => f(); f(); })()")]
    [InlineData("(() => { for (;;) for (const key in context) key.length; })()")]
    [InlineData("(() => { for (;;) Object.values(context); })()")]
    public void Bounds_hold_whatever_is_shown(string expression)
    {
        var wide = JsonObject.Of([.. Enumerable.Range(0, 10_000).Select(at => new JsonMember($"m{at}", at))]);
        var context = Given.Object("""{"n": 1}""").With("deep", wide);
        var definition = Given.Object("""{"on": {"go": {}}}""").With("context", context.With("wide", wide)).With(
            "on", JsonObject.Of(new JsonMember(
                "go", Action(expression.Replace("context", "context.deep", StringComparison.Ordinal)))));
        var limits = ScriptLimits.Default with { AllowsBigInt = false };
        var machine = new Machine(Given.Chart(definition.ToString()), limits: limits);

        machine.Fail("go").Code.ShouldBeOneOf(StatechartFaultCodes.Script, StatechartFaultCodes.Time);
    }

    [Fact]
    public void Views_behave_as_objects_do()
    {
        var machine = new Machine(Definition(
            "({ ...context, keys: Object.keys(context.deep), json: JSON.stringify(context.deep), is: 'x' in context.deep, "
            + "own: context.hasOwnProperty('n'), not: context.none === undefined, frozen: Object.isFrozen(context), "
            + "for: (() => { const all = []; for (const k in context.deep) all.push(k); return all; })() })"));
        machine.Send("go").Now.Context["out"]!.ToString().ShouldBe(
            """{"n":1,"list":[1,2,3],"deep":{"0":2,"x":1},"keys":["0","x"],"json":"{\"0\":2,\"x\":1}","is":true"""
            + ""","own":true,"not":true,"frozen":true,"for":["0","x"]}""");
    }

    static ChartEvent Go { get; } = new ChartEvent.External("go", JsonObject.Empty);

    static string Definition(string expression) => Given.Object(
            """{"context": {"n": 1, "list": [1, 2, 3], "deep": {"x": 1, "0": 2}}}""")
        .With("on", JsonObject.Of(new JsonMember("go", Action(expression)))).ToString();

    static JsonObject Action(string expression) => Given.Object("""{"actions": {"type": "assign"}}""").With(
        "actions", Given.Object("""{"type": "assign"}""").With("assignment", JsonObject.Of(new JsonMember("out", expression))));
}

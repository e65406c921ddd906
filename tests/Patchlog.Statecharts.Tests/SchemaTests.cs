using Patchlog.Json;
using Patchlog.Json.Schema;
using Shouldly;
using Xunit;

namespace Patchlog.Statecharts.Tests;

/// <summary>
/// The published schema of definitions, <c>cqrs-schema/process.json</c>, and what the compiler takes.
/// </summary>
public sealed class SchemaTests
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Cases");

    static readonly JsonSchema Schema = Compile();

    [Fact]
    public void Definitions_of_other_tests_satisfy_it()
    {
        var scxml = (JsonArray)Given.Object(File.ReadAllText(Path.Combine(Folder, "scxml.json")))["cases"]!;
        foreach (var one in scxml.Items.ToArray().Cast<JsonObject>())
            Schema.Validate(one["definition"]!).ShouldBeEmpty(one["name"]!.ToString());
        foreach (var line in File.ReadLines(Path.Combine(Folder, "xstate.jsonl")))
            Schema.Validate(Given.Object(line)["machine"]!).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""
        {"id": "order", "version": "2", "start": {"on": "orders.created", "key": "event.targetId", "input": "event.body"},
         "correlate": [{"on": ["payments.*"], "key": "event.body.order", "with": "context.order", "name": "order"}],
         "retry": {"max": 3, "backoff": "PT1S", "factor": 2}, "delays": {"slow": "context.ms", "fast": 5},
         "initial": {"target": "a", "actions": "count"}, "output": {"n": "context.n"}, "tags": ["x"],
         "states": {
           "a": {"entry": ["count", {"type": "count", "params": {"by": 1}}, {"type": "assign", "assignment": "count"}],
             "invoke": {"id": "i", "command": {"type": "create", "targetName": "payments", "body": {"n": "context.n"}},
               "compensate": {"type": "delete", "targetName": "payments", "targetId": "event.output.id"},
               "onDone": "b", "onError": {"target": "c"}, "retry": {"max": 0, "backoff": 0}},
             "after": {"slow": {"guard": {"type": "and", "guards": ["isBig", {"type": "not", "guard": {"type": "stateIn",
               "state": "a"}}]}, "target": "b", "reenter": true}}},
           "b": {"on": {"*": {"actions": [{"type": "raise", "event": {"type": "r"}, "delay": 5, "id": "d"},
             {"type": "cancel", "id": "d"}, {"type": "emit", "event": "e", "data": 1}, {"type": "log", "message": "1"},
             {"type": "sendCommand", "command": {"type": "patch", "targetName": "x"}}, "stop", {"type": "stop", "id": "i"}]}}},
           "c": {"type": "final", "compensate": true, "output": "1"},
           "p": {"type": "parallel", "onDone": ".h", "states": {"x": {}, "h": {"type": "history", "history": "deep"}}}}}
        """)]
    [InlineData("{}")]
    public void What_the_compiler_takes_satisfies_it(string definition)
    {
        Given.Chart(definition, "export const count = () => ({ n: 1 }); export const isBig = () => true;");
        Schema.Validate(JsonValue.Parse(definition)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"initial": "a", "states": {"a": {"onn": {}}}}""")]
    [InlineData("""{"initial": "a", "states": {"a": {"on": {"e": {"to": "a"}}}}}""")]
    [InlineData("""{"initial": "a", "states": {"a": {"entry": {"type": "assign"}}}}""")]
    [InlineData("""{"initial": "a", "states": {"a": {"entry": {"type": "raise", "event": "e", "dely": 1}}}}""")]
    [InlineData("""{"initial": "a", "states": {"a": {"type": "final", "on": {}}}}""")]
    [InlineData("""{"initial": "a", "states": {"a": {"type": "history", "entry": "x"}}}""")]
    [InlineData("""{"initial": "a", "states": {"a": {"invoke": {"src": "x"}}}}""")]
    [InlineData("""{"initial": "a", "states": {"a": {"on": {"a*": "a"}}}}""")]
    [InlineData("""{"initial": "a", "states": {"a.b": {}}}""")]
    [InlineData("""{"starts": []}""")]
    [InlineData("""{"type": "final"}""")]
    [InlineData("""{"correlate": {"on": "e"}}""")]
    [InlineData("""{"on": {"e": {"guard": {"type": "and", "guards": []}}}}""")]
    [InlineData("""{"on": {"e": {"actions": {"type": "sendCommand", "command": {"type": "create", "target": "x"}}}}}""")]
    public void What_has_no_meaning_satisfies_neither(string definition)
    {
        Given.FaultsOf(definition).ShouldNotBeEmpty();
        Schema.Validate(JsonValue.Parse(definition)).ShouldNotBeEmpty();
    }

    static JsonSchema Compile()
    {
        var document = JsonValue.Parse(File.ReadAllBytes(Path.Combine(Folder, "process.json")));
        JsonSchema.TryCompile(document, SchemaOptions.Default, out var schema, out var faults)
            .ShouldBeTrue(string.Join("\n", faults));

        return schema.ShouldNotBeNull();
    }
}

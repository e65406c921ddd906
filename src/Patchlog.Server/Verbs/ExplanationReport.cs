using Patchlog.Explaining;
using Patchlog.Json;

namespace Patchlog.Server.Verbs;

/// <summary>An explanation for people, in the order in which a decision is made.</summary>
static class ExplanationReport
{
    /// <summary>Writes it to standard output.</summary>
    public static void Write(Explanation explanation)
    {
        Console.WriteLine($"{explanation.Target} is at version {explanation.Version} after {explanation.CommandId}.");
        if (explanation.Command is null || explanation.Trace is not { } trace)
        {
            Console.WriteLine("The command changed nothing, and left nothing to explain.");
            return;
        }

        Show("command", explanation.Command);
        Show("before", explanation.Before);
        foreach (var (key, state) in explanation.Reads)
            Show($"read {key} at version {state.Version}", state.Body);

        foreach (var name in (string[])["bundle", "handler", "schema"])
            Show(name, trace[name]);

        foreach (var file in ItemsOf(trace["rules"]))
            WriteRules(file);

        foreach (var @event in explanation.Events)
            Show($"event {@event.Draft.Name}", @event.Draft.Body);

        foreach (var (place, journaled, decided) in explanation.Differences)
            Console.WriteLine($"differs: {place}: journaled {Text(journaled)}, decided {Text(decided)}");
    }

    static void WriteRules(JsonValue file)
    {
        Show("rules", (file as JsonObject)?["file"]);
        foreach (var fact in ItemsOf((file as JsonObject)?["facts"]).OfType<JsonObject>())
            Console.WriteLine($"  fact {Text(fact["fact"])}: {Text(fact["type"])} {Text(fact["value"])}");

        foreach (var fired in ItemsOf((file as JsonObject)?["fired"]).OfType<JsonObject>())
        {
            Console.WriteLine($"  fired {Text(fired["rule"])} ({Text(fired["place"])}) on {Text(fired["on"])}");
            foreach (var what in (string[])["changed", "asserted", "retracted", "emitted", "rejected"])
            {
                foreach (var one in ItemsOf(fired[what]))
                    Console.WriteLine($"    {what} {one}");
            }
        }
    }

    static void Show(string what, JsonValue? value)
    {
        if (value is not null)
            Console.WriteLine($"{what}: {Text(value)}");
    }

    static string Text(JsonValue? value) => value is JsonString text ? text.Value : value?.ToString() ?? "nothing";

    static JsonValue[] ItemsOf(JsonValue? value) => (value as JsonArray)?.Items.ToArray() ?? [];
}

using Patchlog.Explaining;
using Patchlog.Json;

namespace Patchlog.Server.Verbs;

/// <summary>An explanation for people, in the order in which a decision is made.</summary>
static class ExplanationReport
{
    /// <summary>Writes it to standard output.</summary>
    public static void Write(Explanation explanation)
    {
        WriteLine($"{explanation.Target} is at version {explanation.Version} after {explanation.CommandId}.");
        if (explanation.Command is null)
        {
            Console.WriteLine("The command changed nothing, and left nothing to explain.");
            return;
        }

        Show("command", explanation.Command);
        Show("before", explanation.Before);
        foreach (var (key, state) in explanation.Reads)
            Show($"read {key} at version {state.Version}", state.Body);

        foreach (var name in (string[])["bundle", "handler", "schema"])
            Show(name, explanation.Trace?[name]);

        foreach (var file in ItemsOf(explanation.Trace?["rules"]))
            WriteRules(file);

        foreach (var @event in explanation.Events)
            Show($"event {@event.Draft.Name}", @event.Draft.Body);

        foreach (var (place, journaled, decided) in explanation.Differences)
            WriteLine($"differs: {place}: journaled {Text(journaled)}, decided {Text(decided)}");
    }

    static void WriteRules(JsonValue file)
    {
        Show("rules", (file as JsonObject)?["file"]);
        foreach (var fact in ItemsOf((file as JsonObject)?["facts"]).OfType<JsonObject>())
            WriteLine($"  fact {Text(fact["fact"])}: {Text(fact["type"])} {Text(fact["value"])}");

        foreach (var fired in ItemsOf((file as JsonObject)?["fired"]).OfType<JsonObject>())
        {
            WriteLine($"  fired {Text(fired["rule"])} ({Text(fired["place"])}) on {Text(fired["on"])}");
            foreach (var what in (string[])["changed", "asserted", "retracted", "emitted", "rejected"])
            {
                foreach (var one in ItemsOf(fired[what]))
                    WriteLine($"    {what} {one}");
            }
        }
    }

    static void Show(string what, JsonValue? value)
    {
        if (value is not null)
            WriteLine($"{what}: {Text(value)}");
    }

    // Documents and scripts of others may hold what a terminal would obey.
    static void WriteLine(string line) => Console.WriteLine(VisibleText.Of(line));

    static string Text(JsonValue? value) => value is JsonString text ? text.Value : value?.ToString() ?? "nothing";

    static JsonValue[] ItemsOf(JsonValue? value) => (value as JsonArray)?.Items.ToArray() ?? [];
}

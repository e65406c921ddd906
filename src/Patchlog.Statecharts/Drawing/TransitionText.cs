using Patchlog.Json;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Drawing;

/// <summary>What is written beside a transition: <c>event [guard]</c>.</summary>
static class TransitionText
{
    /// <summary>The text of a transition.</summary>
    /// <param name="chart">The machine, which has guards as they were written.</param>
    /// <param name="transition">The transition.</param>
    public static string Of(Statechart chart, Transition transition)
    {
        var cause = CauseOf(transition);
        var text = GuardOf(chart, transition) is { } guard ? $"{cause} [{guard}]" : cause;

        return text.ReplaceLineEndings(" ");
    }

    static string CauseOf(Transition transition)
    {
        var (source, descriptor) = (transition.Source, transition.Descriptor);
        if (descriptor.Length == 0)
            return "always";

        if (descriptor == source.DoneEvent)
            return "done";

        foreach (var delayed in source.After)
        {
            if (delayed.EventType == descriptor)
                return $"after {delayed.Key}";
        }

        foreach (var invocation in source.Invocations)
        {
            if (invocation.DoneEvent == descriptor)
                return $"{NameOf(invocation, source)} done";
            if (invocation.ErrorEvent == descriptor)
                return $"{NameOf(invocation, source)} failed";
        }

        return descriptor;
    }

    /// <summary>What an invocation is called: one without an id of its own is a command.</summary>
    public static string NameOf(Invocation invocation, StateNode source) =>
        invocation.Id.EndsWith($".{source.Id}", StringComparison.Ordinal) ? "command" : invocation.Id;

    static string? GuardOf(Statechart chart, Transition transition) =>
        transition.Guard is not null && JsonPointer.TryParse($"{transition.Pointer}/guard", out var pointer)
        && pointer.Evaluate(chart.Document) is { } guard
            ? TextOf(guard)
            : null;

    static string TextOf(JsonValue guard) => guard switch
    {
        JsonString text => text.Value,
        JsonObject members => (members["type"] as JsonString)?.Value switch
        {
            "and" => Join(members, " and "),
            "or" => Join(members, " or "),
            "not" when members["guard"] is { } inner => $"not {TextOf(inner)}",
            "stateIn" => $"in {(members["state"] as JsonString)?.Value}",
            var name => name ?? "",
        },
        _ => guard.ToString() ?? "",
    };

    static string Join(JsonObject members, string word) =>
        $"({string.Join(word, (members["guards"] as JsonArray ?? JsonArray.Empty).Items.ToArray().Select(TextOf))})";
}

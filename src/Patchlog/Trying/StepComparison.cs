using Patchlog.Deciding;
using Patchlog.Json;

namespace Patchlog.Trying;

/// <summary>Compares what came of a step of a process with what its case expects.</summary>
/// <param name="comparison">Takes the differences.</param>
/// <param name="step">The place of the step.</param>
/// <param name="report">What came of it.</param>
/// <param name="instance">The instance after it; null if none has been named.</param>
sealed class StepComparison(Comparison comparison, JsonPointer step, StepReport report, TriedInstance? instance)
{
    readonly JsonPointer _then = step.Append("then");

    /// <summary>Compares all that is expected.</summary>
    public void Compare(JsonObject tried)
    {
        var then = tried["then"] as JsonObject ?? JsonObject.Empty;
        if (report.Fault is { } fault)
            comparison.Add(step.ToString(), fault);

        CompareProblem(then["rejected"] as JsonObject);
        var document = instance?.State.Body ?? JsonObject.Empty;
        foreach (var (name, expected) in then.Members)
        {
            var place = _then.Append(name);
            switch (name)
            {
                case "taken":
                    comparison.Compare(expected, report.IsTaken, place);
                    break;
                case "context" when expected is JsonObject members:
                    var context = document["context"] as JsonObject ?? JsonObject.Empty;
                    foreach (var (member, value) in members.Members)
                        comparison.Compare(value, context[member], place.Append(member));

                    break;
                case "commands" when expected is JsonArray commands:
                    comparison.CompareNamed(commands, report.Commands, place);
                    break;
                case "events" when expected is JsonArray events:
                    comparison.CompareNamed(events, report.Events, place);
                    break;
                case "timers" when expected is JsonArray timers:
                    comparison.CompareNamed(timers, TimersOf(instance), place);
                    break;
                case "states" or "status" or "output":
                    comparison.Compare(expected, document[name], place);
                    break;
            }
        }
    }

    void CompareProblem(JsonObject? expected)
    {
        var place = _then.Append("rejected");
        switch (expected, report.Problem)
        {
            case (null, { } problem):
                comparison.Add(
                    step.ToString(), $"the input is rejected with {problem.Code.Name}: {problem.Detail}"
                    + string.Concat(problem.Errors.Select(error => $"\n{error.Pointer}: {error.Detail}")));
                break;
            case ({ }, null):
                comparison.Add(place.ToString(), "expected the input to be rejected, but it is not", expected);
                break;
            case ({ }, { } problem):
                comparison.Compare(expected["code"], problem.Code.Name, place.Append("code"));
                if (expected["detail"] is { } detail)
                    comparison.Compare(detail, problem.Detail, place.Append("detail"));

                break;
        }
    }

    static JsonObject[] TimersOf(TriedInstance? instance) =>
    [
        .. (instance?.Timers ?? []).Select(timer => JsonObject.Of(
            new("name", timer.Name), new("at", ScriptedCommand.TextOf(timer.DueAt)))),
    ];
}

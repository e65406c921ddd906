using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;

namespace Patchlog.Deciding;

/// <summary>
/// The second step for commands that need no handler: create, put, patch and delete propose what they say.
/// </summary>
static class GenericCommands
{
    /// <summary>What the command would do to the state; a problem says why it can't.</summary>
    public static bool TryPropose(
        in Question question, PatchLimits limits, out Proposal proposal, [NotNullWhen(false)] out Problem? problem)
    {
        var (state, command) = (question.State, question.Command);
        return command.Type switch
        {
            CommandType.Create => TryCreate(command, out proposal, out problem),
            CommandType.Put => TryPut(state, command, out proposal, out problem),
            CommandType.Patch when command.Patch is { } patch =>
                TryPatch(state, command, patch, limits, out proposal, out problem),
            CommandType.Patch => TryMerge(state, command, out proposal, out problem),
            CommandType.Delete => TryDelete(out proposal, out problem),
            CommandType.Logic or CommandType.Orchestration => throw new UnreachableException(
                $"{command.Type} is no generic command."),
        };
    }

    static bool TryCreate(
        Command command, out Proposal proposal, [NotNullWhen(false)] out Problem? problem)
    {
        proposal = default;
        if (!TryCompleteBody(command, out var body, out problem))
            return false;

        proposal = Proposal.Of("created", EventType.Create, body, body);
        return true;
    }

    static bool TryPut(
        AggregateState state, Command command, out Proposal proposal, [NotNullWhen(false)] out Problem? problem)
    {
        proposal = default;
        if (!TryCompleteBody(command, out var body, out problem))
            return false;

        proposal = state.Body is { } before
            ? Proposal.OfDifference("patched", before, body)
            : Proposal.Of("created", EventType.Create, body, body);
        return true;
    }

    static bool TryPatch(
        AggregateState state, Command command, JsonPatch patch, PatchLimits limits, out Proposal proposal,
        [NotNullWhen(false)] out Problem? problem)
    {
        proposal = default;
        var before = state.Body ?? JsonObject.Empty;
        if (!patch.TryApply(before, limits, out var result, out var fault))
        {
            problem = ExplainFault(command, fault);
            return false;
        }

        if (result is not JsonObject after)
        {
            problem = Problem.At(ProblemCode.PatchFailed, "/body", "not-an-object",
                $"The patch would leave {command.Target} without an object as its root.");
            return false;
        }

        if (!KeepsId(before, after, command, out problem))
            return false;

        // The operations are journaled as they were sent: tests change nothing, and are left out.
        proposal = after.Equals(before)
            ? new([], before)
            : Proposal.Of("patched", EventType.Patch, patch.WithoutTests().ToJson(), after);
        return true;
    }

    static bool TryMerge(
        AggregateState state, Command command, out Proposal proposal, [NotNullWhen(false)] out Problem? problem)
    {
        proposal = default;
        var before = state.Body ?? JsonObject.Empty;
        var after = (JsonObject)JsonMergePatch.Apply(before, command.Body ?? JsonObject.Empty);
        if (!KeepsId(before, after, command, out problem))
            return false;

        proposal = Proposal.OfDifference("patched", before, after);
        return true;
    }

    static bool TryDelete(out Proposal proposal, [NotNullWhen(false)] out Problem? problem)
    {
        (proposal, problem) = (Proposal.Of("deleted", EventType.Delete, body: null, bodyAfter: null), null);
        return true;
    }

    /// <summary>The body with the aggregate's id in it; a problem if it names another.</summary>
    static bool TryCompleteBody(
        Command command, [NotNullWhen(true)] out JsonObject? body, [NotNullWhen(false)] out Problem? problem)
    {
        body = (JsonObject?)command.Body
            ?? throw new InvalidOperationException("The intake lets no creation in without a body.");
        problem = null;
        var id = command.Target.TargetId.Value;
        if (body["id"] is not { } given)
            body = JsonObject.Of([new("id", id), .. body.Members]);   // where a person looks for it first
        else if (given is not JsonString { Value: var text } || text != id)
            problem = Problem.At(ProblemCode.IdChanged, "/body/id", "id-changed",
                $"The document's id must be \"{id}\", as the command's target says.");

        return problem is null;
    }

    static bool KeepsId(
        JsonObject before, JsonObject after, Command command, [NotNullWhen(false)] out Problem? problem)
    {
        problem = after["id"] is { } id && id.Equals(before["id"])
            ? null
            : Problem.At(ProblemCode.IdChanged, "/body", "id-changed",
                $"The patch would change or remove the id of {command.Target}, which can't be changed.");

        return problem is null;
    }

    static Problem ExplainFault(Command command, JsonFault fault) =>
        Problem.At(
            fault.Code == JsonFaultCodes.LimitExceeded ? ProblemCode.LimitExceeded : ProblemCode.PatchFailed,
            "/body" + fault.Pointer, fault.Code, $"The patch of {command.Target} does not apply: {fault.Detail}");
}

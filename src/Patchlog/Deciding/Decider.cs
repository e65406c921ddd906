using Patchlog.Json;

namespace Patchlog.Deciding;

/// <summary>
/// Decides a command on a state: pure and synchronous, no I/O, no clock, no randomness, so that deciding again gives
/// the same answer. The order of the checks is the contract: is it there, is it the expected one, does it apply.
/// </summary>
sealed class Decider(PatchLimits limits)
{
    public Decision Decide(AggregateState state, Command command)
    {
        if (Missing(state, command) is { } missing)
            return new Decision.Reject(missing);
        if (Stale(state, command) is { } stale)
            return new Decision.Reject(stale);
        return command.Type switch
        {
            CommandType.Create => Create(state, command),
            CommandType.Put => Put(state, command),
            CommandType.Patch => Patch(state, command),
            CommandType.Delete => Delete(state),
            CommandType.Logic => Refuse(ProblemCode.UnknownCommand,
                $"No handler is there for the command \"{command.Name}\" of {command.Target.TargetName}."),
            _ => Refuse(ProblemCode.UnknownProcess, $"No process is called \"{command.Target.TargetName}\"."),
        };
    }

    static Problem? Missing(AggregateState state, Command command)
    {
        if (state.IsAlive || command.Type is not (CommandType.Patch or CommandType.Delete))
            return null;
        return state.IsDeleted
            ? new(ProblemCode.Deleted, $"{command.Target} was deleted; its last version is {state.Version}.")
            {
                CurrentVersion = state.Version,
            }
            : new(ProblemCode.NotFound, $"{command.Target} has never existed.");
    }

    static Problem? Stale(AggregateState state, Command command)
    {
        if (command.TargetVersion is { } expected && !IsExpected(expected, state))
            return new(ProblemCode.VersionConflict,
                $"{command.Target} is at version {state.Version}; the command expected {expected}.")
            {
                CurrentVersion = state.Version,
                IsRetryable = false,
            };
        if (command.Precondition?.Holds(state) == false)
            return new(ProblemCode.PreconditionFailed,
                $"{command.Target} is at version {state.Version}{(state.IsAlive ? "" : " and not there")}, "
                + "which the conditional headers exclude.")
            {
                CurrentVersion = state.Version,
            };
        return null;
    }

    // 0 holds if there is none or it is deleted; a deletion's own version holds too.
    static bool IsExpected(Version expected, AggregateState state) =>
        expected == Version.None ? !state.IsAlive : expected == state.Version;

    Decision Create(AggregateState state, Command command)
    {
        if (state.IsAlive)
            return new Decision.Reject(
                new(ProblemCode.AlreadyExists, $"{command.Target} exists, at version {state.Version}.")
                {
                    CurrentVersion = state.Version,
                });
        if (WithId(command, out var body) is { } problem)
            return new Decision.Reject(problem);
        return TooLarge(body) ?? (Decision)Accept(new("created", EventType.Create, state.Version.Plus(1), body, null), body);
    }

    Decision Put(AggregateState state, Command command)
    {
        if (WithId(command, out var body) is { } problem)
            return new Decision.Reject(problem);
        if (TooLarge(body) is { } tooLarge)
            return tooLarge;
        return state.Body is { } before
            ? Difference(state, before, body)
            : Accept(new("created", EventType.Create, state.Version.Plus(1), body, null), body);
    }

    Decision Patch(AggregateState state, Command command)
    {
        var before = state.Body ?? JsonObject.Empty;
        if (command.Patch is { } patch)
            return Apply(patch, state, before, command);
        var after = (JsonObject)JsonMergePatch.Apply(before, command.Body ?? JsonObject.Empty);
        return IdIsKept(before, after, command) ?? TooLarge(after) ?? Difference(state, before, after);
    }

    Decision Apply(JsonPatch patch, AggregateState state, JsonObject before, Command command)
    {
        if (!patch.TryApply(before, limits, out var result, out var fault))
            return new Decision.Reject(PatchProblem(command, fault));
        if (result is not JsonObject after)
            return new Decision.Reject(Problem.At(ProblemCode.PatchFailed, "/body", "not-an-object",
                $"The patch would leave {command.Target} without an object as its root."));
        if (IdIsKept(before, after, command) is { } refusal)
            return refusal;
        return after.Equals(before)
            ? Decision.Unchanged.Instance
            : Accept(
                new("patched", EventType.Patch, state.Version.Plus(1), patch.WithoutTests().ToJson(), null), after);
    }

    static Decision.Accept Delete(AggregateState state) =>
        Accept(new("deleted", EventType.Delete, state.Version.Plus(1), null, null), null);

    static Decision Difference(AggregateState state, JsonObject before, JsonObject after)
    {
        if (after.Equals(before))
            return Decision.Unchanged.Instance;
        var difference = JsonDiff.Compute(before, after);
        // What the journal says is what the state becomes: numbers that are equal but spelled otherwise stay as they were.
        if (!difference.TryApply(before, StoredLimits.Patch, out var result, out var fault))
            throw new InvalidOperationException($"A difference that does not apply: {fault.Detail}");
        return Accept(
            new("patched", EventType.Patch, state.Version.Plus(1), difference.ToJson(), null), (JsonObject)result);
    }

    /// <summary>The body with the aggregate's id in it; a problem if it names another.</summary>
    static Problem? WithId(Command command, out JsonObject body)
    {
        body = (JsonObject)command.Body!;
        var id = command.Target.TargetId.Value;
        if (body["id"] is not { } given)
            body = JsonObject.Of([new("id", id), .. body.Members]);   // where a person looks for it first
        else if (given is not JsonString { Value: var text } || text != id)
            return Problem.At(ProblemCode.IdChanged, "/body/id", "id-changed",
                $"The document's id must be \"{id}\", as the command's target says.");
        return null;
    }

    static Decision.Reject? IdIsKept(JsonObject before, JsonObject after, Command command) =>
        after["id"] is { } id && id.Equals(before["id"])
            ? null
            : new(Problem.At(ProblemCode.IdChanged, "/body", "id-changed",
                $"The patch would change or remove the id of {command.Target}, which can't be changed."));

    Decision.Reject? TooLarge(JsonObject body) =>
        limits.Check(body) is { } fault
            ? new(Problem.At(ProblemCode.LimitExceeded, "/body" + fault.Pointer, fault.Code, fault.Detail))
            : null;

    static Problem PatchProblem(Command command, JsonFault fault) =>
        Problem.At(
            fault.Code == JsonFaultCodes.LimitExceeded ? ProblemCode.LimitExceeded : ProblemCode.PatchFailed,
            "/body" + fault.Pointer, fault.Code, $"The patch of {command.Target} does not apply: {fault.Detail}");

    static Decision.Accept Accept(EventDraft draft, JsonObject? after) => new([draft], after);

    static Decision.Reject Refuse(ProblemCode code, string detail) => new(new Problem(code, detail));
}

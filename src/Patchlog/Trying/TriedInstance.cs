using System.Collections.Immutable;
using Patchlog.Bundles;
using Patchlog.Deciding;
using Patchlog.Deciding.Transitions;
using Patchlog.Intake;
using Patchlog.Json;

namespace Patchlog.Trying;

/// <summary>
/// One instance of a process without a journal: its inputs are the commands that a server would make, decided in the
/// same way, and what they ask for is remembered here. Not thread-safe.
/// </summary>
/// <param name="bundle">Has the definition.</param>
/// <param name="decider">Decides.</param>
/// <param name="limits">What a patch may do.</param>
/// <param name="key">The instance.</param>
sealed class TriedInstance(Bundle bundle, Decider decider, PatchLimits limits, AggregateKey key)
{
    readonly List<TimerEffect.Set> _timers = [];
    readonly Dictionary<long, OutgoingEffect.Issue> _commands = [];
    int _decided;

    /// <summary>The instance.</summary>
    public AggregateKey Key => key;

    /// <summary>What it is by now.</summary>
    public AggregateState State { get; private set; } = AggregateState.None;

    /// <summary>The timers that are set: the one that is due first comes first.</summary>
    public ImmutableArray<TimerEffect.Set> Timers => [.. _timers.OrderBy(timer => timer.DueAt)];

    /// <summary>A command that was issued and is not answered yet; null if there is none.</summary>
    /// <param name="number">Its number.</param>
    public OutgoingEffect.Issue? FindUnanswered(long number) => _commands.GetValueOrDefault(number);

    /// <summary>Takes an input that a client sends.</summary>
    /// <param name="body">The body of the command.</param>
    /// <param name="now">When.</param>
    /// <param name="report">Is told what came of it.</param>
    public void TakeSent(JsonObject body, DateTimeOffset now, StepReport report)
    {
        var envelope = JsonObject.Of(
            new("id", NextId().Value), new("type", "orchestration"), new("tenant", key.Tenant.Value),
            new("targetName", key.TargetName.Process ?? ""), new("targetId", key.TargetId.Value), new("body", body));
        if (Envelope.TryRead(envelope, limits, TimeProvider.System, out var command, out var problem))
            Decide(command with { ReceivedAt = now }, report);
        else
            report.Problem ??= problem;
    }

    /// <summary>Is cancelled from outside.</summary>
    public void TakeCancellation(DateTimeOffset now, StepReport report) =>
        report.Problem ??= Decide(Make(ProcessBodies.Cancel, now), report);

    /// <summary>Takes an input that the server makes.</summary>
    /// <param name="body">One of <see cref="ProcessBodies"/>.</param>
    /// <param name="now">When.</param>
    /// <param name="report">Is told what came of it.</param>
    public void TakeInternal(JsonObject body, DateTimeOffset now, StepReport report)
    {
        if (Decide(Make(body, now), report) is not { } problem || ProcessInput.IsExpected(problem))
            return;

        // What could not be taken is noted, which also ends what was kept for it: a timer fires once.
        report.Problem ??= problem;
        var told = JsonObject.Of(new("code", problem.Code.Name), new("detail", problem.Detail));
        Decide(Make(ProcessBodies.Failure(body, told), now), new());
    }

    Command Make(JsonObject body, DateTimeOffset now) => new()
    {
        Id = NextId(),
        Type = CommandType.Orchestration,
        Target = key,
        Body = body,
        ReceivedAt = now,
        Actor = "server",
        Digest = Digest.Of(body),
    };

    CommandId NextId() => CommandId.Trusted(string.Create(null, $"input-{++_decided}"));

    Problem? Decide(Command command, StepReport report)
    {
        var decision = decider.Decide(new Question(State, command, bundle));
        report.IsTaken |= decision.Process?["taken"] == JsonValue.True;
        if (decision is Decision.Reject { Why: var problem })
        {
            if (command.Actor is null)
                report.Problem ??= problem;

            return problem;
        }

        if (decision is not Decision.Accept accepted)
            return null;

        for (var at = 0; at < accepted.Events.Length; at++)
        {
            var draft = accepted.Events[at];
            State = Fold.Apply(
                State,
                new(draft, key, new(draft.Version.Number), command.ReceivedAt, command.Id, at + 1, command.Actor,
                    bundle.Digest, Context: null));
            report.Events.Add(draft.Data is { } data
                ? JsonObject.Of(new("name", draft.Name), new("data", data))
                : JsonObject.Of(new JsonMember("name", draft.Name)));
        }

        foreach (var effect in accepted.Effects)
            Apply(effect, report);

        return null;
    }

    void Apply(Effect effect, StepReport report)
    {
        switch (effect)
        {
            case TimerEffect.Set timer:
                _timers.RemoveAll(one => one.Name == timer.Name && one.Entry == timer.Entry);
                _timers.Add(timer);
                break;
            case TimerEffect.End timer:
                _timers.RemoveAll(one => one.Name == timer.Name && one.Entry == timer.Entry);
                break;
            case OutgoingEffect.Issue issued:
                Issue(issued, report);
                break;
            case OutgoingEffect.End ended:
                foreach (var (number, _) in _commands.Where(one => one.Value.Id == ended.Id).ToArray())
                    _commands.Remove(number);

                break;
            case ProcessKeyEffect:
                // No event looks for the instance: a case names it.
                break;
        }
    }

    void Issue(OutgoingEffect.Issue issued, StepReport report)
    {
        _commands[issued.Number] = issued;
        var envelope = issued.Command["envelope"] as JsonObject ?? JsonObject.Empty;
        report.Commands.Add(JsonObject.Of([new("number", issued.Number), .. envelope.Members]));

        var sent = IssuedCommand.EnvelopeOf(issued.Command, issued.Id, key.Tenant);
        if (!Envelope.TryRead(sent, limits, TimeProvider.System, out _, out var problem))
        {
            var errors = string.Join(", ", problem.Errors.Select(error => $"{error.Pointer} {error.Detail}"));
            report.Fault ??= $"Command {issued.Number} is none: {problem.Detail} {errors}".TrimEnd();
        }
    }
}

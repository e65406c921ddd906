using System.Collections.Immutable;
using System.Diagnostics;
using Patchlog.Bundles;
using Patchlog.Deciding;
using Patchlog.Intake;
using Patchlog.Json;

namespace Patchlog.Trying;

/// <summary>
/// Tries cases on a bundle: the command is read and decided as a server does, on the states that the case gives. There
/// is no journal, so whatever only an append can find out, such as a value that must be unique, is not part of a case.
/// Thread-safe.
/// </summary>
public sealed class CaseRunner
{
    // What the server would make up is fixed, so that a case comes out alike every time.
    const string Tenant = "default";
    const string CommandId = "when";
    const string NewId = "new";

    readonly Bundle _bundle;
    readonly PatchLimits _limits = new();
    readonly Decider _decider;

    /// <param name="bundle">What judges the commands.</param>
    public CaseRunner(Bundle bundle) => (_bundle, _decider) = (bundle, new(_limits));

    /// <summary>Tries a case.</summary>
    public CaseResult Run(TestCase test)
    {
        ArgumentNullException.ThrowIfNull(test);
        if (test.Process is { } process)
            return new ProcessCaseRunner(_bundle, _decider, _limits).Run(test, process);

        var comparison = new Comparison();
        if (!Envelope.TryRead(EnvelopeOf(test.When), _limits, TimeProvider.System, out var command, out var problem))
        {
            Compare(test, new Decision.Reject(problem), AggregateState.None, comparison);
            return new(test, [.. comparison.Found]);
        }

        command = command with { ReceivedAt = test.Now };
        var given = new GivenStates(test, command.Target);
        if (given.FindFault() is { } fault)
            return new(test, [fault]);

        var state = given.Find(command.Target);
        var decision = Decide(state, command, given, test.Uuids);
        if (decision is Decision.BelongsTo { Id: var named })
        {
            command = command with
            {
                Target = command.Target with { TargetId = named },
                TargetOrigin = TargetOrigin.Handler,
            };
            state = given.Find(command.Target);
            decision = Decide(state, command, given, test.Uuids);
        }

        Compare(test, decision, state, comparison, command.Target);

        return new(test, [.. comparison.Found]);
    }

    Decision Decide(AggregateState state, Command command, GivenStates given, ImmutableArray<Guid> uuids)
    {
        var question = new Question(state, command, _bundle) { Uuids = uuids };
        var decision = _decider.Decide(question);

        return decision is Decision.Needs needs
            ? _decider.Decide(needs.Answer(question, given.Find))
            : decision;
    }

    static JsonObject EnvelopeOf(JsonObject when)
    {
        var envelope = when["tenant"] is null ? when.With("tenant", Tenant) : when;
        if (envelope["id"] is null)
            envelope = envelope.With("id", CommandId);

        var isUnnamed = envelope["targetId"] is null && envelope["type"] is JsonString { Value: "create" }
            && (envelope["body"] as JsonObject)?["id"] is null;

        return isUnnamed ? envelope.With("targetId", NewId) : envelope;
    }

    static void Compare(
        TestCase test, Decision decision, AggregateState before, Comparison comparison, AggregateKey target = default)
    {
        var then = JsonPointer.Root.Append("then");
        switch (test.Then["events"], test.Then["rejected"], decision)
        {
            case (JsonArray expected, _, Decision.Accept accepted):
                comparison.CompareNamed(
                    expected, [.. accepted.Events.Select(draft => Describe(draft, target))], then.Append("events"));
                CompareDocument(test, accepted.BodyAfter, comparison);
                CompareRules(test, accepted, comparison);
                break;
            case (_, JsonObject expected, Decision.Reject { Why: var problem }):
                CompareProblem(expected, problem, comparison, then.Append("rejected"));
                break;
            case (null, null, Decision.Unchanged):
                CompareDocument(test, before.Body, comparison);
                break;
            default:
                var wanted = test.Then["events"] is not null ? "events"
                    : test.Then["rejected"] is not null ? "the command to be rejected"
                    : "nothing to change";
                comparison.Add(then.ToString(), $"expected {wanted}, but {Describe(decision)}");
                break;
        }
    }

    static void CompareDocument(TestCase test, JsonObject? actual, Comparison comparison)
    {
        if (test.Then["document"] is { } expected)
            comparison.Compare(expected, actual ?? JsonValue.Null, JsonPointer.Root.Append("then").Append("document"));
    }

    static void CompareRules(TestCase test, Decision.Accept accepted, Comparison comparison)
    {
        if (test.Then["rules"] is { } expected)
            comparison.Compare(
                expected, accepted.Rules ?? JsonArray.Empty, JsonPointer.Root.Append("then").Append("rules"));
    }

    static void CompareProblem(JsonObject expected, Problem problem, Comparison comparison, JsonPointer place)
    {
        comparison.Compare(expected["code"], problem.Code.Name, place.Append("code"));
        if (expected["detail"] is { } detail)
            comparison.Compare(detail, problem.Detail, place.Append("detail"));

        if (expected["errors"] is JsonArray errors)
        {
            comparison.CompareNamed(
                errors,
                [
                    .. problem.Errors.Select(error => JsonObject.Of(
                        new("pointer", error.Pointer), new("code", error.Code), new("detail", error.Detail))),
                ],
                place.Append("errors"));
        }
    }

    static JsonObject Describe(EventDraft draft, AggregateKey target)
    {
        var described = JsonObject.Of(
            new("name", draft.Name), new("type", draft.Type.ToName()),
            new("targetName", target.TargetName.Value), new("targetId", target.TargetId.Value),
            new("version", draft.Version.Number));
        if (draft.Body is { } body)
            described = described.With("body", body);

        return draft.Data is { } data ? described.With("data", data) : described;
    }

    static string Describe(Decision decision) => decision switch
    {
        Decision.Accept accepted =>
            $"there are events: {string.Join(", ", accepted.Events.Select(draft => draft.Name))}",
        Decision.Unchanged => "nothing changes",
        Decision.Reject { Why: var problem } =>
            $"the command is rejected with {problem.Code.Name}: {problem.Detail}"
            + string.Concat(problem.Errors.Where(error => error.Detail != problem.Detail)
                .Select(error => $"\n{error.Pointer}: {error.Detail}")),
        Decision.BelongsTo { Id: var id } => $"the handler names another document the second time, {id}",
        Decision.NeedsBundle { Digest: var digest } => $"the instance began with another bundle, {digest}",
        Decision.Needs => throw new UnreachableException("The aggregates that it reads are given."),
        _ => throw new UnreachableException($"There is no decision {decision}."),
    };
}

using System.Collections.Immutable;
using Patchlog.Activating;
using Patchlog.Admission;
using Patchlog.Bundles;
using Patchlog.Commands;
using Patchlog.Deciding;
using Patchlog.Deciding.Transitions;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Rules;
using Patchlog.States;

namespace Patchlog.Explaining;

/// <summary>
/// Decides a command that was accepted again: on the state of its time, what it read as it was then, and under the
/// bundle of its time; and holds the decision against what was journaled. One explanation at a time, tenants in turn.
/// Thread-safe.
/// </summary>
public sealed class Explainer
{
    readonly IJournalReader _reader;
    readonly KnownBundles _bundles;
    readonly Decider _decider;
    readonly DecisionPool _pool;
    readonly TimeProvider _time;
    readonly FairSemaphore _turns =
        new(width: 1, ExplainingLimits.MaxWaitingPerTenant, ExplainingLimits.MaxWaiting);

    // What was accepted once fits, whatever the limits are today.
    internal Explainer(
        IJournalReader reader, KnownBundles bundles, DecisionPool pool, bool validates, TimeProvider time) =>
        (_reader, _bundles, _decider, _pool, _time) =
            (reader, bundles, new(StoredLimits.Patch, validates), pool, time);

    /// <summary>
    /// Explains a command. It is refused with <c>command-not-found</c> if no command of the id took effect, with
    /// <c>unexplainable</c> if it can't be decided again, with <c>history-too-costly</c> if the states of its time take
    /// more than a reader may have, with <c>too-many-requests</c> if too many wait, and with <c>query-timeout</c> if it
    /// takes too long.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    public async Task<Result<Explanation>> ExplainAsync(Tenant tenant, CommandId id, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(ExplainingLimits.Patience, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            return await ExplainInTurnAsync(tenant, id, ending.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Problem(ProblemCode.QueryTimeout, "The explanation took too long.");
        }
    }

    async Task<Result<Explanation>> ExplainInTurnAsync(Tenant tenant, CommandId id, CancellationToken cancellation)
    {
        if (!_turns.TryEnter(tenant, cancellation, out var entering))
            return new Problem(ProblemCode.TooManyRequests, "Too many explanations are waiting; try again later.");

        using var turn = await entering;
        var found = await _reader.FindCommandsAsync(tenant, [id], cancellation);
        if (found[0] is not { } stored)
            return new Problem(
                ProblemCode.CommandNotFound, $"No command \"{id}\" took effect for tenant {tenant}.");

        return stored.Events.IsEmpty
            ? new Explanation(id, stored.Target, stored.Version)
            : await ExplainAsync(stored, cancellation);
    }

    async Task<Result<Explanation>> ExplainAsync(StoredOutcome stored, CancellationToken cancellation)
    {
        var first = stored.Events[0];
        if (await _bundles.FindAsync(first.Bundle, cancellation) is not { } bundle)
            return Unexplainable($"The bundle {first.Bundle} is not in the database, or of no use to this version.");

        if (!AskedCommand.TryRestore(stored.Events, StoredLimits.Patch, out var command))
            return Unexplainable("What the journal keeps of it is no command.");

        var budget = new FoldBudget();
        var before = await StateAsync(new(stored.Target, new(first.Draft.Version.Number - 1)), budget, cancellation);
        if (!before.TryGet(out var state, out var problem))
            return problem;

        var others = new Dictionary<AggregateKey, AggregateState>();
        foreach (var condition in ReadsOf(first))
        {
            if (!(await StateAsync(condition, budget, cancellation)).TryGet(out var other, out problem))
                return problem;

            others[condition.Key] = other;
        }

        var question = new Question(state, command with { IsTraced = true }, bundle)
        {
            Origin = await FindOriginAsync(state, command, cancellation),
        };
        var deciding = _pool.RunAsync(
            new(stored.Target.Tenant, Sender: null), $"explain {stored.Target.TargetName}",
            () => Decide(question, others));
        var decision = await deciding.WaitAsync(cancellation);
        if (FindWhyNot(decision) is { } why)
            return Unexplainable(why);

        return new Explanation(first.CommandId, stored.Target, stored.Version)
        {
            Events = stored.Events,
            Command = ScriptedCommand.Of(command),
            Before = state.Body,
            Reads = [.. others.Select(read => (read.Key, read.Value))],
            Trace = decision.Trace,
            Differences = JournaledDecision.Compare(stored.Events, decision),
        };
    }

    // What an instance of a process began with, or what it starts with.
    async Task<Bundle?> FindOriginAsync(AggregateState state, Command command, CancellationToken cancellation) =>
        DefinitionChoice.FindBundle(state, command) is { } digest
            ? await _bundles.FindAsync(digest, cancellation) ?? Bundle.Empty
            : null;

    // What this server refuses by its own settings, or by how busy it is, tells nothing of the decision of then.
    static string? FindWhyNot(Decision decision)
    {
        if (decision is not Decision.Reject { Why: var why })
            return null;

        var isLimit = why.Code == ProblemCode.HandlerLimit
            || (why.Code == ProblemCode.RuleFailed && why.Errors is [{ Code: RuleFaultCodes.Limit }]);

        return isLimit ? $"It took more than it may now: {why.Detail}"
            : why.Code == ProblemCode.SchemaViolation
                ? "Payloads are validated now, and were not then: what it left does not satisfy the schema."
            : null;
    }

    Decision Decide(Question question, Dictionary<AggregateKey, AggregateState> others)
    {
        var decision = _decider.Decide(question);

        return decision is Decision.Needs needs && needs.Others(question).All(others.ContainsKey)
            ? _decider.Decide(needs.Answer(question, key => others[key]))
            : decision;
    }

    async Task<Result<AggregateState>> StateAsync(
        Condition condition, FoldBudget budget, CancellationToken cancellation) =>
        condition.Version == Version.None
            ? AggregateState.None
            : await TimeTravel.ToAsync(_reader, condition.Key, condition.Version, budget, cancellation);

    static ImmutableArray<Condition> ReadsOf(Event @event)
    {
        var found = ImmutableArray.CreateBuilder<Condition>();
        foreach (var read in (@event.Reads ?? JsonArray.Empty).Items)
        {
            if (TryRead(read, @event.Key.Tenant, out var condition))
                found.Add(condition);
        }

        return found.ToImmutable();
    }

    static bool TryRead(JsonValue read, Tenant tenant, out Condition condition)
    {
        condition = default;
        if (read is not JsonObject members
            || !TargetName.TryParseReadable(members.TextOf("targetName"), out var name)
            || !AggregateId.TryParse(members.TextOf("targetId"), out var id)
            || members["version"] is not JsonNumber number || !number.TryGetInt64(out var version))
        {
            return false;
        }

        condition = new(new(tenant, name, id), new(version));
        return true;
    }

    static Problem Unexplainable(string why) => new(ProblemCode.Unexplainable, why);
}

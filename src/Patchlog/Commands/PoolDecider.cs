using Patchlog.Admission;
using Patchlog.Bundles;
using Patchlog.Deciding;
using Patchlog.States;

namespace Patchlog.Commands;

/// <summary>
/// Makes decisions on the decision pool, with the states of the other aggregates that they rest on. Thread-safe.
/// </summary>
/// <param name="decider">Decides.</param>
/// <param name="pool">Where it does.</param>
/// <param name="loader">Has the states of other aggregates.</param>
/// <param name="bundles">Finds a bundle of the past by its digest; null if it is not to be had.</param>
/// <param name="time">The clock.</param>
sealed class PoolDecider(
    Decider decider, DecisionPool pool, ReadSetLoader loader,
    Func<string, CancellationToken, Task<Bundle?>> bundles, TimeProvider time)
{
    /// <summary>Decides within the time that the command has left.</summary>
    /// <exception cref="TimeoutException">There was no time left.</exception>
    public async Task<Decision> DecideAsync(Question question, PendingCommand pending)
    {
        var kind = Decider.FindHandler(question.Command, question.Bundle)?.File
            ?? question.Command.Target.TargetName.Value;
        var decision = await RunAsync(pending, kind, () => DecideFromMemory(question));
        if (decision is Decision.NeedsBundle { Digest: var digest })
        {
            if (await FindOriginAsync(digest, pending) is not { } origin)
                return Useless(digest);

            question = question with { Origin = origin };
            decision = await RunAsync(pending, kind, () => DecideFromMemory(question));
        }

        if (decision is not Decision.Needs needs)
            return decision;

        var left = Deadline.NotNegative(pending.Deadline.Left);
        var holding = loader.HoldAsync(needs.Others(question), Flow.Of(pending.Command), left);
        using var held = await LateDisposal.WaitAsync(holding, left, time);

        return held.States is { } states
            ? await RunAsync(pending, kind, () => decider.Decide(needs.Answer(question, key => states[key])))
            : Decider.RefuseReads(question, held.Bytes, held.Versions);
    }

    Task<Bundle?> FindOriginAsync(string digest, PendingCommand pending) =>
        bundles(digest, CancellationToken.None).WaitAsync(Deadline.NotNegative(pending.Deadline.Left), time);

    // A server of another version may be able to use it.
    static Decision.Reject Useless(string digest) => new(new Problem(
        ProblemCode.Unavailable, $"The bundle {digest}, which has the definition, is of no use to this server."));

    Task<Decision> RunAsync(PendingCommand pending, string kind, Func<Decision> decide) =>
        pool.RunAsync(
            Flow.Of(pending.Command), kind,
            () => pending.Deadline.HasPassed ? throw new TimeoutException() : decide());

    // What is in memory costs no second turn on the pool.
    Decision DecideFromMemory(Question question)
    {
        var decision = decider.Decide(question);

        return decision is Decision.Needs needs && loader.Find(needs.Others(question)) is { } states
            ? decider.Decide(needs.Answer(question, key => states[key]))
            : decision;
    }
}

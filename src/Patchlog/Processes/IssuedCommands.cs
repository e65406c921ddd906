using Patchlog.Deciding.Transitions;
using Patchlog.Intake;
using Patchlog.Journal;
using Patchlog.Json;

namespace Patchlog.Processes;

/// <summary>
/// The commands that instances of one tenant have issued: each is sent through the front door, and its outcome told to
/// the instance, whose append ends it. Both are harmless a second time. Not thread-safe.
/// </summary>
/// <param name="tenant">The tenant, which no command leaves.</param>
/// <param name="store">Has the commands.</param>
/// <param name="courier">Sends them.</param>
/// <param name="limits">What a patch may do.</param>
/// <param name="time">The clock.</param>
sealed class IssuedCommands(
    Tenant tenant, IProcessStore store, Courier courier, PatchLimits limits, TimeProvider time)
{
    /// <summary>Sends some, in the order in which they were issued.</summary>
    /// <returns>How the turn went.</returns>
    public async Task<TurnResult> ServeAsync(CancellationToken cancellation)
    {
        var due = await store.FindDueCommandsAsync(
            tenant, time.GetUtcNow(), ProcessLimits.MaxItemsPerTurn, cancellation);

        var (began, count) = (time.GetTimestamp(), 0);
        foreach (var some in due.Chunk(ProcessLimits.MaxItemsAtOnce))
        {
            var sending = new List<Task>(some.Length);
            foreach (var issued in some)
                sending.Add(CompleteAsync(issued, await SendAsync(issued, cancellation), cancellation));

            await Task.WhenAll(sending);

            count += some.Length;
            if (time.GetElapsedTime(began) > ProcessLimits.MaxTurnTime)
                break;
        }

        return count == ProcessLimits.MaxItemsPerTurn || count < due.Length ? TurnResult.HasMore : TurnResult.Idle;
    }

    async Task<Task<Delivery>> SendAsync(OutgoingCommand issued, CancellationToken cancellation)
    {
        if (issued.Command is not { } stored)
            return Task.FromResult<Delivery>(new Delivery.Refused(Damaged));

        var envelope = IssuedCommand.EnvelopeOf(stored, issued.Id, tenant);
        if (!Envelope.TryRead(envelope, limits, time, out var command, out var problem))
            return Task.FromResult<Delivery>(new Delivery.Refused(problem));

        // What was done is undone however long the chain has become; it is the events of that which nobody is fed with.
        var depth = IssuedCommand.DepthOf(stored);
        if (depth > TransitionLimits.MaxDepth && !IssuedCommand.IsCompensation(stored))
            return Task.FromResult<Delivery>(new Delivery.Refused(TooDeep(depth)));

        return await courier.SendAsync(
            command with
            {
                Id = issued.Id,
                Actor = $"process:{issued.Process}/{issued.Instance}",
                ReceivedAt = time.GetUtcNow(),
                Depth = depth,
            },
            cancellation);
    }

    async Task CompleteAsync(OutgoingCommand issued, Task<Delivery> sending, CancellationToken cancellation)
    {
        switch (await sending)
        {
            case Delivery.Refused { Why: var damage } when issued.Command is null:
                courier.ReportDamage(InstanceOf(issued), issued.Id);
                await PostponeAsync(issued, ProcessLimits.UndeliverablePause, damage, cancellation);
                break;

            case Delivery.Done { Outcome: var outcome }:
                await TellAsync(issued, isSuccess: true, ValueOf(outcome), cancellation);
                break;

            case Delivery.Refused { Why: var why }:
                await TellAsync(issued, isSuccess: false, Courier.JsonOf(why), cancellation);
                break;

            case Delivery.Postponed { Why: var why }:
                await PostponeAsync(issued, PauseAfter(issued.Attempts), why, cancellation);
                break;
        }
    }

    // A repeated command answers with less than at first: what is told is what both have.
    static JsonObject ValueOf(Outcome.Success outcome) => JsonObject.Of(
        new("commandId", outcome.CommandId.Value), new("targetName", outcome.Target.TargetName.Value),
        new("targetId", outcome.Target.TargetId.Value), new("version", outcome.Version.Number));

    async Task TellAsync(OutgoingCommand issued, bool isSuccess, JsonValue value, CancellationToken cancellation)
    {
        var instance = InstanceOf(issued);
        var body = ProcessBodies.Outcome(issued.Number, issued.Id, isSuccess, value);
        var command = courier.Make(instance, ProcessIds.OfOutcome(instance, issued.Id), body) with
        {
            // The answer belongs to the input that led to the command: only what follows from it makes a chain longer.
            Depth = Math.Max(0, IssuedCommand.DepthOf(issued.Command ?? JsonObject.Empty) - 1),
            Context = JsonObject.Of(
                new("correlationId", issued.Command?["correlationId"] ?? issued.Id.Value),
                new("causationId", issued.Id.Value)),
        };

        switch (await await courier.DeliverAsync(command, cancellation))
        {
            case Delivery.Refused { Why: var why }:
                await PostponeAsync(issued, ProcessLimits.UndeliverablePause, why, cancellation);
                break;

            case Delivery.Postponed { Why: var why }:
                await PostponeAsync(issued, PauseAfter(issued.Attempts), why, cancellation);
                break;

            case Delivery.Done:
                break;
        }
    }

    Task PostponeAsync(OutgoingCommand issued, TimeSpan pause, Problem why, CancellationToken cancellation) =>
        store.PostponeAsync(
            tenant, issued.Id, time.GetUtcNow() + pause, $"{why.Code.Name}: {why.Detail}", cancellation);

    static TimeSpan PauseAfter(int attempts)
    {
        var pause = ProcessLimits.Pause * Math.Pow(2, Math.Min(attempts, 10));

        return pause < ProcessLimits.LongestPause ? pause : ProcessLimits.LongestPause;
    }

    AggregateKey InstanceOf(OutgoingCommand issued) =>
        new(tenant, TargetName.OfProcess(issued.Process), issued.Instance);

    static Problem Damaged => new(ProblemCode.Internal, "Its row in the database is damaged.");

    static Problem TooDeep(int depth) => new(
        ProblemCode.ProcessFailed,
        $"{depth} inputs and commands of processes have followed from one another; {TransitionLimits.MaxDepth} may.");
}

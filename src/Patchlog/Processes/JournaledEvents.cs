using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Patchlog.Admission;
using Patchlog.Bundles;
using Patchlog.Deciding.Transitions;
using Patchlog.Following;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Statecharts;

namespace Patchlog.Processes;

/// <summary>
/// The events of one tenant, in order: those that start or feed instances become commands. What an event means is told
/// by the bundle that it names, whatever this server has. Not thread-safe.
/// </summary>
/// <param name="tools">What all tenants share.</param>
/// <param name="lease">Has the position.</param>
/// <param name="tenant">The tenant.</param>
sealed partial class JournaledEvents(ProcessTools tools, TenantLease lease, Tenant tenant)
{
    /// <summary>Reads some.</summary>
    /// <param name="cancellation">Ends the turn.</param>
    /// <returns>How the turn went.</returns>
    public async Task<TurnResult> ServeAsync(CancellationToken cancellation)
    {
        var head = await tools.Journal.Reader.FindHeadAsync(tenant, cancellation);
        if (head.Number <= lease.Position.Number)
            return TurnResult.Idle;

        // Asked for after the head: events up to there name no bundle that is stored later.
        var bundles = await tools.ProcessBundles.RefreshAsync(cancellation);
        var upTo = new Position(Math.Min(head.Number, lease.Position.Number + ProcessLimits.MaxPositionsPerTurn));
        var range = new FeedRange(
            lease.Position, upTo, FeedFilter.All, ProcessLimits.MaxEventsPerTurn, ProcessLimits.MaxEventBytesPerTurn)
        {
            Bundles = bundles,
        };
        using var page = await tools.Journal.Feed.ReadAsync(tenant, range, cancellation);

        var (round, began, through) = (new DeliveryRound(tools.Courier), tools.Time.GetTimestamp(), page.Through);
        foreach (var item in page.Items)
        {
            if (JsonValue.TryParse(item.Json.Span, StoredLimits.Json, out var json, out _) && json is JsonObject read)
                await FeedAsync(new(item.Position, read), round, cancellation);

            if (!round.HasFailed && tools.Time.GetElapsedTime(began) < ProcessLimits.MaxReadingTime)
                continue;

            through = item.Position;
            break;
        }

        var failedAt = await round.CompleteAsync();
        var reached = failedAt is { } at ? new Position(at.Number - 1) : through;
        var result = failedAt is not null ? TurnResult.Failed
            : reached.Number < head.Number ? TurnResult.HasMore
            : TurnResult.Idle;
        await lease.AdvanceAsync(reached, isUrgent: result != TurnResult.HasMore, cancellation);

        return result;
    }

    async Task FeedAsync(JournaledEvent journaled, DeliveryRound round, CancellationToken cancellation)
    {
        if (await tools.Bundles.FindAsync(journaled.Bundle, cancellation) is not { } bundle)
        {
            await WaitForBundleAsync(journaled, round, cancellation);
            return;
        }

        var type = journaled.Type;
        foreach (var process in bundle.Processes)
        {
            if (!EventMatch.IsPossible(process, type))
                continue;

            var match = await FindAsync(process, journaled);
            foreach (var fault in match.Faults)
                LogUnreadable(tools.Logger, tenant, journaled.Position.Number, process.File, fault.Message);

            if (match.Start is { } start)
                await StartAsync(process, start, journaled, round, cancellation);

            foreach (var key in match.Keys)
                await FeedAsync(process, key, journaled, round, cancellation);
        }
    }

    // What the events of a newer version mean is for servers of that version to say.
    async Task WaitForBundleAsync(JournaledEvent journaled, DeliveryRound round, CancellationToken cancellation)
    {
        LogNoBundle(tools.Logger, tenant, journaled.Position.Number, journaled.Bundle);
        if (journaled.Bundle is not { } digest
            || await tools.Journal.Bundles.FindAsync(digest, cancellation) is null)
        {
            return;
        }

        round.Fail(journaled.Position);
        await lease.ReleaseAsync(cancellation);
    }

    // Expressions run where decisions do: bounded, and tenants in turn.
    async Task<EventMatch> FindAsync(ProcessDefinition process, JournaledEvent journaled)
    {
        var match = await AskAsync(process, journaled);
        for (var attempt = 1; attempt < ProcessLimits.MaxSlowAttempts && match.HasTakenTooLong; attempt++)
            match = await AskAsync(process, journaled);

        return match;
    }

    Task<EventMatch> AskAsync(ProcessDefinition process, JournaledEvent journaled) =>
        tools.Decisions.RunAsync(new Flow(tenant, Sender: null), process.File, () =>
        {
            var cause = new ChartEvent.External(journaled.Type, journaled.Json);
            var seed = SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}/{journaled.Id}/{process.Name}"));
            using var engine = tools.Engines.Rent(new(journaled.Time, BitConverter.ToUInt64(seed)));

            return EventMatch.Find(process, cause, engine);
        });

    async Task StartAsync(
        ProcessDefinition process, (string Id, JsonValue Input) start, JournaledEvent journaled, DeliveryRound round,
        CancellationToken cancellation)
    {
        if (FindInstance(process, start.Id, journaled) is not { } instance || IsTooDeep(journaled, instance))
            return;

        var body = ProcessBodies.Start(start.Input, journaled.Bundle ?? "", journaled.Position);
        var command = CommandOf(instance, ProcessIds.OfInput(instance, "start " + journaled.Id), body, journaled);

        await round.SendAsync(journaled.Position, command, cancellation);
    }

    AggregateKey? FindInstance(ProcessDefinition process, string? text, JournaledEvent journaled)
    {
        if (AggregateId.TryParse(text, out var id) && !AggregateId.IsReservedOfInstances(text))
            return new(tenant, process.TargetName, id);

        LogNoId(tools.Logger, tenant, journaled.Position.Number, process.File, text ?? "");
        return null;
    }

    async Task FeedAsync(
        ProcessDefinition process, CorrelationKey key, JournaledEvent journaled, DeliveryRound round,
        CancellationToken cancellation)
    {
        if (key.Correlation is not { } correlation)
        {
            if (FindInstance(process, key.Id, journaled) is { } instance)
                await FeedAsync(instance, journaled, round, cancellation);

            return;
        }

        // What the events before it have made of the keys is to be seen.
        await round.DrainAsync();
        var digest = Digest.OfKey(key.Value);
        AggregateId? after = null;
        while (!round.HasFailed)
        {
            var found = await tools.Journal.Processes.FindInstancesAsync(
                tenant, process.Name, correlation, digest, after, ProcessLimits.MaxInstancesPerPage, cancellation);
            foreach (var id in found)
                await FeedAsync(new AggregateKey(tenant, process.TargetName, id), journaled, round, cancellation);

            if (found.Length < ProcessLimits.MaxInstancesPerPage)
                return;

            after = found[^1];
            await round.DrainAsync();
        }
    }

    async Task FeedAsync(
        AggregateKey instance, JournaledEvent journaled, DeliveryRound round, CancellationToken cancellation)
    {
        if (IsTooDeep(journaled, instance))
            return;

        var id = ProcessIds.OfInput(instance, journaled.Id);
        var command = CommandOf(instance, id, ProcessBodies.Journaled(journaled.Json), journaled);

        await round.SendAsync(journaled.Position, command, cancellation);
    }

    Command CommandOf(AggregateKey instance, CommandId id, JsonObject body, JournaledEvent journaled) =>
        tools.Courier.Make(instance, id, body) with
        {
            Depth = journaled.Depth + 1,
            Context = JsonObject.Of(
                new("correlationId", journaled.CorrelationId), new("causationId", journaled.Id)),
        };

    bool IsTooDeep(JournaledEvent journaled, AggregateKey instance)
    {
        if (journaled.Depth < TransitionLimits.MaxDepth)
            return false;

        LogTooDeep(tools.Logger, instance, tenant, journaled.Position.Number, journaled.Depth);
        return true;
    }

    [LoggerMessage(1411, LogLevel.Warning, "{File} can't say what event {Position} of {Tenant} means to it: {Detail}")]
    static partial void LogUnreadable(ILogger logger, Tenant tenant, long position, string file, string detail);

    [LoggerMessage(1412, LogLevel.Warning,
        "{File} gives \"{Id}\" for event {Position} of {Tenant}, which can't be an id")]
    static partial void LogNoId(ILogger logger, Tenant tenant, long position, string file, string id);

    [LoggerMessage(1414, LogLevel.Error,
        "Event {Position} of {Tenant} starts and feeds nothing here: its bundle {Bundle} is of no use to this version")]
    static partial void LogNoBundle(ILogger logger, Tenant tenant, long position, string? bundle);

    [LoggerMessage(1413, LogLevel.Warning,
        "The chain of processes is cut before {Instance}: event {Position} of {Tenant} is the {Depth}th in a row")]
    static partial void LogTooDeep(ILogger logger, AggregateKey instance, Tenant tenant, long position, int depth);
}

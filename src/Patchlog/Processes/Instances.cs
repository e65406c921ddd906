using System.Collections.Immutable;
using Patchlog.Activating;
using Patchlog.Bundles;
using Patchlog.Deciding.Transitions;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Statecharts;
using Patchlog.States;

namespace Patchlog.Processes;

/// <summary>The reads of processes. Thread-safe.</summary>
/// <remarks>All methods throw <see cref="JournalUnavailableException"/> when the database can't be reached.</remarks>
public sealed class Instances
{
    readonly IJournal _journal;
    readonly StateLoader _loader;
    readonly KnownBundles _bundles;
    readonly ActiveBundle _active;
    readonly Drawings _drawings = new();

    internal Instances(IJournal journal, StateLoader loader, KnownBundles bundles, ActiveBundle active) =>
        (_journal, _loader, _bundles, _active) = (journal, loader, bundles, active);

    /// <summary>An instance; refused with <c>not-found</c> if there has never been one.</summary>
    public async Task<Result<InstanceView>> FindAsync(AggregateKey key, CancellationToken cancellation)
    {
        var state = await _loader.LoadAsync(key);
        if (state.Body is not { } document)
            return new Problem(ProblemCode.NotFound, $"There is no {key}.");

        var (process, instance) = (key.TargetName.Process ?? "", key.TargetId);
        var events = await ReadLastEventsAsync(key, state.Version, cancellation);
        var timers = await _journal.Processes.ListTimersAsync(
            key.Tenant, process, instance, ProcessLimits.MaxShownItems, cancellation);
        var commands = await _journal.Processes.ListCommandsAsync(
            key.Tenant, process, instance, ProcessLimits.MaxShownItems, cancellation);

        return new InstanceView(key, state)
        {
            Accepts = (await FindChartAsync(key, document, cancellation)) is { } chart
                && ChartSnapshot.TryRead(chart, document, out var snapshot, out _)
                    ? chart.AcceptedEvents(snapshot)
                    : null,
            Timers = [.. timers.Select(JsonOf)],
            Commands = JsonOf(commands),
            Events = events,
        };
    }

    // Histories are read forwards; of those that end at a number of bytes, the last is what is wanted.
    async Task<ImmutableArray<Event>> ReadLastEventsAsync(
        AggregateKey key, Version upTo, CancellationToken cancellation)
    {
        var after = new Version(Math.Max(0, upTo.Number - ProcessLimits.MaxShownEvents));
        while (true)
        {
            var (events, hasMore) = await _journal.Reader.ReadHistoryAsync(
                key, after, upTo, ProcessLimits.MaxShownEvents, ProcessLimits.MaxShownBytes, cancellation);
            if (!hasMore || events.IsEmpty)
                return events;

            after = events[^1].Draft.Version;
        }
    }

    /// <summary>
    /// A drawing of a process: SVG, or Mermaid's <c>stateDiagram-v2</c>. Refused with <c>not-found</c>,
    /// <c>unknown-process</c>, and <c>too-many-requests</c>.
    /// </summary>
    /// <param name="tenant">Who asks.</param>
    /// <param name="process">The process.</param>
    /// <param name="key">
    /// The instance whose definition is drawn, with its active states marked; null for the active bundle's definition.
    /// </param>
    /// <param name="isMermaid">Whether it is text for Mermaid.</param>
    /// <param name="cancellation">Ends the reads.</param>
    public async Task<Result<string>> DrawAsync(
        Tenant tenant, string process, AggregateKey? key, bool isMermaid, CancellationToken cancellation)
    {
        var document = key is { } instance ? (await _loader.LoadAsync(instance)).Body : null;
        if (key is { } missing && document is null)
            return new Problem(ProblemCode.NotFound, $"There is no {missing}.");

        var chart = key is { } found && document is not null
            ? await FindChartAsync(found, document, cancellation)
            : _active.Current?.FindProcess(process)?.Chart;
        if (chart is null)
            return new Problem(ProblemCode.UnknownProcess, $"There is no process called \"{process}\".");

        var active = document is not null && ChartSnapshot.TryRead(chart, document, out var snapshot, out _)
            ? snapshot.ActiveStates
            : [];

        return isMermaid
            ? StatechartDrawing.ToMermaid(chart, active)
            : await _drawings.DrawAsync(tenant, chart, active, cancellation);
    }

    /// <summary>An orchestration command of a client that is to cancel its instance instead.</summary>
    public static Command ToCancel(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return command with
        {
            Body = ProcessBodies.Cancel,
            Digest = Digest.Of(JsonObject.Of(
                new("tenant", command.Target.Tenant.Value), new("target", command.Target.ToString()),
                new("method", "DELETE"))),
        };
    }

    async Task<Statechart?> FindChartAsync(AggregateKey key, JsonObject document, CancellationToken cancellation)
    {
        var name = key.TargetName.Process ?? "";
        var current = _active.Current?.FindProcess(name);
        if (current is not null && current.Digest == InstanceDocument.DefinitionOf(document))
            return current.Chart;

        var bundle = await _bundles.FindAsync(InstanceDocument.BundleOf(document), cancellation);

        return bundle?.FindProcess(name)?.Chart;
    }

    static JsonObject JsonOf(DueTimer timer) => JsonObject.Of(
        new("name", timer.Name), new("entry", timer.Entry), new("dueAt", Timestamps.Write(timer.DueAt)));

    // As many whole commands as are shown bytes of events; those behind are shown without what they send.
    static ImmutableArray<JsonObject> JsonOf(ImmutableArray<OutgoingCommand> commands)
    {
        var shown = ImmutableArray.CreateBuilder<JsonObject>(commands.Length);
        var bytes = 0L;
        foreach (var issued in commands)
        {
            var envelope = issued.Command?["envelope"] ?? JsonValue.Null;
            bytes += envelope.Utf8Length;
            shown.Add(JsonOf(issued, bytes <= ProcessLimits.MaxShownBytes ? envelope : JsonValue.Null));
        }

        return shown.MoveToImmutable();
    }

    static JsonObject JsonOf(OutgoingCommand issued, JsonValue envelope)
    {
        var json = JsonObject.Of(
            new("id", issued.Id.Value), new("number", issued.Number), new("command", envelope),
            new("dueAt", Timestamps.Write(issued.DueAt)), new("attempts", issued.Attempts));

        return issued.LastProblem is { } problem ? json.With("lastProblem", problem) : json;
    }
}

using System.Collections.Immutable;
using Patchlog.Journal;

namespace Patchlog.Server.Wire;

/// <summary>
/// Adds to a version conflict the events since the version that the command was decided on, if they are few and memory
/// for them is free at once: the refusal stands without them, and they can be read later. Thread-safe.
/// </summary>
/// <param name="store">Has the events.</param>
/// <param name="limits">How much may be added, and how many conflicts are looked at together.</param>
sealed class ConflictEvents(DocumentStore store, IntakeLimits limits) : IDisposable
{
    readonly SemaphoreSlim _slots = new(limits.MaxParallelReadsSince);

    /// <summary>The outcome with the events; as it was if it is no such conflict, or if there is no room.</summary>
    /// <param name="command">The command.</param>
    /// <param name="outcome">Its outcome.</param>
    /// <param name="account">Holds <see cref="MemoryOf"/> the answer until it is sent.</param>
    public async ValueTask<Outcome> AddAsync(Command command, Outcome outcome, MemoryAccount account)
    {
        if (outcome is not Outcome.Failure { Problem: { CurrentVersion: { } current } problem }
            || problem.Code != ProblemCode.VersionConflict || command.TargetVersion is not { } expected
            || expected >= current)
            return outcome;

        if (current.Number - expected.Number > limits.MaxEventsSince || !account.TryReserve(MemoryOfEvents))
            return outcome;

        var events = await ReadAsync(command.Target, expected, current);
        if (!events.IsEmpty)
            return new Outcome.Failure(problem with { EventsSince = events });

        account.Resize(-MemoryOfEvents);
        return outcome;
    }

    /// <summary>Bytes that are held for the events of an outcome.</summary>
    public long MemoryOf(Outcome outcome) =>
        outcome is Outcome.Failure { Problem.EventsSince.IsEmpty: false } ? MemoryOfEvents : 0;

    public void Dispose() => _slots.Dispose();

    long MemoryOfEvents => (long)BufferLimits.CountedPerMessageByte * limits.MaxBytesSince;

    async Task<ImmutableArray<Event>> ReadAsync(AggregateKey target, Version after, Version upTo)
    {
        if (!await _slots.WaitAsync(TimeSpan.Zero))
            return [];

        try
        {
            return await store.Documents.ReadSinceAsync(
                target, after, upTo, limits.MaxBytesSince, CancellationToken.None);
        }
        catch (JournalUnavailableException)
        {
            return [];
        }
        finally
        {
            _slots.Release();
        }
    }
}

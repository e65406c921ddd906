using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Repairing;
using Patchlog.States;

namespace Patchlog;

/// <summary>What operators do with a database: verify, rebuild, its epoch, its declared indexes. Thread-safe.</summary>
/// <remarks>All methods throw <see cref="JournalUnavailableException"/> when the database can't be reached.</remarks>
public sealed class Maintenance
{
    readonly IJournal _journal;
    readonly StateRepair _repair;
    readonly StateCache _cache;

    internal Maintenance(IJournal journal, StateRepair repair, StateCache cache) =>
        (_journal, _repair, _cache) = (journal, repair, cache);

    /// <summary>A sentence for each setting of the database by which an acknowledged command could be lost.</summary>
    public IReadOnlyList<string> DurabilityWarnings => _journal.Durability.Warnings;

    /// <inheritdoc cref="IJournal.CheckFilesAsync"/>
    public async Task<IReadOnlyList<string>?> CheckFilesAsync(CancellationToken cancellation) =>
        await _journal.CheckFilesAsync(cancellation);

    /// <inheritdoc cref="StateRepair.VerifyAsync"/>
    /// <exception cref="FormatException"><paramref name="expected"/> is not the text of a head.</exception>
    public Task<StateReport> VerifyAsync(
        Tenant tenant, string? expected, IProgress<long>? progress, CancellationToken cancellation) =>
        _repair.VerifyAsync(tenant, expected is null ? null : Parse(expected), progress, cancellation);

    /// <inheritdoc cref="StateRepair.RebuildAsync"/>
    /// <remarks>Other processes don't hear of it: they may keep repaired states in memory. Restart them.</remarks>
    public async Task<StateReport> RebuildAsync(
        Tenant tenant, bool isForced, IProgress<long>? progress, CancellationToken cancellation)
    {
        var report = await _repair.RebuildAsync(tenant, isForced, progress, cancellation);
        _cache.Clear();

        return report;
    }

    /// <summary>
    /// Begins a new epoch: for a copy of a database whose original goes on, and that does not notice by itself. Running
    /// servers notice within seconds, and end their readers.
    /// </summary>
    public Task<Guid> RenewEpochAsync(CancellationToken cancellation) =>
        _journal.RenewEpochAsync(from: null, cancellation);

    /// <inheritdoc cref="IJournalIndexes.CreateAsync"/>
    public Task<bool> CreateIndexAsync(TargetName targetName, JsonPointer path, CancellationToken cancellation) =>
        _journal.Indexes.CreateAsync(targetName, path, cancellation);

    /// <inheritdoc cref="IJournalIndexes.DropAsync"/>
    public Task<bool> DropIndexAsync(TargetName targetName, JsonPointer path, CancellationToken cancellation) =>
        _journal.Indexes.DropAsync(targetName, path, cancellation);

    /// <inheritdoc cref="IJournalIndexes.ListAsync"/>
    public async Task<IReadOnlyList<DeclaredIndex>> ListIndexesAsync(CancellationToken cancellation) =>
        await _journal.Indexes.ListAsync(cancellation);

    static Head Parse(string text) => HeadText.TryParse(text, out var head)
        ? head
        : throw new FormatException($"\"{text}\" is not a head: <position>.<digest>, as verify shows it, or 0.");
}

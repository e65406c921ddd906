using System.Collections.Immutable;
using Patchlog.Bundles;
using Patchlog.Checking;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Repairing;
using Patchlog.States;

namespace Patchlog;

/// <summary>
/// What operators do with a database: verify, rebuild, its epoch, its declared indexes, what is unique, and whether its
/// documents fit a bundle. Thread-safe.
/// </summary>
/// <remarks>All methods throw <see cref="JournalUnavailableException"/> when the database can't be reached.</remarks>
public sealed class Maintenance
{
    readonly IJournal _journal;
    readonly StateRepair _repair;
    readonly StateCache _cache;
    readonly UniqueDeclarer _unique;

    internal Maintenance(IJournal journal, StateRepair repair, StateCache cache) =>
        (_journal, _repair, _cache, _unique) = (journal, repair, cache, new(journal.UniqueKeys, journal.Reader));

    /// <summary>A sentence for each setting of the database by which an acknowledged command could be lost.</summary>
    public IReadOnlyList<string> DurabilityWarnings => _journal.Durability.Warnings;

    /// <summary>
    /// Writes a backup of a SQLite database, which may be in use: private to the user, on the disk, and whole or not
    /// there. It takes as long as the disk does.
    /// </summary>
    /// <param name="address">The database.</param>
    /// <param name="file">The backup, which must not exist.</param>
    /// <param name="cancellation">Stops it; then there is no backup.</param>
    /// <exception cref="InvalidDataException">
    /// The address names no SQLite file, or none that is there, or the name of the backup is taken.
    /// </exception>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not do so.</exception>
    public static void WriteBackup(DatabaseAddress address, string file, CancellationToken cancellation) =>
        JournalOpener.WriteBackup(address, file, cancellation);

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

    /// <summary>
    /// Declares that no two living documents of a type in one tenant have equal values at all of some paths, if that is
    /// so; from then on every server refuses what would break it. Works while servers read and write.
    /// </summary>
    /// <param name="targetName">The type.</param>
    /// <param name="paths">The paths; <see cref="UniqueDeclaration.TryCreate"/> says what they may be.</param>
    /// <param name="progress">Told the number of documents whose keys were built so far.</param>
    /// <param name="cancellation">Stops between two steps; the next one who declares the same goes on.</param>
    /// <returns>That it is declared; or the documents that have equal values, and then nothing is declared.</returns>
    /// <exception cref="ArgumentException">These can't be the paths.</exception>
    /// <exception cref="InvalidDataException">
    /// There are too many declarations, or others declare and drop this one all the time.
    /// </exception>
    public Task<UniqueOutcome> DeclareUniqueAsync(
        TargetName targetName, ImmutableArray<JsonPointer> paths, IProgress<long>? progress,
        CancellationToken cancellation) =>
        _unique.DeclareAsync(Declaration(targetName, paths), isOfBundle: false, progress, cancellation);

    /// <summary>Drops what <see cref="DeclareUniqueAsync"/> declared; false if it is not declared.</summary>
    /// <exception cref="ArgumentException">These can't be the paths.</exception>
    public Task<bool> DropUniqueAsync(
        TargetName targetName, ImmutableArray<JsonPointer> paths, CancellationToken cancellation) =>
        _unique.DropAsync(Declaration(targetName, paths), cancellation);

    /// <inheritdoc cref="UniqueDeclarer.ListAsync"/>
    public Task<IReadOnlyList<DeclaredUniqueness>> ListUniqueAsync(CancellationToken cancellation) =>
        _unique.ListAsync(cancellation);

    /// <summary>Which living documents a bundle would refuse, and which share values that must be unique.</summary>
    /// <inheritdoc cref="DocumentCheck.RunAsync"/>
    /// <exception cref="ReadRefusedException">The database took too long for a page.</exception>
    public Task<DocumentReport> CheckDocumentsAsync(
        Bundle bundle, IProgress<CheckProgress>? progress, CancellationToken cancellation) =>
        new DocumentCheck(_journal.Reader, bundle).RunAsync(progress, cancellation);

    static UniqueDeclaration Declaration(TargetName targetName, ImmutableArray<JsonPointer> paths) =>
        UniqueDeclaration.TryCreate(targetName, paths, out var declaration, out var problem)
            ? declaration
            : throw new ArgumentException(problem.Detail, nameof(paths));

    static Head Parse(string text) => HeadText.TryParse(text, out var head)
        ? head
        : throw new FormatException($"\"{text}\" is not a head: <position>.<digest>, as verify shows it, or 0.");
}

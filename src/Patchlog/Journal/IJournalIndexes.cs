using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Journal;

/// <summary>
/// The declared indexes of a journal that can have some. Made and dropped beside running servers, which learn of it within
/// seconds. An answer never depends on them, only its speed.
/// </summary>
interface IJournalIndexes
{
    /// <summary>Makes an index; false if it is there already. One that an interrupted run left half built is replaced.</summary>
    /// <exception cref="InvalidDataException">Somebody else makes or drops one at this moment.</exception>
    Task<bool> CreateAsync(TargetName targetName, JsonPointer path, CancellationToken cancellation);

    /// <summary>Drops an index; false if there is none.</summary>
    /// <exception cref="InvalidDataException">Somebody else makes or drops one at this moment.</exception>
    Task<bool> DropAsync(TargetName targetName, JsonPointer path, CancellationToken cancellation);

    /// <summary>All of them, by type and path.</summary>
    Task<ImmutableArray<DeclaredIndex>> ListAsync(CancellationToken cancellation);
}

/// <summary>An index on one path of one type.</summary>
/// <param name="TargetName">The type.</param>
/// <param name="Path">The path in the body (RFC 6901).</param>
/// <param name="IsUsable">False while it is built, and after a run that was interrupted: create it again then.</param>
/// <param name="Bytes">Its size.</param>
public sealed record DeclaredIndex(TargetName TargetName, string Path, bool IsUsable, long Bytes);

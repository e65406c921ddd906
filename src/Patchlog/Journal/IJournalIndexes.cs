using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Journal;

/// <summary>
/// The declared indexes of a journal. They are made and dropped while others read and write; other servers learn of it
/// within seconds. The speed of an answer depends on them; the answer never does.
/// </summary>
interface IJournalIndexes
{
    /// <summary>
    /// Makes an index; false if it is there already. An index that an interrupted run left half built is replaced.
    /// </summary>
    /// <exception cref="InvalidDataException">Somebody else makes or drops an index at this moment.</exception>
    Task<bool> CreateAsync(TargetName targetName, JsonPointer path, CancellationToken cancellation);

    /// <summary>Drops an index; false if there is none.</summary>
    /// <exception cref="InvalidDataException">Somebody else makes or drops an index at this moment.</exception>
    Task<bool> DropAsync(TargetName targetName, JsonPointer path, CancellationToken cancellation);

    /// <summary>All declared indexes, by type and path.</summary>
    Task<ImmutableArray<DeclaredIndex>> ListAsync(CancellationToken cancellation);

    /// <summary>
    /// Compares a tenant's indexes with its current states; answers a sentence for each of the first differences, and
    /// none where the database itself keeps indexes and checks them.
    /// </summary>
    Task<ImmutableArray<string>> CheckAsync(Tenant tenant, CancellationToken cancellation);
}

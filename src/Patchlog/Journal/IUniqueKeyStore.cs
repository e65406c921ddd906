using System.Collections.Immutable;

namespace Patchlog.Journal;

/// <summary>
/// What is declared unique in a database, and the keys of its documents: the steps of which
/// <see cref="UniqueDeclarer"/> makes the whole. Each is one transaction or less, and right whatever others do
/// meanwhile: an append made under other declarations than the database has is refused as a whole. Safe for concurrent
/// use.
/// </summary>
/// <remarks>All methods throw <see cref="JournalUnavailableException"/> when the database can't be reached.</remarks>
interface IUniqueKeyStore
{
    /// <summary>All declarations, by type and paths.</summary>
    Task<ImmutableArray<StoredDeclaration>> ListAsync(CancellationToken cancellation);

    /// <summary>Adds a declaration at its first stage, if it is not there; answers the one that is there.</summary>
    /// <param name="declaration">What is unique.</param>
    /// <param name="isOfBundle">Whether a bundle asks; what an operator asked for once stays the operator's.</param>
    /// <param name="cancellation">Stops waiting; it may have been added.</param>
    /// <exception cref="InvalidDataException">There are too many.</exception>
    Task<StoredDeclaration> AddAsync(
        UniqueDeclaration declaration, bool isOfBundle, CancellationToken cancellation);

    /// <summary>
    /// Brings a declaration to another stage; false if it is not at its stage any more. Afterwards the tenants that are
    /// listed have all states that were written before it became known.
    /// </summary>
    Task<bool> TryMoveAsync(StoredDeclaration from, UniqueStage to, CancellationToken cancellation);

    /// <summary>
    /// Brings a declaration to its last stage if it is of a bundle, at its stage, and no server uses a bundle beside
    /// those that are known; all of it at one moment. False otherwise.
    /// </summary>
    Task<bool> TryDropUnnamedAsync(
        StoredDeclaration from, ImmutableArray<string> known, CancellationToken cancellation);

    /// <summary>Removes a declaration that is at its last stage; its keys are removed before.</summary>
    Task ForgetAsync(StoredDeclaration declaration, CancellationToken cancellation);

    /// <summary>Waits until a tenant has no append under way that knew an earlier stage.</summary>
    Task PassAsync(Tenant tenant, CancellationToken cancellation);

    /// <summary>
    /// Writes the keys of some stored documents of a tenant; answers how many, and the id to go on behind, null at the
    /// end. Null if the declaration is not at its stage any more.
    /// </summary>
    Task<(int Documents, AggregateId? Last)?> BuildAsync(
        StoredDeclaration declaration, Tenant tenant, AggregateId? after, CancellationToken cancellation);

    /// <summary>Finds the values that several documents of a tenant have, at most so many.</summary>
    Task<ImmutableArray<UniqueTwins>> FindTwinsAsync(
        StoredDeclaration declaration, Tenant tenant, int limit, CancellationToken cancellation);

    /// <summary>Removes some keys of a tenant; false if there are no more.</summary>
    Task<bool> RemoveAsync(StoredDeclaration declaration, Tenant tenant, CancellationToken cancellation);

    /// <summary>
    /// Reads documents of a tenant with their keys, each pair at one moment, by id. The key of a damaged document is
    /// taken for right, and nothing is read of a declaration that is not at its stage any more.
    /// </summary>
    Task<Page<HeldKey>> ReadAsync(
        StoredDeclaration declaration, Tenant tenant, AggregateId? after, CancellationToken cancellation);

    /// <summary>
    /// Finds keys of a tenant that no document and no declaration accounts for: the ids, at most so many.
    /// </summary>
    Task<ImmutableArray<string>> FindStrayAsync(Tenant tenant, int limit, CancellationToken cancellation);
}

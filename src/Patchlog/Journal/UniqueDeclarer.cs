using System.Collections.Immutable;

namespace Patchlog.Journal;

/// <summary>
/// Declares what is unique while others read and write, and drops it again. A declaration passes stages: keys are
/// written with every state, then built for the states that were there before; if there are no twins, appends begin to
/// refuse them, and those that slipped in before that are looked for. Whoever is interrupted leaves a declaration at a
/// stage, at which the next one goes on. Thread-safe, also across processes.
/// </summary>
/// <param name="store">Takes the steps.</param>
/// <param name="reader">Knows the tenants.</param>
sealed class UniqueDeclarer(IUniqueKeyStore store, IJournalReader reader)
{
    /// <summary>Declares that values are unique, if they are.</summary>
    /// <param name="declaration">What is unique.</param>
    /// <param name="isOfBundle">Whether a bundle asks; what an operator asked for once stays the operator's.</param>
    /// <param name="progress">Told the number of documents whose keys were built so far.</param>
    /// <param name="cancellation">Stops between two steps; the next one who declares the same goes on.</param>
    /// <exception cref="InvalidDataException">
    /// There are too many declarations, or others declare and drop this one all the time.
    /// </exception>
    public async Task<UniqueOutcome> DeclareAsync(
        UniqueDeclaration declaration, bool isOfBundle, IProgress<long>? progress, CancellationToken cancellation)
    {
        for (var round = 0; round < UniquenessLimits.MaxRounds; round++)
        {
            var stored = await store.AddAsync(declaration, isOfBundle, cancellation);
            var outcome = stored.Stage switch
            {
                UniqueStage.Building => await BuildAsync(stored, progress, cancellation),
                UniqueStage.Checking => await CheckAsync(stored, cancellation),
                UniqueStage.Enforced => new UniqueOutcome.Declared(IsNew: round > 0),
                UniqueStage.Dropping => await RemoveAsync(stored, cancellation),
            };

            if (outcome is not null)
                return outcome;
        }

        throw Contention(declaration);
    }

    /// <summary>Drops a declaration; false if there is none.</summary>
    /// <exception cref="InvalidDataException">Others declare and drop this one all the time.</exception>
    public async Task<bool> DropAsync(UniqueDeclaration declaration, CancellationToken cancellation)
    {
        for (var round = 0; round < UniquenessLimits.MaxRounds; round++)
        {
            if (await FindAsync(declaration, cancellation) is not { } stored)
                return false;

            if (await TryDropAsync(stored, cancellation))
                return true;
        }

        throw Contention(declaration);
    }

    /// <summary>
    /// Drops what bundles declared and none names any more; false if there is no such declaration, if it is an
    /// operator's, or if a server uses a bundle that is not known here.
    /// </summary>
    /// <param name="declaration">What is not unique any more.</param>
    /// <param name="known">The bundles in use, none of which names it.</param>
    /// <param name="cancellation">Stops between two steps; the next one who drops the same goes on.</param>
    public async Task<bool> DropUnnamedAsync(
        UniqueDeclaration declaration, ImmutableArray<string> known, CancellationToken cancellation)
    {
        if (await FindAsync(declaration, cancellation) is not { } stored
            || (stored.IsMaintained && !await store.TryDropUnnamedAsync(stored, known, cancellation)))
        {
            return false;
        }

        await RemoveAsync(stored with { Stage = UniqueStage.Dropping }, cancellation);
        return true;
    }

    /// <summary>Everything that is declared, by type and paths.</summary>
    public async Task<IReadOnlyList<DeclaredUniqueness>> ListAsync(CancellationToken cancellation) =>
        [.. (await store.ListAsync(cancellation)).Select(stored =>
            new DeclaredUniqueness(
                stored.Declaration, stored.Stage == UniqueStage.Enforced, stored.IsOfBundle))];

    /// <summary>Builds the keys of what is stored; null if somebody else was faster, or drops it.</summary>
    async Task<UniqueOutcome?> BuildAsync(
        StoredDeclaration stored, IProgress<long>? progress, CancellationToken cancellation)
    {
        var documents = 0L;
        foreach (var tenant in await reader.ListTenantsAsync(cancellation))
        {
            AggregateId? after = null;
            do
            {
                if (await store.BuildAsync(stored, tenant, after, cancellation) is not var (count, last))
                    return null;

                progress?.Report(documents += count);
                after = last;
            }
            while (after is not null);
        }

        // Before anybody is refused because of a declaration that can't be.
        if (await RefuseTwinsAsync(stored, cancellation) is { } refused)
            return refused;

        await store.TryMoveAsync(stored, UniqueStage.Checking, cancellation);
        return null;
    }

    /// <summary>Looks for twins that came before appends refused them; null if somebody else was faster.</summary>
    async Task<UniqueOutcome?> CheckAsync(StoredDeclaration stored, CancellationToken cancellation)
    {
        foreach (var tenant in await reader.ListTenantsAsync(cancellation))
            await store.PassAsync(tenant, cancellation);

        if (await RefuseTwinsAsync(stored, cancellation) is { } refused)
            return refused;

        return await store.TryMoveAsync(stored, UniqueStage.Enforced, cancellation)
            ? new UniqueOutcome.Declared(IsNew: true)
            : null;
    }

    /// <summary>Drops a declaration for which there are twins; null if there are none.</summary>
    async Task<UniqueOutcome?> RefuseTwinsAsync(StoredDeclaration stored, CancellationToken cancellation)
    {
        var twins = ImmutableArray.CreateBuilder<UniqueTwins>();
        foreach (var tenant in await reader.ListTenantsAsync(cancellation))
        {
            var room = UniquenessLimits.MaxTwinsShown + 1 - twins.Count;
            if (room > 0)
                twins.AddRange(await store.FindTwinsAsync(stored, tenant, room, cancellation));
        }

        // If somebody else has carried it on, the twins may be gone: then it is looked at again.
        if (twins.Count == 0 || !await TryDropAsync(stored, cancellation))
            return null;

        return new UniqueOutcome.Refused(
            [.. twins.Take(UniquenessLimits.MaxTwinsShown)], twins.Count > UniquenessLimits.MaxTwinsShown);
    }

    async Task<bool> TryDropAsync(StoredDeclaration stored, CancellationToken cancellation)
    {
        if (stored.IsMaintained && !await store.TryMoveAsync(stored, UniqueStage.Dropping, cancellation))
            return false;

        await RemoveAsync(stored with { Stage = UniqueStage.Dropping }, cancellation);
        return true;
    }

    /// <summary>Removes the keys of what is being dropped, and then the declaration itself.</summary>
    async Task<UniqueOutcome?> RemoveAsync(StoredDeclaration stored, CancellationToken cancellation)
    {
        foreach (var tenant in await reader.ListTenantsAsync(cancellation))
            while (await store.RemoveAsync(stored, tenant, cancellation))
            {
                // One transaction after another: others append in between.
            }

        await store.ForgetAsync(stored, cancellation);
        return null;
    }

    /// <summary>Refuses a new declaration where there are too many.</summary>
    /// <param name="declaration">The declaration.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="ofType">How many of them are of its type.</param>
    /// <exception cref="InvalidDataException">There are too many.</exception>
    public static void RequireRoom(UniqueDeclaration declaration, long count, long ofType)
    {
        if (ofType >= UniquenessLimits.MaxDeclarationsPerType || count >= UniquenessLimits.MaxDeclarations)
            throw new InvalidDataException(
                $"{declaration} can't be declared unique: there may be {UniquenessLimits.MaxDeclarationsPerType} "
                + $"declarations of a type and {UniquenessLimits.MaxDeclarations} in all. Drop one first.");
    }

    async Task<StoredDeclaration?> FindAsync(UniqueDeclaration declaration, CancellationToken cancellation) =>
        (await store.ListAsync(cancellation)).FirstOrDefault(stored => stored.Declaration.Equals(declaration));

    static InvalidDataException Contention(UniqueDeclaration declaration) =>
        new($"{declaration} is being declared or dropped by others at this moment; try again.");
}

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Patchlog.Journal;
using Patchlog.Json;

namespace Patchlog.Checking;

/// <summary>
/// Looks for twins among the documents of one type of one tenant. The first pass counts, and keeps a digest for each
/// document; only if there are twins, a second one names those who share the first values. For one caller.
/// </summary>
/// <param name="declaration">What must be unique.</param>
sealed class TwinCheck(UniqueDeclaration declaration)
{
    readonly HashSet<UInt128> _seen = [];
    readonly Dictionary<UInt128, ImmutableArray<AggregateId>> _shown = [];

    /// <summary>What must be unique.</summary>
    public UniqueDeclaration Declaration => declaration;

    /// <summary>Documents whose value an earlier one had.</summary>
    public long Twins { get; private set; }

    /// <summary>For the first values with twins, those who have them; complete after the second pass.</summary>
    public IEnumerable<ImmutableArray<AggregateId>> Shown => _shown.Values.Where(ids => ids.Length > 1);

    /// <summary>Counts a document in the first pass.</summary>
    public void Count(JsonObject document)
    {
        if (ValueOf(document) is not { } value || _seen.Add(value))
            return;

        Twins++;
        if (_shown.Count < CheckingLimits.MaxTwinsShown)
            _shown.TryAdd(value, []);
    }

    /// <summary>Names a document in the second pass.</summary>
    public void Name(AggregateId id, JsonObject document)
    {
        if (ValueOf(document) is { } value && _shown.TryGetValue(value, out var ids)
            && ids.Length < CheckingLimits.MaxHoldersShown)
        {
            _shown[value] = ids.Add(id);
        }
    }

    // Half of the digest tells values apart well enough, and takes half of the memory.
    UInt128? ValueOf(JsonObject document) =>
        UniqueDigest.Of(declaration, document) is { } digest ? MemoryMarshal.Read<UInt128>(digest) : null;
}

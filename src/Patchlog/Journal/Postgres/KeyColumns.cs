using System.Buffers.Binary;
using System.Collections.Immutable;
using NpgsqlTypes;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// The keys of a batch as the key arrays of <c>patchlog.append</c>: one for each entry with events and declaration of
/// its type. For one caller.
/// </summary>
/// <param name="columns">Gets the columns.</param>
/// <param name="declarations">What is declared unique.</param>
sealed class KeyColumns(BatchColumns columns, UniqueDeclarations declarations)
{
    readonly Column<int> _rows = columns.PerKey<int>("p_key_rows", NpgsqlDbType.Integer);
    readonly Column<string> _ids = columns.PerKey<string>("p_key_ids", NpgsqlDbType.Text);
    readonly Column<long> _declarations = columns.PerKey<long>("p_key_declarations", NpgsqlDbType.Bigint);
    readonly Column<byte[]> _digests = columns.PerKey<byte[]>("p_key_digests", NpgsqlDbType.Bytea);
    readonly Column<bool> _enforced = columns.PerKey<bool>("p_key_enforced", NpgsqlDbType.Boolean);

    // For each element: the entry and the declaration that it belongs to.
    readonly List<(int Entry, UniqueDeclaration Declaration)> _elements = [];

    // Who gets a key first within the batch. Half a digest will do: an accident costs a closer look.
    readonly Dictionary<(long Number, UInt128 Digest), string> _holders = [];

    /// <summary>
    /// Whether two aggregates get the same key within the batch: then the order of its entries
    /// counts.
    /// </summary>
    public bool IsIrregular { get; private set; }

    /// <summary>Adds the keys of the next entry.</summary>
    /// <param name="append">The entry.</param>
    /// <param name="entry">Its index.</param>
    /// <param name="row">Its first row.</param>
    public void Add(Append append, int entry, int row)
    {
        foreach (var stored in declarations.Of(append))
        {
            var (id, element) = (append.Command.Target.TargetId.Value, _elements.Count);
            var digest = UniqueDigest.Of(stored.Declaration, append.BodyAfter);
            (_rows[element], _ids[element], _declarations[element]) = (row + 1, id, stored.Number);
            (_digests[element], _enforced[element]) = (digest, stored.IsEnforced);
            _elements.Add((entry, stored.Declaration));

            if (digest is not null && stored.IsEnforced)
                Hold((stored.Number, BinaryPrimitives.ReadUInt128LittleEndian(digest)), id);
        }
    }

    /// <summary>Translates the function's 1-based elements that are taken.</summary>
    /// <param name="taken">The elements; null for none.</param>
    /// <param name="holders">For each of them, who has the key.</param>
    public ImmutableArray<UniqueViolation> Read(int[]? taken, string[]? holders)
    {
        if (taken is null || holders is null)
            return [];

        var violations = ImmutableArray.CreateBuilder<UniqueViolation>(taken.Length);
        foreach (var (element, holder) in taken.Zip(holders))
        {
            var (entry, declaration) = _elements[element - 1];
            violations.Add(new(entry, declaration, AggregateId.Trusted(holder)));
        }

        return violations.MoveToImmutable();
    }

    void Hold((long, UInt128) key, string id)
    {
        if (!_holders.TryAdd(key, id))
            IsIrregular |= _holders[key] != id;
    }
}

using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Patchlog.Journal;

/// <summary>What appends know of the declarations, by type. Immutable.</summary>
sealed class UniqueDeclarations
{
    /// <summary>Nothing is declared.</summary>
    public static readonly UniqueDeclarations None = new([]);

    readonly FrozenDictionary<TargetName, ImmutableArray<StoredDeclaration>> _byType;

    /// <param name="stored">All declarations of a database.</param>
    public UniqueDeclarations(IEnumerable<StoredDeclaration> stored) =>
        _byType = stored.Where(declaration => declaration.IsMaintained)
            .GroupBy(declaration => declaration.Declaration.TargetName)
            .ToFrozenDictionary(type => type.Key, type => type.ToImmutableArray());

    /// <summary>True if no append has to write a key.</summary>
    public bool IsEmpty => _byType.Count == 0;

    /// <summary>The declarations whose keys the states of a type have.</summary>
    public ImmutableArray<StoredDeclaration> Of(TargetName targetName) =>
        _byType.TryGetValue(targetName, out var declarations) ? declarations : [];

    /// <summary>The declarations whose keys are judged for an entry.</summary>
    public ImmutableArray<StoredDeclaration> Of(Append append) =>
        append.Kind is AppendKind.Events or AppendKind.Trial ? Of(append.Command.Target.TargetName) : [];
}

using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;

namespace Patchlog.Journal;

/// <summary>
/// What is to be unique: no two living documents of a type in one tenant have equal values at all of these paths.
/// Equality is that of JSON values. A document without a value at one of the paths, or with null there, is equal to no
/// other. Immutable; equal to another one of the same type and paths in the same order.
/// </summary>
public sealed class UniqueDeclaration : IEquatable<UniqueDeclaration>
{
    UniqueDeclaration(TargetName targetName, ImmutableArray<JsonPointer> paths)
    {
        (TargetName, Paths) = (targetName, paths);
        PathsText = JsonArray.Of([.. paths.Select(path => (JsonValue)path.ToString())]).ToString();
    }

    /// <summary>The type of the documents.</summary>
    public TargetName TargetName { get; }

    /// <summary>One path or more in the body; the values at all of them together are unique.</summary>
    public ImmutableArray<JsonPointer> Paths { get; }

    /// <summary>The paths as a JSON array of strings: how databases keep them.</summary>
    internal string PathsText { get; }

    /// <summary>
    /// Makes a declaration; the problem says what is wrong with the paths: there is none, there are too many, one comes
    /// twice, is too long, or is the whole document.
    /// </summary>
    public static bool TryCreate(
        TargetName targetName, ImmutableArray<JsonPointer> paths,
        [NotNullWhen(true)] out UniqueDeclaration? declaration, [NotNullWhen(false)] out Problem? problem)
    {
        var fault =
            paths.IsDefaultOrEmpty ? "What is unique has at least one path."
            : paths.Length > UniquenessLimits.MaxPaths
                ? $"What is unique has {UniquenessLimits.MaxPaths} paths at most, and not {paths.Length}."
            : paths.Any(path => path.Tokens.IsEmpty) ? "A path leads to a member, and not to the whole document."
            : paths.Any(path => path.ToString().Length > UniquenessLimits.MaxPathLength)
                ? $"A path has {UniquenessLimits.MaxPathLength} characters at most."
            : paths.Distinct().Count() < paths.Length ? "A path comes twice."
            : null;

        problem = fault is null ? null : new(ProblemCode.InvalidRequest, fault);
        declaration = fault is null ? new(targetName, paths) : null;

        return declaration is not null;
    }

    /// <summary>A declaration whose paths are known to be good.</summary>
    internal static UniqueDeclaration Of(TargetName targetName, ImmutableArray<JsonPointer> paths) =>
        new(targetName, paths);

    /// <summary>The declaration of a row.</summary>
    /// <exception cref="InvalidDataException">The row holds none.</exception>
    internal static UniqueDeclaration Read(string targetName, string paths)
    {
        var pointers = ImmutableArray.CreateBuilder<JsonPointer>();
        if (JsonValue.Parse(paths) is JsonArray texts)
            foreach (var text in texts.Items)
                if (text is JsonString { Value: var path } && JsonPointer.TryParse(path, out var pointer))
                    pointers.Add(pointer);

        return TryCreate(TargetName.Trusted(targetName), pointers.ToImmutable(), out var declaration, out _)
            && declaration.PathsText == paths
            ? declaration
            : throw new InvalidDataException($"The table unique_declarations has {paths}, which are no paths.");
    }

    /// <summary><c>orders /country /number</c>, as messages name it.</summary>
    public override string ToString() => $"{TargetName} {string.Join(' ', Paths)}";

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] UniqueDeclaration? other) =>
        other is not null && TargetName == other.TargetName && PathsText == other.PathsText;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as UniqueDeclaration);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(TargetName, PathsText);
}

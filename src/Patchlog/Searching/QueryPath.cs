using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Patchlog.Json;

namespace Patchlog.Searching;

/// <summary>What a <see cref="QueryPath"/> leads to.</summary>
public enum QueryPathKind
{
    /// <summary>A place in the body.</summary>
    Body,

    /// <summary>The id, which is also the body's member <c>id</c>.</summary>
    Id,

    /// <summary><c>$version</c>, a number.</summary>
    Version,

    /// <summary><c>$createdAt</c>, a time.</summary>
    CreatedAt,

    /// <summary><c>$updatedAt</c>, a time.</summary>
    UpdatedAt,
}

/// <summary>
/// What is compared or sorted by: a place in the body, or one of the things that are known of a document beside it. The
/// latter are there for deleted documents, too. Immutable.
/// </summary>
public sealed record QueryPath
{
    /// <summary>The id.</summary>
    public static readonly QueryPath Id = new(QueryPathKind.Id, JsonPointer.Root.Append("id"));

    /// <summary>The version.</summary>
    public static readonly QueryPath Version = new(QueryPathKind.Version, JsonPointer.Root);

    /// <summary>When the first event was journaled.</summary>
    public static readonly QueryPath CreatedAt = new(QueryPathKind.CreatedAt, JsonPointer.Root);

    /// <summary>When the last event was journaled.</summary>
    public static readonly QueryPath UpdatedAt = new(QueryPathKind.UpdatedAt, JsonPointer.Root);

    QueryPath(QueryPathKind kind, JsonPointer pointer) => (Kind, Pointer) = (kind, pointer);

    /// <summary>What it leads to.</summary>
    public QueryPathKind Kind { get; }

    /// <summary>The place in the body; the root for what is not there.</summary>
    public JsonPointer Pointer { get; }

    /// <summary>True of <see cref="CreatedAt"/> and <see cref="UpdatedAt"/>.</summary>
    public bool IsTime => Kind is QueryPathKind.CreatedAt or QueryPathKind.UpdatedAt;

    /// <summary>
    /// Reads <c>a/b</c>, <c>/a/b</c> (RFC 6901; both with its escapes), or <c>$version</c>, <c>$createdAt</c>,
    /// <c>$updatedAt</c>. A member whose name begins with <c>$</c> is reached as <c>/$name</c>.
    /// </summary>
    /// <returns>False with the reason, a sentence, if it is none.</returns>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out QueryPath? path, [NotNullWhen(false)] out string? fault)
    {
        path = text switch
        {
            "$version" => Version,
            "$createdAt" => CreatedAt,
            "$updatedAt" => UpdatedAt,
            _ => null,
        };
        fault = null;
        if (path is not null)
            return true;
        if (text.Length == 0)
            fault = "A path is empty.";
        else if (text[0] == '$')
            fault = $"There is no \"{text}\", only $version, $createdAt and $updatedAt; a member is reached as \"/{text}\".";
        else if (!JsonPointer.TryParse(text[0] == '/' ? text : "/" + text, out var pointer))
            fault = $"The path \"{text}\" has a ~ that is neither ~0 nor ~1.";
        else if (pointer.Tokens.Length > QueryLimits.MaxPathSteps)
            fault = $"A path has {pointer.Tokens.Length} steps; it may have {QueryLimits.MaxPathSteps}.";
        else if (pointer.Tokens.Any(token => !JsonString.TryFrom(token, out _)))
            fault = "A path has a character that no member's name can have.";
        else
            path = pointer.Equals(Id.Pointer) ? Id : new(QueryPathKind.Body, pointer);
        return path is not null;
    }

    /// <summary>The value there, or a C# null if there is none.</summary>
    public JsonValue? ValueOf(AggregateId id, AggregateState state) => Kind switch
    {
        QueryPathKind.Id => id.Value,
        QueryPathKind.Version => state.Version.Number,
        QueryPathKind.CreatedAt => Timestamps.Write(state.CreatedAt),
        QueryPathKind.UpdatedAt => Timestamps.Write(state.UpdatedAt),
        _ => state.Body is { } body ? Pointer.Evaluate(body) : null,
    };

    /// <summary>Where a document stands in the order of this path: texts that compare by code point.</summary>
    internal string RankOf(AggregateId id, AggregateState state) => Kind switch
    {
        QueryPathKind.Id => id.Value,
        QueryPathKind.Version => state.Version.Number.ToString("D19", CultureInfo.InvariantCulture),
        QueryPathKind.CreatedAt => Timestamps.Write(state.CreatedAt),
        QueryPathKind.UpdatedAt => Timestamps.Write(state.UpdatedAt),
        _ => ValueKey.Of(ValueOf(id, state)),
    };

    /// <summary>Whether a text, which may come from anybody, can be a <see cref="RankOf"/> this path.</summary>
    internal bool IsRank(string text) => Kind switch
    {
        QueryPathKind.Id => AggregateId.TryParse(text, out _),
        QueryPathKind.Version => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        QueryPathKind.CreatedAt or QueryPathKind.UpdatedAt => Timestamps.TryRead(text, out _),
        _ => JsonString.TryFrom(text, out _),
    };

    /// <summary>The path as it can be read again.</summary>
    public override string ToString() => Kind switch
    {
        QueryPathKind.Version => "$version",
        QueryPathKind.CreatedAt => "$createdAt",
        QueryPathKind.UpdatedAt => "$updatedAt",
        _ => Pointer.ToString(),
    };
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Patchlog.Json;

namespace Patchlog.Searching;

/// <summary>
/// The path of a value that is compared or sorted by: a JSON Pointer into the body, or one of the values beside the
/// body, which deleted documents have, too. Immutable.
/// </summary>
public sealed record QueryPath
{
    /// <summary>The path of the id.</summary>
    public static readonly QueryPath Id = new(QueryPathKind.Id, JsonPointer.Root.Append("id"));

    /// <summary>The path of the version.</summary>
    public static readonly QueryPath Version = new(QueryPathKind.Version, JsonPointer.Root);

    /// <summary>The path of the time at which the first event was journaled.</summary>
    public static readonly QueryPath CreatedAt = new(QueryPathKind.CreatedAt, JsonPointer.Root);

    /// <summary>The path of the time at which the last event was journaled.</summary>
    public static readonly QueryPath UpdatedAt = new(QueryPathKind.UpdatedAt, JsonPointer.Root);

    QueryPath(QueryPathKind kind, JsonPointer pointer) => (Kind, Pointer) = (kind, pointer);

    /// <summary>What the path leads to.</summary>
    public QueryPathKind Kind { get; }

    /// <summary>The pointer into the body; the root for a value that is not in the body.</summary>
    public JsonPointer Pointer { get; }

    /// <summary>True for <see cref="CreatedAt"/> and <see cref="UpdatedAt"/>.</summary>
    public bool IsTime => Kind is QueryPathKind.CreatedAt or QueryPathKind.UpdatedAt;

    /// <summary>
    /// Reads <c>a/b</c>, <c>/a/b</c> (RFC 6901; both with its escapes), or <c>$version</c>, <c>$createdAt</c>,
    /// <c>$updatedAt</c>. A member whose name begins with <c>$</c> is reached as <c>/$name</c>.
    /// </summary>
    /// <param name="text">What the client sent.</param>
    /// <param name="path">The path, if the answer is true.</param>
    /// <param name="problem">The refusal, <c>invalid-request</c>, if the answer is false.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out QueryPath? path, [NotNullWhen(false)] out Problem? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        problem = null;
        path = text switch
        {
            "$version" => Version,
            "$createdAt" => CreatedAt,
            "$updatedAt" => UpdatedAt,
            _ => null,
        };

        if (path is not null)
            return true;

        if (text.Length == 0)
            problem = Invalid("A path is empty.");
        else if (text[0] == '$')
            problem = Invalid(
                $"There is no \"{text}\", only $version, $createdAt and $updatedAt; "
                + $"a member is reached as \"/{text}\".");
        else if (!JsonPointer.TryParse(text[0] == '/' ? text : "/" + text, out var pointer))
            problem = Invalid($"The path \"{text}\" has a ~ that is neither ~0 nor ~1.");
        else if (pointer.Tokens.Length > QueryLimits.MaxPathSteps)
            problem = Invalid($"A path has {pointer.Tokens.Length} steps; it may have {QueryLimits.MaxPathSteps}.");
        else if (pointer.Tokens.Any(token => !JsonString.TryFrom(token, out _)))
            problem = Invalid("A path has a character that no member's name can have.");
        else
            path = pointer.Equals(Id.Pointer) ? Id : new(QueryPathKind.Body, pointer);

        return path is not null;

        static Problem Invalid(string detail) => new(ProblemCode.InvalidRequest, detail);
    }

    /// <summary>The value of a document at this path; a C# null if it has none.</summary>
    public JsonValue? ValueOf(AggregateId id, AggregateState state) => Kind switch
    {
        QueryPathKind.Id => id.Value,
        QueryPathKind.Version => state.Version.Number,
        QueryPathKind.CreatedAt => Timestamps.Write(state.CreatedAt),
        QueryPathKind.UpdatedAt => Timestamps.Write(state.UpdatedAt),
        QueryPathKind.Body => state.Body is { } body ? Pointer.Evaluate(body) : null,
    };

    /// <summary>The rank of a document in the order of this path: ranks compare by code point.</summary>
    internal string RankOf(AggregateId id, AggregateState state) => Kind switch
    {
        QueryPathKind.Id => id.Value,
        QueryPathKind.Version => state.Version.Number.ToString("D19", CultureInfo.InvariantCulture),
        QueryPathKind.CreatedAt => Timestamps.Write(state.CreatedAt),
        QueryPathKind.UpdatedAt => Timestamps.Write(state.UpdatedAt),
        QueryPathKind.Body => ValueKey.Of(ValueOf(id, state)),
    };

    /// <summary>Whether a text, which a client may have made up, can be a rank in the order of this path.</summary>
    internal bool IsRank(string text) => Kind switch
    {
        QueryPathKind.Id => AggregateId.TryParse(text, out _),
        QueryPathKind.Version => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        QueryPathKind.CreatedAt or QueryPathKind.UpdatedAt => Timestamps.TryRead(text, out _),
        QueryPathKind.Body => JsonString.TryFrom(text, out _),
    };

    /// <summary>The text that <see cref="TryParse"/> reads as this path.</summary>
    public override string ToString() => Kind switch
    {
        QueryPathKind.Version => "$version",
        QueryPathKind.CreatedAt => "$createdAt",
        QueryPathKind.UpdatedAt => "$updatedAt",
        QueryPathKind.Body or QueryPathKind.Id => Pointer.ToString(),
    };
}

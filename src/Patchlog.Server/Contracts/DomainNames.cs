using Patchlog.Describing;

namespace Patchlog.Server.Contracts;

/// <summary>
/// What the types of a bundle are called in a contract. None of our own schemas begins with one of these words,
/// whatever a bundle calls its types. There are no dots in names, which generators of clients take for namespaces.
/// </summary>
static class DomainNames
{
    /// <summary>What a bundle defines: documents, arguments, and what they share.</summary>
    public const string Definition = "domain-";

    /// <summary>Documents to send.</summary>
    public const string Draft = "draft-";

    /// <summary>Documents as they are stored.</summary>
    public const string Stored = "stored-";

    /// <summary>Pages of documents.</summary>
    public const string Page = "page-";

    /// <summary>Problems of commands that are rejected.</summary>
    public const string Rejection = "rejection-";

    /// <summary>How definitions are called.</summary>
    public static DefinitionStyle Style { get; } =
        new(Schemas.Place, words => Definition + string.Join('-', words.Select(Escape)));

    /// <summary>Words in Pascal case, for the ids of operations.</summary>
    public static string Pascal(params ReadOnlySpan<string> words)
    {
        var name = "";
        foreach (var word in words)
        {
            foreach (var part in word.Split('-', '_'))
                name += part.Length == 0 ? "" : char.ToUpperInvariant(part[0]) + part[1..];
        }

        return name;
    }

    // OpenAPI 3.1 §4.8.7: names of components are of these characters.
    static string Escape(string word) => string.Concat(word.Select(
        character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' ? character : '_'));
}

using System.Text.RegularExpressions;

namespace Patchlog.Tests.Conventions;

/// <summary>
/// Words that this code does not use any more, and the words of the field that it uses instead (ARCHITECTURE.md has the
/// glossary). A word that has another good meaning is allowed where it has that.
/// </summary>
static class Glossary
{
    /// <summary>The replaced words.</summary>
    public static readonly Replaced[] Words =
    [
        new("cursor", "a durable subscription, or a feed position; \"cursor\" is what a page of a query goes on with")
        {
            AllowedPhrases = ["query cursor", "keyset cursor"],
            AllowedPaths = new(
                "/(Queries|Searching)/|(Quer|Search|Collection|Page|List|LargeDocument|DocumentSchema|WordSchema)[^/]*$"
                + "|/(query|querying|paged|commands)[^/]*[.]ts$|^docs/api[.]md$",
                RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture),
        },
        new("outbox", "a send queue; an outbox holds messages that are stored with events"),
        new("standing", "an append status; a clock that stands still is stopped"),
        new("defeat", "lost races"),
        new("submission", "a pending command"),
        new("gathering", "a batcher"),
        new("hint", "notifications"),
        new("turns", "fair turns") { IsExact = true, IsOfTypes = true },
        new("slice", "a page") { AllowedPaths = new("[.]ts$", RegexOptions.NonBacktracking) },
        new("query page", "a page"),
        new("feed batch", "a page, or the batch of a feed"),
        new("feed share", "a partition"),
        new("cursor share", "a partition lease"),
        new("command reader", "an envelope"),
        new("rebuilt state", "a derived row"),
        new("terms", "operators") { IsExact = true },
        new("arrive", "commit") { IsExact = true, IsOfMethods = true },
        new("settle", "complete") { IsExact = true, IsOfMethods = true },
        new("keep", "cache or append") { IsExact = true, IsOfMethods = true },
        new("saw", "observe") { IsExact = true, IsOfMethods = true },
        new("own", "supervise") { IsExact = true, IsOfMethods = true },
    ];

    /// <summary>The replaced word in a name; null if there is none.</summary>
    /// <param name="name">An identifier or a file's name, however its words are joined.</param>
    /// <param name="path">Where it stands, relative to the repository.</param>
    /// <param name="isMethod">Whether it names a method.</param>
    /// <param name="isType">Whether it names a type.</param>
    public static Replaced? Find(string name, string path, bool isMethod = false, bool isType = false)
    {
        var words = $" {string.Join(' ', SplitWords(name))} ";
        return Words.FirstOrDefault(replaced => (isMethod || !replaced.IsOfMethods)
            && (isType || !replaced.IsOfTypes) && replaced.IsIn(words, path));
    }

    // FeedPosition, feed_position, feed-position and feedPosition are the same two words, and so are their plurals.
    static IEnumerable<string> SplitWords(string name)
    {
        var word = "";
        for (var at = 0; at < name.Length; at++)
        {
            var isAfterLower = at > 0 && char.IsAsciiLetterLower(name[at - 1]);
            var isBeforeLower = at + 1 < name.Length && char.IsAsciiLetterLower(name[at + 1]);
            if (!char.IsAsciiLetter(name[at]) || (char.IsAsciiLetterUpper(name[at]) && (isAfterLower || isBeforeLower)))
            {
                if (word.Length > 0)
                    yield return word;
                word = "";
            }

            if (char.IsAsciiLetter(name[at]))
                word += char.ToLowerInvariant(name[at]);
        }

        if (word.Length > 0)
            yield return word;
    }

    /// <summary>A word that is not used any more.</summary>
    /// <param name="Word">In lower case, in the singular; of several, joined by blanks.</param>
    /// <param name="Instead">What to say.</param>
    public sealed record Replaced(string Word, string Instead)
    {
        /// <summary>Paths of files in which it has its other meaning; null for none.</summary>
        public Regex? AllowedPaths { get; init; }

        /// <summary>Longer phrases in which it has its other meaning.</summary>
        public string[] AllowedPhrases { get; init; } = [];

        /// <summary>Whether only a name is meant that consists of it, or of it and "async".</summary>
        public bool IsExact { get; init; }

        /// <summary>Whether only names of methods are meant.</summary>
        public bool IsOfMethods { get; init; }

        /// <summary>Whether only names of types are meant.</summary>
        public bool IsOfTypes { get; init; }

        /// <summary>Whether it is among the words of a name.</summary>
        /// <param name="words">In lower case, each between blanks.</param>
        /// <param name="path">The file.</param>
        public bool IsIn(string words, string path)
        {
            if (IsExact)
                return words == $" {Word} " || words == $" {Word} async ";
            if (AllowedPaths?.IsMatch(path) == true)
                return false;

            foreach (var phrase in AllowedPhrases)
                words = words.Replace($" {phrase} ", " ", StringComparison.Ordinal)
                    .Replace($" {phrase}s ", " ", StringComparison.Ordinal);
            return words.Contains($" {Word} ", StringComparison.Ordinal)
                || words.Contains($" {Word}s ", StringComparison.Ordinal)
                || words.Contains($" {Word}es ", StringComparison.Ordinal);
        }
    }
}

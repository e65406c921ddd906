using System.Collections.Frozen;
using Patchlog.Rules;

namespace Patchlog.Bundles;

/// <summary>A file of business rules with what it imports, compiled. Immutable and thread-safe.</summary>
public sealed class RuleFile
{
    /// <summary>The type of a fact that is a command.</summary>
    public const string Command = "Command";

    /// <summary>The type of a fact that is a document as it was before the command.</summary>
    public const string Before = "Before";

    /// <summary>The type of a document for which the files define none.</summary>
    public const string Aggregate = "Aggregate";

    readonly FrozenDictionary<string, string> _types;

    internal RuleFile(string file, RuleSet rules)
    {
        (File, Rules) = (file, rules);
        _types = rules.DefinedTypeNames.Reverse()
            .GroupBy(Likeness).ToFrozenDictionary(alike => alike.Key, alike => alike.Last());
    }

    /// <summary>The path in the bundle.</summary>
    public string File { get; }

    /// <summary>The rules.</summary>
    public RuleSet Rules { get; }

    /// <summary>
    /// The type under which rules see documents of a type: the first that is defined under its name, whatever the case
    /// and without <c>-</c>, <c>_</c> and a final <c>s</c>; null if there is none.
    /// </summary>
    public string? FindType(TargetName name) => _types.GetValueOrDefault(Likeness(name.Value));

    static string Likeness(string name)
    {
        var letters = name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal)
            .ToUpperInvariant();

        return letters.EndsWith('S') ? letters[..^1] : letters;
    }
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Patchlog.Json;

namespace Patchlog.Describing.TypeScript;

/// <summary>Names of types and of members, whatever a bundle calls them.</summary>
static class Names
{
    /// <summary>What generated types must not be called: the map of all, and what types are made of.</summary>
    static readonly FrozenSet<string> Taken = new[] { "Bundle", "Object", "String", "Number", "Boolean", "Array" }
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Words that mean something at the beginning of a member.</summary>
    static readonly FrozenSet<string> Modifiers =
        new[] { "new", "get", "set", "readonly", "constructor", "static", "async", "declare", "abstract", "accessor" }
            .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Members of all objects: one without its own has that, which is of another type.</summary>
    static readonly FrozenSet<string> Inherited =
        new[]
        {
            "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString",
            "valueOf",
        }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether objects without such a member have one nevertheless.</summary>
    public static bool IsOfEveryObject(string name) => Inherited.Contains(name);

    /// <summary>An identifier in Pascal case: <c>my-type</c> and <c>ship</c> become <c>MyTypeShip</c>.</summary>
    public static string OfType(ImmutableArray<string> words)
    {
        var name = new StringBuilder();
        foreach (var word in words)
        {
            var begins = true;
            foreach (var character in word)
            {
                if (char.IsAsciiLetterOrDigit(character))
                    name.Append(begins ? char.ToUpperInvariant(character) : character);

                begins = !char.IsAsciiLetterOrDigit(character);
            }
        }

        if (name.Length == 0)
            name.Append("Type");

        if (char.IsAsciiDigit(name[0]))
            name.Insert(0, '_');

        return Taken.Contains(name.ToString()) ? name.Append('_').ToString() : name.ToString();
    }

    /// <summary>A member's name: as it is, or in quotes.</summary>
    public static string OfMember(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && !Modifiers.Contains(name)
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '$')
            ? name
            : JsonString.From(name).ToString();
}

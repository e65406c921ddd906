using System.Diagnostics.CodeAnalysis;
using Patchlog.Json.Schema.Unicode;

namespace Patchlog.Json.Schema.Patterns;

/// <summary>The sets that patterns name by a letter or by a Unicode property (ECMA-262 §22.2.2.9).</summary>
static class CharacterClasses
{
    public static CodePointSet Digits { get; } = CodePointSet.Of(('0', '9'));

    public static CodePointSet Word { get; } = CodePointSet.Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    /// <summary>WhiteSpace and LineTerminator (ECMA-262 §12.2, §12.3).</summary>
    public static CodePointSet Space { get; } = CodePointSet.Of(
        (0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029),
        (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF));

    /// <summary>What <c>.</c> stands for: all but LineTerminator.</summary>
    public static CodePointSet AnyInLine { get; } =
        CodePointSet.Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)).Complement();

    /// <summary>The set of <c>\d \D \s \S \w \W</c>.</summary>
    public static bool TryGet(int letter, [NotNullWhen(true)] out CodePointSet? set)
    {
        set = letter switch
        {
            'd' => Digits,
            'D' => Digits.Complement(),
            's' => Space,
            'S' => Space.Complement(),
            'w' => Word,
            'W' => Word.Complement(),
            _ => null,
        };

        return set is not null;
    }

    /// <summary>The set of what stands in <c>\p{…}</c>; names are those of ECMA-262, case and all.</summary>
    public static bool TryGetProperty(string expression, [NotNullWhen(true)] out CodePointSet? set)
    {
        var separator = expression.IndexOf('=', StringComparison.Ordinal);
        if (separator >= 0)
            return TryGetProperty(expression[..separator], expression[(separator + 1)..], out set);

        set = expression switch
        {
            "Any" => CodePointSet.All,
            "ASCII" => CodePointSet.Of((0, 0x7F)),
            "Assigned" => UnicodeSets.Get("gc=Cn").Complement(),
            _ => null,
        };

        return set is not null
            || UnicodeSets.TryGet($"gc={expression}", out set)
            || UnicodeSets.TryGet($"bin={expression}", out set);
    }

    static bool TryGetProperty(string name, string value, [NotNullWhen(true)] out CodePointSet? set)
    {
        var property = name switch
        {
            "General_Category" or "gc" => "gc",
            "Script" or "sc" => "sc",
            "Script_Extensions" or "scx" => "scx",
            _ => null,
        };

        set = null;

        return property is not null && UnicodeSets.TryGet($"{property}={value}", out set);
    }
}

using System.Globalization;
using System.Text;
using Patchlog.Json;

namespace Patchlog.Journal.Postgres;

/// <summary>Places in a body as expressions of PostgreSQL.</summary>
static class PostgresPaths
{
    /// <summary>The key of the value at a path: what is compared, sorted by and indexed.</summary>
    /// <param name="pointer">The place.</param>
    /// <param name="path">The steps as an SQL expression: a parameter's place, or <see cref="Literal"/>.</param>
    public static string Key(JsonPointer pointer, string path) =>
        $"(patchlog.key({Value(pointer, path)}) collate \"C\")";

    /// <summary>The value at a path, as <c>json</c>; SQL's null without one.</summary>
    public static string Value(JsonPointer pointer, string path) => pointer.Tokens.Any(IsBent)
        ? $"patchlog.value_at(body, {path})"
        : $"(body #> {path})";

    /// <summary>
    /// The steps spelled out, as an index needs them: an expression with a parameter matches none. Every character but
    /// the plain letters and digits of ASCII is written by its number, so nothing can end the literal it stands in.
    /// </summary>
    public static string Literal(JsonPointer pointer)
    {
        var text = new StringBuilder("array[");
        foreach (var token in pointer.Tokens)
        {
            text.Append(text[^1] == '[' ? "E'" : ", E'");

            foreach (var rune in token.EnumerateRunes())
            {
                if (rune.IsAscii && char.IsAsciiLetterOrDigit((char)rune.Value))
                    text.Append((char)rune.Value);
                else
                    text.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}");
            }

            text.Append('\'');
        }

        return text.Append("]::text[]").ToString();
    }

    /// <summary>
    /// Whether <c>#&gt;</c> would take a step for an index that RFC 6901 §4 does not: it reads with C's <c>strtol</c>.
    /// </summary>
    static bool IsBent(string token)
    {
        var number = token.AsSpan().TrimStart(" \t\n\v\f\r");
        var digits = number.IsEmpty || number[0] is not ('+' or '-') ? number : number[1..];
        var isNumber = !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9');

        return isNumber && (digits.Length != token.Length || (digits[0] == '0' && digits.Length > 1));
    }
}

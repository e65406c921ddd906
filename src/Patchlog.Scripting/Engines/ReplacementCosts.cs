using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime.Interop;

namespace Patchlog.Scripting.Engines;

/// <summary>
/// How long a text becomes in which matches are replaced by another text, which may have the match and what is around
/// it as often as it likes (ECMA-262, GetSubstitution). Functions as replacements are looked at while they run.
/// </summary>
sealed class ReplacementCosts(Engine engine)
{
    /// <summary>An answer up to which nobody needs to know better.</summary>
    const double Small = 1 << 20;

    /// <summary>Of <c>replace</c> and <c>replaceAll</c> with a text to be found.</summary>
    public static double OfText(JsValue self, JsValue[] arguments, bool isGlobal)
    {
        if (self is not JsString text || arguments.Length < 2 || arguments[0] is not JsString wanted
            || arguments[1] is not JsString replacement)
        {
            return 0;
        }

        var matches = isGlobal ? CountMatches(text.ToString(), wanted.ToString()) : 1;
        return text.Length + (matches * Shape.Of(replacement).LengthFor(wanted.Length, text.Length));
    }

    /// <summary>Of <c>RegExp.prototype[Symbol.replace]</c>: what it could be at most, or is, if that is long.</summary>
    public double OfPattern(JsValue self, JsValue[] arguments)
    {
        if (self is not ObjectInstance pattern || arguments.Length < 2 || arguments[0] is not JsString text
            || arguments[1] is not JsString replacement)
        {
            return 0;
        }

        var shape = Shape.Of(replacement);
        var most = text.Length + ((text.Length + 1.0) * shape.LengthFor(text.Length, text.Length));

        return most <= Small ? most : text.Length + Measure(pattern, text, shape);
    }

    /// <summary>Replaces once more, by nothing, and adds up what would have been put there.</summary>
    double Measure(ObjectInstance pattern, JsString text, Shape shape)
    {
        var length = 0.0;
        var count = new ClrFunction(engine, "count", (_, match) =>
        {
            // The match and its groups come before the place, which is a number.
            var longest = match.TakeWhile(part => part is not JsNumber)
                .Max(part => part is JsString found ? found.Length : 0);

            length += shape.LengthFor(longest, text.Length);
            return JsString.Empty;
        });

        var last = pattern.Get("lastIndex");
        pattern.Get(engine.Global.Get("Symbol").Get("replace")).Call(pattern, [text, count]);
        pattern.Set("lastIndex", last);

        return length;
    }

    static int CountMatches(string text, string wanted)
    {
        if (wanted.Length == 0)
            return text.Length + 1;

        var count = 0;
        for (var at = text.IndexOf(wanted, StringComparison.Ordinal); at >= 0;
            at = text.IndexOf(wanted, at + wanted.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }

    /// <summary>What a replacement puts in the place of a match.</summary>
    /// <param name="Literal">Characters of its own.</param>
    /// <param name="Matches">How often the match, or a group of it.</param>
    /// <param name="Around">How often what is before or behind the match.</param>
    readonly record struct Shape(int Literal, int Matches, int Around)
    {
        public static Shape Of(JsString replacement)
        {
            var text = replacement.ToString();
            var (matches, around) = (0, 0);
            for (var at = text.IndexOf('$'); at >= 0 && at + 1 < text.Length; at = text.IndexOf('$', at + 2))
            {
                if (text[at + 1] is '`' or '\'')
                    around++;
                else if (text[at + 1] != '$')
                    matches++;

                if (at + 2 >= text.Length)
                    break;
            }

            return new(text.Length, matches, around);
        }

        public double LengthFor(double match, double whole) => Literal + (Matches * match) + (Around * whole);
    }
}

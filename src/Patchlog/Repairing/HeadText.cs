using System.Globalization;
using Patchlog.Journal;

namespace Patchlog.Repairing;

/// <summary>A head as operators note it: <c>position.digest</c>, the digest in hexadecimal digits.</summary>
static class HeadText
{
    /// <summary>The text of a head; <c>0</c> for a journal without events.</summary>
    public static string Of(Head head) => head.Position == Position.Start ? "0" : $"{head.Position}.{head.Digest}";

    /// <summary>Reads what <see cref="Of"/> wrote.</summary>
    public static bool TryParse(string text, out Head head)
    {
        head = Head.Start;
        if (text == "0")
            return true;

        if (text.Split('.') is not [var position, var digest]
            || !long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0
            || digest.Length != 2 * EventDigest.Length || !digest.All(char.IsAsciiHexDigit))
            return false;

        head = new(new(number), EventDigest.FromBytes(Convert.FromHexString(digest)));
        return true;
    }
}

using System.Text;

namespace Patchlog.Server.Verbs;

/// <summary>
/// A request rendered once, with holes of twelve digits that are filled in place for every sending: a load generator
/// that shares two cores with what it measures must not spend them on serializing.
/// </summary>
sealed class BenchTemplate
{
    /// <summary>The slot on the connection that waits for the answer.</summary>
    public const string Slot = "%slot%";

    /// <summary>A number that no two requests of a run share.</summary>
    public const string Serial = "%serial%";

    /// <summary>The number of the aggregate.</summary>
    public const string Target = "%target%";

    const int Digits = 12;

    readonly byte[] _bytes;
    readonly List<(int Offset, string Hole)> _holes = [];

    /// <param name="prefix">Bytes that come first as they are, given the length of the text.</param>
    /// <param name="text">What is sent, with the names of holes where digits shall be.</param>
    public BenchTemplate(Func<int, byte[]> prefix, string text)
    {
        var length = Encoding.UTF8.GetByteCount(Fill(text));
        var head = prefix(length);
        _bytes = [.. head, .. Encoding.UTF8.GetBytes(Fill(text))];
        for (var at = 0; (at = text.IndexOf('%', at)) >= 0; at++)
        {
            if (HoleAt(text, at) is not { } hole)
                continue;
            _holes.Add((head.Length + Encoding.UTF8.GetByteCount(Fill(text[..at])), hole));
            at += hole.Length - 1;
        }
    }

    /// <summary>Bytes of every rendering.</summary>
    public int Length => _bytes.Length;

    /// <summary>Writes <see cref="Length"/> bytes, the holes filled.</summary>
    public void Render(Span<byte> destination, int slot, long serial, long target)
    {
        _bytes.CopyTo(destination);
        foreach (var (offset, hole) in _holes)
            Write(destination.Slice(offset, Digits), hole switch { Slot => slot, Serial => serial, _ => target });
    }

    static string? HoleAt(string text, int at) => new[] { Slot, Serial, Target }
        .FirstOrDefault(hole => string.CompareOrdinal(text, at, hole, 0, hole.Length) == 0);

    static string Fill(string text) =>
        text.Replace(Slot, Zeros).Replace(Serial, Zeros).Replace(Target, Zeros);

    static readonly string Zeros = new('0', Digits);

    static void Write(Span<byte> digits, long number)
    {
        for (var index = digits.Length - 1; index >= 0; index--)
        {
            (number, var digit) = Math.DivRem(number, 10);
            digits[index] = (byte)('0' + digit);
        }
    }
}

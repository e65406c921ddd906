using System.Text;

namespace Patchlog.Server.Bench;

/// <summary>
/// A request that is rendered once, with holes of twelve digits that each request fills in place: a load generator
/// that shares its cores with the server must not spend them on serializing.
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

    /// <summary>Renders a text.</summary>
    /// <param name="prefix">Gives the bytes before the text, by the length of the text.</param>
    /// <param name="text">The text, with the names of holes in place of their digits.</param>
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

    /// <summary>How many bytes every request has.</summary>
    public int Length => _bytes.Length;

    /// <summary>Writes a request of <see cref="Length"/> bytes, with its holes filled.</summary>
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

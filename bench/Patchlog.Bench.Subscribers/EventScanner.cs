using System.Buffers.Text;

namespace Patchlog.Bench.Subscribers;

/// <summary>Finds events in a text without parsing it: every one begins with its position.</summary>
ref struct EventScanner(ReadOnlySpan<byte> text)
{
    ReadOnlySpan<byte> _rest = text;

    /// <summary>The position of the event just found.</summary>
    public long Position { get; private set; }

    public bool MoveNext()
    {
        var key = "{\"position\":\""u8;
        var at = _rest.IndexOf(key);
        if (at < 0)
            return false;
        _rest = _rest[(at + key.Length)..];
        Position = Utf8Parser.TryParse(_rest, out long position, out _) ? position : -1;
        return true;
    }

    /// <summary>When the event just found was journaled: always 27 characters, like 2026-01-31T12:00:00.000000Z.</summary>
    public readonly DateTime ReadTime()
    {
        var key = "\"time\":\""u8;
        var time = _rest[(_rest.IndexOf(key) + key.Length)..];
        return new DateTime(
            Digits(time[..4]), Digits(time.Slice(5, 2)), Digits(time.Slice(8, 2)), Digits(time.Slice(11, 2)),
            Digits(time.Slice(14, 2)), Digits(time.Slice(17, 2)), DateTimeKind.Utc).AddTicks(10L * Digits(time.Slice(20, 6)));
    }

    static int Digits(ReadOnlySpan<byte> text)
    {
        var number = 0;
        foreach (var digit in text)
            number = 10 * number + digit - '0';
        return number;
    }
}

namespace Patchlog.Scripting;

/// <summary>
/// What a script may not know by itself: the time, and chance. The host says both, so that the same use gives the
/// same result again. Not thread-safe; make one for each use.
/// </summary>
/// <param name="now">What <c>new Date()</c> and <c>Date.now()</c> answer throughout. The zone is always UTC.</param>
/// <param name="seed">Where the sequences of <see cref="NextRandom"/> and <see cref="NextUuid"/> begin.</param>
public sealed class ScriptAmbient(DateTimeOffset now, ulong seed)
{
    ulong _state = seed;
    int _given;

    /// <summary>What <see cref="NextUuid"/> answers first, in order; none by default.</summary>
    public IReadOnlyList<Guid> GivenUuids { get; init; } = [];

    /// <summary>What <c>new Date()</c> and <c>Date.now()</c> answer.</summary>
    public DateTimeOffset Now { get; } = now.ToUniversalTime();

    /// <summary>What <c>Math.random()</c> answers next: at least 0, below 1.</summary>
    public double NextRandom() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The next UUID (RFC 9562, version 8: its bits come from the seed).</summary>
    public Guid NextUuid()
    {
        if (_given < GivenUuids.Count)
            return GivenUuids[_given++];

        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, NextBits());
        BitConverter.TryWriteBytes(bytes[8..], NextBits());

        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>SplitMix64: small, fast, and every seed is a good one.</summary>
    ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        var bits = _state;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}

namespace Patchlog.Json;

/// <summary>Bounds on a text that is read. What exceeds one is refused with its own fault code.</summary>
public sealed record JsonLimits
{
    /// <summary>The limits of a message from a client.</summary>
    public static JsonLimits Default { get; } = new();

    /// <summary>Bytes of the text; 1 MiB by default.</summary>
    public int MaxBytes { get; init; } = 1024 * 1024;

    /// <summary>Nested containers; 128 by default, at most <see cref="JsonValue.MaxDepth"/>.</summary>
    public int MaxDepth
    {
        get;
        init => field = value is >= 0 and <= JsonValue.MaxDepth
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"MaxDepth is 0 to {JsonValue.MaxDepth}.");
    } = 128;

    /// <summary>
    /// Values in the text, containers included; 409,600 by default, so that a mebibyte of pairs of small numbers, as in
    /// maps, has no more. In memory a value takes about 64 bytes beside its text: this is what bounds the memory of a
    /// text, to 26 MB beside three times its bytes.
    /// </summary>
    public int MaxValues { get; init; } = 400 * 1024;

    /// <summary>Characters of a number's literal; 256 by default.</summary>
    public int MaxNumberLength { get; init; } = 256;

    /// <summary>The written exponent of a number, positive or negative; 1,000 by default.</summary>
    public int MaxExponent
    {
        get;
        init => field = value is >= 0 and <= 1_000_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "MaxExponent is 0 to 1,000,000.");
    } = 1000;

    /// <summary>
    /// Bytes of all numbers together in plain decimal notation, where <c>1E1000</c> takes 1,001; 64 MiB by default.
    /// A database that keeps numbers expanded (PostgreSQL's jsonb) must always be able to write the document out again.
    /// </summary>
    public int MaxExpandedNumberBytes { get; init; } = 64 * 1024 * 1024;
}

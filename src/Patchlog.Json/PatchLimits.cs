namespace Patchlog.Json;

/// <summary>Bounds on a patch and on the document it makes. They are checked before the work, not after.</summary>
/// <remarks>A document that is beyond a bound already may be patched as long as it does not grow.</remarks>
public sealed record PatchLimits
{
    /// <summary>The limits of a message from a client.</summary>
    public static PatchLimits Default { get; } = new();

    /// <summary>Operations of one patch; 1,000 by default.</summary>
    public int MaxOperations { get; init; } = 1000;

    /// <summary>Values in the result, containers included; 200,000 by default.</summary>
    public int MaxValues { get; init; } = 200_000;

    /// <summary>Bytes of the result's compact text; 4 MiB by default.</summary>
    public int MaxBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Nested containers in the result; 128 by default, at most <see cref="JsonValue.MaxDepth"/>.</summary>
    public int MaxDepth
    {
        get;
        init => field = value is >= 0 and <= JsonValue.MaxDepth
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"MaxDepth is 0 to {JsonValue.MaxDepth}.");
    } = 128;

    /// <summary>Bytes of all the result's numbers in plain decimal notation; 64 MiB by default. See <see cref="JsonLimits.MaxExpandedNumberBytes"/>.</summary>
    public int MaxExpandedNumberBytes { get; init; } = 64 * 1024 * 1024;
}

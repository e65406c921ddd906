using Patchlog.Json;

namespace Patchlog;

/// <summary>
/// How much of what is stored already may be read and folded: all of it. It passed the intake once, and a smaller limit
/// today must not make history unreadable.
/// </summary>
static class StoredLimits
{
    public static readonly JsonLimits Json = new()
    {
        MaxBytes = int.MaxValue,
        MaxDepth = JsonValue.MaxDepth,
        MaxValues = int.MaxValue,
        MaxNumberLength = int.MaxValue,
        MaxExponent = 1_000_000,
        MaxExpandedNumberBytes = int.MaxValue,
    };

    public static readonly PatchLimits Patch = new()
    {
        MaxOperations = int.MaxValue,
        MaxBytes = int.MaxValue,
        MaxValues = int.MaxValue,
        MaxDepth = JsonValue.MaxDepth,
        MaxExpandedNumberBytes = int.MaxValue,
        MaxTouchedSlots = int.MaxValue,
    };
}

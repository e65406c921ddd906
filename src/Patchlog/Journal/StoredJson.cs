using Patchlog.Json;

namespace Patchlog.Journal;

/// <summary>How stored JSON is read: as what passed the intake once, whatever the limits were then.</summary>
static class StoredJson
{
    public static readonly JsonLimits Limits = new()
    {
        MaxBytes = int.MaxValue,
        MaxDepth = JsonValue.MaxDepth,
        MaxValues = int.MaxValue,
        MaxNumberLength = int.MaxValue,
        MaxExponent = 1_000_000,
        MaxExpandedNumberBytes = int.MaxValue,
    };
}

using Patchlog.Json;

namespace Patchlog;

/// <summary>The key by which events find an instance of a process is set or removed. Immutable.</summary>
abstract record ProcessKeyEffect : Effect
{
    ProcessKeyEffect(JsonObject payload) : base("process_key", payload)
    {
    }

    /// <summary>An instance has this key for a correlation from now on, and no other.</summary>
    /// <param name="Process">The process's name, without a prefix.</param>
    /// <param name="Instance">The instance.</param>
    /// <param name="Correlation">The correlation's name within the process.</param>
    /// <param name="Key">The digest of the value; null for none, which removes the key.</param>
    public sealed record Set(string Process, AggregateId Instance, string Correlation, byte[]? Key)
        : ProcessKeyEffect(JsonObject.Of(
            new("process", Process),
            new("instance", Instance.Value),
            new("correlation", Correlation),
            new("key", Key is null ? JsonValue.Null : Convert.ToHexStringLower(Key))));
}

using Patchlog.Json;

namespace Patchlog.Server.Contracts;

/// <summary>Bounds of what is written of schemas.</summary>
static class ContractLimits
{
    /// <summary>
    /// Nested containers of a schema that is said in other words, which may nest it up to four times as deep; a deeper
    /// one is left as it is.
    /// </summary>
    public const int MaxPortableDepth = JsonValue.MaxDepth / 4;
}

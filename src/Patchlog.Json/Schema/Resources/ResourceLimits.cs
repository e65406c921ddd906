namespace Patchlog.Json.Schema.Resources;

/// <summary>The bounds of the search for the resources of a schema.</summary>
static class ResourceLimits
{
    /// <summary>Metaschemas that are followed to find the dialect of a schema.</summary>
    public const int MaxChain = 8;

    /// <summary>Characters of a URI, and of a reference: each is resolved against what is around it.</summary>
    public const int MaxUriLength = 2048;
}

namespace Patchlog.Json.Schema.Resources;

/// <summary>The bounds of the search for the resources of a schema.</summary>
static class ResourceLimits
{
    /// <summary>Metaschemas that are followed to find the dialect of a schema.</summary>
    public const int MaxChain = 8;

    /// <summary>Characters of the URI of a schema: each reference in it is resolved against it.</summary>
    public const int MaxUriLength = 8192;
}

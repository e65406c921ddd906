namespace Patchlog.Server.Bench;

/// <summary>The mix of requests that a run sends.</summary>
enum BenchWorkload
{
    /// <summary>New documents only.</summary>
    Create,

    /// <summary>JSON Patches of three operations, spread evenly over the documents created beforehand.</summary>
    Patch,

    /// <summary>
    /// Of ten requests five patches, three creates and two reads; over WebSocket, which has no read, seven patches.
    /// </summary>
    Mixed,

    /// <summary>Reads, spread evenly over the documents created beforehand; over HTTP only.</summary>
    Get,
}

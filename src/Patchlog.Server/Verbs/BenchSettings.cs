namespace Patchlog.Server.Verbs;

/// <summary>What the load generator is asked to do; validated by the command line.</summary>
/// <param name="Url">The server; its scheme (<c>ws</c>, <c>wss</c>, <c>http</c>, <c>https</c>) chooses the transport.</param>
/// <param name="Workload">The mix of requests.</param>
/// <param name="InFlight">Requests that wait for an answer at any time, over all connections.</param>
/// <param name="Connections">Connections they are spread over; over HTTP always <paramref name="InFlight"/>.</param>
/// <param name="WarmUp">Time of load before anything is counted.</param>
/// <param name="Duration">Time of load that is counted.</param>
/// <param name="Tenant">The tenant that all requests name.</param>
/// <param name="DocumentBytes">Size of a created document.</param>
/// <param name="Aggregates">How many documents are created beforehand for patches and reads to choose from.</param>
/// <param name="Run">The run that has created them; null if this one is to.</param>
sealed record BenchSettings(
    Uri Url,
    BenchWorkload Workload,
    int InFlight,
    int Connections,
    TimeSpan WarmUp,
    TimeSpan Duration,
    string Tenant,
    int DocumentBytes,
    int Aggregates,
    string? Run)
{
    public bool IsWebSocket => Url.Scheme is "ws" or "wss";
}

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

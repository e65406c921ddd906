namespace Patchlog.Server.Bench;

/// <summary>The settings of a run, which the command line has validated.</summary>
/// <param name="Url">The server; its scheme (<c>ws</c>, <c>wss</c>, <c>http</c>, <c>https</c>) is the wire.</param>
/// <param name="Workload">The mix of requests.</param>
/// <param name="InFlight">Requests that wait for an answer at any time, over all connections.</param>
/// <param name="Connections">Connections for the requests; over HTTP always <paramref name="InFlight"/>.</param>
/// <param name="WarmUp">Time of load before anything is counted.</param>
/// <param name="Duration">Time of load that is counted.</param>
/// <param name="Tenant">The tenant that all requests name.</param>
/// <param name="DocumentBytes">Size of a created document.</param>
/// <param name="Aggregates">How many documents are created beforehand for patches and reads to choose from.</param>
/// <param name="Run">The run that has created these documents; null if this run creates them.</param>
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
    /// <summary>Whether requests are frames of a WebSocket; otherwise they are HTTP requests.</summary>
    public bool IsWebSocket => Url.Scheme is "ws" or "wss";
}

using Patchlog.Json;

namespace Patchlog.Server.Wire;

/// <summary>A problem as RFC 9457 writes it; the same object for HTTP and for the WebSocket.</summary>
static class ProblemJson
{
    /// <summary>Writes a problem.</summary>
    /// <param name="writer">Takes the object.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="instance">The path of the request; null on a WebSocket.</param>
    /// <param name="traceId">The trace that the request belongs to; null where there is none.</param>
    public static void Write(JsonWriter writer, Problem problem, string? instance = null, string? traceId = null)
    {
        writer.BeginObject()
            .Member("type", problem.Code.Type)
            .Member("title", problem.Code.Title)
            .Member("status", problem.Code.Status)
            .Member("detail", problem.Detail);
        if (instance is not null)
            writer.Member("instance", instance);

        writer.Member("code", problem.Code.Name);
        if (problem.CommandId is { } commandId)
            writer.Member("commandId", commandId.Value);

        if (!problem.Errors.IsEmpty)
            WriteErrors(writer, problem);

        if (problem.CurrentVersion is { } version)
            writer.Member("currentVersion", version.Number);

        if (!problem.EventsSince.IsEmpty)
        {
            writer.Name("eventsSince");
            EventJson.WriteAll(writer, problem.EventsSince);
        }

        if (problem.Trace is { } trace)
            writer.Member("trace", trace);

        writer.Member("retryable", problem.IsRetryable)
            .Member("applied", problem.Applied == Applied.Unknown ? "unknown" : "no");
        if (traceId is not null)
            writer.Member("traceId", traceId);

        writer.End();
    }

    static void WriteErrors(JsonWriter writer, Problem problem)
    {
        writer.Name("errors").BeginArray();

        foreach (var error in problem.Errors)
            writer.BeginObject()
                .Member("pointer", error.Pointer)
                .Member("code", error.Code)
                .Member("detail", error.Detail)
                .End();

        writer.End();
    }
}

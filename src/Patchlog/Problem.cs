using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog;

/// <summary>
/// Why something was refused or failed: one object for HTTP (RFC 9457) and for the WebSocket. Immutable.
/// </summary>
/// <param name="Code">The stable code; everything general about the problem hangs on it.</param>
/// <param name="Detail">What, which, what to do: one or two sentences for a person.</param>
public sealed record Problem(ProblemCode Code, string Detail)
{
    /// <summary>The single faults, each with its place in what was sent.</summary>
    public ImmutableArray<ProblemError> Errors { get; init; } = [];

    /// <summary>The aggregate's version now, where that helps; null elsewhere.</summary>
    public Version? CurrentVersion { get; init; }

    /// <summary>What happened since the version the command was decided on, oldest first; empty elsewhere.</summary>
    public ImmutableArray<Event> EventsSince { get; init; } = [];

    /// <summary>The command, where one could be read.</summary>
    public CommandId? CommandId { get; init; }

    /// <summary>How the decision came about, where that was asked for; else null.</summary>
    public JsonObject? Trace { get; init; }

    /// <summary>True if the same command may succeed when sent again.</summary>
    public bool IsRetryable { get; init; } = Code.IsRetryable;

    /// <summary>Whether the command took effect.</summary>
    public Applied Applied { get; init; } = Code == ProblemCode.OutcomeUnknown ? Applied.Unknown : Applied.No;

    /// <summary>A problem with one fault at one place.</summary>
    public static Problem At(ProblemCode code, string pointer, string errorCode, string detail) =>
        new(code, detail) { Errors = [new(pointer, errorCode, detail)] };
}

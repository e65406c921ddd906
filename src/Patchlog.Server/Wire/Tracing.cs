using System.Diagnostics;

namespace Patchlog.Server.Wire;

/// <summary>
/// One activity for each request and each frame of a client, named as the contracts name them. Without a listener there
/// are none, and they cost nothing.
/// </summary>
static class Tracing
{
    /// <summary>The name by which a listener finds the activities.</summary>
    public const string SourceName = "Patchlog.Server";

    static readonly ActivitySource Source = new(SourceName);

    /// <summary>False if no activity would be started.</summary>
    public static bool HasListeners => Source.HasListeners();

    /// <summary>Starts an activity, which ends when it is disposed; null if nobody listens.</summary>
    /// <param name="name">The id of the operation, or the type of the frame.</param>
    /// <param name="caller">Who asks.</param>
    public static Activity? Start(string name, in Caller caller)
    {
        var activity = Source.StartActivity(name, ActivityKind.Server);
        return caller.Actor is { } actor ? activity?.SetTag("enduser.id", actor) : activity;
    }
}

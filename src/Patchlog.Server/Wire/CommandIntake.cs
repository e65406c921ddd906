using System.Diagnostics.CodeAnalysis;
using Patchlog.Intake;
using Patchlog.Json;

namespace Patchlog.Server.Wire;

/// <summary>
/// The one way from a document to a command, for all entrances: resource routes, raw commands over HTTP, and the
/// command and batch frames of WebSockets. It adds what no client can say itself: who sent the command, and when it
/// came.
/// </summary>
/// <param name="limits">The bounds of a patch.</param>
/// <param name="time">The clock.</param>
sealed class CommandIntake(IntakeLimits limits, TimeProvider time)
{
    /// <summary>Reads a command from its envelope.</summary>
    /// <param name="document">The envelope.</param>
    /// <param name="caller">The sender.</param>
    /// <param name="command">The command, or null.</param>
    /// <param name="problem">Every fault that was found in the envelope, or null.</param>
    public bool TryTake(
        JsonValue document, in Caller caller, [NotNullWhen(true)] out Command? command,
        [NotNullWhen(false)] out Problem? problem) =>
        TryTake(document, caller, precondition: null, out command, out problem);

    /// <summary>Reads a command from its envelope.</summary>
    /// <param name="document">The envelope.</param>
    /// <param name="caller">The sender.</param>
    /// <param name="precondition">The conditional headers that came with it; null without any.</param>
    /// <param name="command">The command, or null.</param>
    /// <param name="problem">Every fault that was found in the envelope, or null.</param>
    public bool TryTake(
        JsonValue document, in Caller caller, Precondition? precondition, [NotNullWhen(true)] out Command? command,
        [NotNullWhen(false)] out Problem? problem)
    {
        if (!Envelope.TryRead(document, limits.Patch, time, out command, out problem))
            return false;

        command = command with
        {
            Actor = caller.Actor,
            Sender = caller.Sender,
            ReceivedAt = time.GetUtcNow(),
            Precondition = precondition,
        };

        return true;
    }
}

using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>A row of the table of frames.</summary>
/// <param name="type">The <c>type</c> of the frame.</param>
/// <param name="access">What the caller needs to be allowed.</param>
abstract class FrameRow(string type, Access access)
{
    /// <summary>The <c>type</c> of the frame.</summary>
    public string Type => type;

    /// <summary>What the caller needs to be allowed.</summary>
    public Access Access => access;

    /// <summary>Makes a row.</summary>
    public static FrameRow Of<T>(string type, Access access, ReadFrame<T> read, HandleFrame<T> handle)
        where T : notnull =>
        new Row<T>(type, access, read, handle);

    /// <summary>Takes a frame of this type in: the one place where a frame gets its trace.</summary>
    /// <param name="connection">The connection that it came on.</param>
    /// <param name="json">The frame.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public ValueTask TakeAsync(Connection connection, JsonObject json, CancellationToken cancellation) =>
        Tracing.HasListeners
            ? TakeTracedAsync(connection, json, cancellation)
            : ReadAndHandleAsync(connection, json, cancellation);

    /// <summary>Reads a frame and carries it out, or refuses it under its id.</summary>
    protected abstract ValueTask ReadAndHandleAsync(
        Connection connection, JsonObject json, CancellationToken cancellation);

    async ValueTask TakeTracedAsync(Connection connection, JsonObject json, CancellationToken cancellation)
    {
        using var trace = Tracing.Start(type, connection.Caller);
        await ReadAndHandleAsync(connection, json, cancellation);
    }

    sealed class Row<T>(string type, Access access, ReadFrame<T> read, HandleFrame<T> handle) : FrameRow(type, access)
        where T : notnull
    {
        protected override ValueTask ReadAndHandleAsync(
            Connection connection, JsonObject json, CancellationToken cancellation)
        {
            var id = json["id"];
            if (read(new(json, Access, connection), out var value, out var problem))
                return handle(connection, value, id, cancellation);

            connection.Refuse(problem, id);
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>Reads what a frame asks for, or refuses it.</summary>
delegate bool ReadFrame<T>(
    in ClientFrame frame, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Problem? problem)
    where T : notnull;

/// <summary>Carries out what a frame asks for; the answer may follow later.</summary>
delegate ValueTask HandleFrame<in T>(Connection connection, T value, JsonValue? id, CancellationToken cancellation);

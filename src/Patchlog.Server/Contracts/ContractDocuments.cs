using Patchlog.Bundles;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary>
/// <c>/openapi.json</c> and <c>/asyncapi.json</c>. They are written when somebody first asks, because the table of
/// routes is complete by then, and on a thread of the pool: that of a huge bundle takes long, and no connection's
/// thread must wait for it. The first has the types of the active bundle, and is written again for each bundle that
/// somebody asks under; only the last one is kept. Thread-safe.
/// </summary>
/// <param name="routes">Describes the table of routes.</param>
/// <param name="bundle">Answers the active bundle; null while there is none.</param>
/// <param name="limits">The bounds that the documents name.</param>
/// <param name="prefix">The path at which a proxy offers the server; empty for none.</param>
sealed class ContractDocuments(
    Func<IReadOnlyList<RouteDescription>> routes, Func<Bundle?> bundle, IntakeLimits limits, string prefix)
{
    readonly Lazy<Task<byte[]>> _asyncApi = new(
        () => WriteAsync(writer => AsyncApiDocument.Write(writer, limits, prefix)));

    readonly Lock _lock = new();
    OpenApi? _openApi;

    public Task<Reply> OpenApiAsync() => ReplyAsync(FindOpenApi(bundle() ?? Bundle.Empty));

    public Task<Reply> AsyncApiAsync() => ReplyAsync(_asyncApi.Value);

    // Whoever asks while it is written waits for the same one.
    Task<byte[]> FindOpenApi(Bundle active)
    {
        lock (_lock)
        {
            if (_openApi is null || _openApi.Digest != active.Digest || _openApi.Document.IsFaulted)
            {
                _openApi = new(
                    active.Digest,
                    WriteAsync(writer => OpenApiDocument.Write(writer, routes(), active, limits, prefix)));
            }

            return _openApi.Document;
        }
    }

    static async Task<Reply> ReplyAsync(Task<byte[]> writing)
    {
        var document = await writing;

        return Reply.Of(StatusCodes.Status200OK, writer => writer.Raw(document)) with { Size = document.Length };
    }

    static Task<byte[]> WriteAsync(Action<JsonWriter> write) => Task.Run(() =>
    {
        using var writer = new JsonWriter();
        write(writer);

        return writer.Written.ToArray();
    });

    sealed record OpenApi(string? Digest, Task<byte[]> Document);
}
